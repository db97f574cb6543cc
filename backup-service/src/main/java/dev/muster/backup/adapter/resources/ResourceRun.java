package dev.muster.backup.adapter.resources;

import dev.muster.backup.app.ObjectNames;
import dev.muster.backup.app.RunContext;
import dev.muster.backup.app.RunHandler;
import dev.muster.events.BackupAction.TakeResource;
import dev.muster.events.BackupResult;
import dev.muster.events.BackupResult.Failed;
import dev.muster.events.BackupResult.Taken;
import dev.muster.events.BackupResult.Underway;
import dev.muster.events.RecoveryPoint;
import dev.muster.events.RecoveryPointId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * Asks an operator for a backup by objects named after the run, so that nothing is begun twice, and
 * follows each to its real end. An object is known by its UID: one that somebody made anew under
 * the same name is another one.
 */
@ApplicationScoped
public class ResourceRun implements RunHandler<TakeResource> {

    private static final Duration PAUSE = Duration.ofMillis(500);

    private final ResourceClusters clusters;

    @Inject
    public ResourceRun(ResourceClusters clusters) {
        this.clusters = clusters;
    }

    @Override
    public Class<TakeResource> action() {
        return TakeResource.class;
    }

    @Override
    public BackupResult carryOut(TakeResource action, RunContext context)
            throws InterruptedException {
        var name = ObjectNames.ofRun(context.run());
        try {
            var site = clusters.at(action.kubeconfig());
            var last = Optional.<Ended>empty();
            for (var stage : Recipes.of(action.backup(), name)) {
                var ended = carryOut(site, stage, name, action, context);
                if (ended.standing() instanceof Standing.Failed failed) {
                    return new Failed(failed.reasons());
                }
                last = Optional.of(ended);
            }
            return new Taken(point(action, name, last.orElseThrow()));
        } catch (Refused refused) {
            return refused.result();
        }
    }

    /** How a stage ended. */
    private record Ended(Stage stage, String uid, Standing standing) {
        Ended(Stage stage, String uid, String reason) {
            this(stage, uid, new Standing.Failed(reason));
        }
    }

    private static Ended carryOut(
            Site site, Stage stage, String name, TakeResource action, RunContext context)
            throws Refused, InterruptedException {
        var namespace = action.backup().namespace();
        var words = Site.words(stage.kind(), namespace, name);
        var there = site.find(stage, namespace, name);
        if (there.isEmpty()) {
            site.create(
                    stage,
                    namespace,
                    name,
                    ObjectNames.labels(context.plan(), action.protection(), action.site()),
                    Map.of(ObjectNames.RUN, context.run().value()));
            there = site.find(stage, namespace, name);
        }
        if (there.isEmpty()) {
            return new Ended(stage, "", words + " was deleted as soon as it was made");
        }
        var uid = there.get().uid();
        if (!there.get().annotation(ObjectNames.RUN).equals(Optional.of(context.run().value()))) {
            return new Ended(stage, uid, words + " is there, and was not made for this run");
        }
        while (true) {
            var status = there.get();
            var standing = stage.reading().of(status);
            if (!(standing instanceof Standing.Waiting waiting)) {
                return new Ended(stage, uid, standing);
            }
            if (Duration.between(status.created(), Instant.now())
                            .compareTo(action.backup().deadline())
                    > 0) {
                return new Ended(
                        stage,
                        uid,
                        words
                                + " has not ended within "
                                + action.backup().deadline().toMinutes()
                                + " min: "
                                + waiting.detail());
            }
            context.progress().accept(new Underway(waiting.detail(), waiting.share()));
            Thread.sleep(PAUSE);
            there = site.find(stage, namespace, name);
            if (there.isEmpty()) {
                return new Ended(stage, uid, "somebody deleted " + words);
            }
            if (!there.get().uid().equals(uid)) {
                return new Ended(stage, uid, words + " is another one now: somebody made it anew");
            }
        }
    }

    private static RecoveryPoint point(TakeResource action, String name, Ended ended) {
        var done = (Standing.Done) ended.standing();
        return new RecoveryPoint(
                new RecoveryPointId(name + "-" + ObjectNames.digest(ended.uid())),
                action.protection(),
                action.engine(),
                action.site(),
                Optional.empty(),
                done.asOf(),
                done.completedAt(),
                Optional.empty(),
                done.bytes(),
                1,
                Place.of(ended.stage().kind(), action.backup().namespace(), name, ended.uid())
                        + (done.place().isBlank() ? "" : " (" + done.place().strip() + ")"),
                Optional.empty());
    }
}
