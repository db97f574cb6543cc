package dev.muster.backup.adapter.resources;

import dev.muster.backup.app.RunContext;
import dev.muster.backup.app.RunHandler;
import dev.muster.events.BackupAction.RemoveResource;
import dev.muster.events.BackupResult;
import dev.muster.events.BackupResult.Failed;
import dev.muster.events.BackupResult.Removed;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Deletes the objects that a backup was made of, the last one first, and waits until they are gone;
 * an object of the same name with another UID is somebody else's and stays.
 */
@ApplicationScoped
public class ResourceRemoval implements RunHandler<RemoveResource> {

    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST = Duration.ofMinutes(10);

    private final ResourceClusters clusters;

    @Inject
    public ResourceRemoval(ResourceClusters clusters) {
        this.clusters = clusters;
    }

    @Override
    public Class<RemoveResource> action() {
        return RemoveResource.class;
    }

    @Override
    public BackupResult carryOut(RemoveResource action, RunContext context)
            throws InterruptedException {
        var place = Place.read(action.point().location());
        if (place.isEmpty()) {
            return new Failed(
                    List.of("its location names no object: " + action.point().location()));
        }
        try {
            var site = clusters.at(action.kubeconfig());
            var stages = Recipes.of(action.backup(), place.get().name()).reversed();
            var left = remove(site, stages.getFirst(), place.get(), Optional.of(place.get().uid()));
            for (var stage : stages.subList(1, stages.size())) {
                if (left.isEmpty()) {
                    left = remove(site, stage, place.get(), Optional.empty());
                }
            }
            return left.map(why -> (BackupResult) new Failed(List.of(why)))
                    .orElseGet(() -> new Removed(place.get().kind() + " " + place.get().name()));
        } catch (Refused refused) {
            return refused.result();
        }
    }

    /** What keeps the object there; empty when it is gone. */
    private static Optional<String> remove(
            Site site, Stage stage, Place place, Optional<String> uid)
            throws Refused, InterruptedException {
        var until = System.nanoTime() + LONGEST.toNanos();
        var there = site.find(stage, place.namespace(), place.name());
        if (there.isEmpty() || !uid.map(there.get().uid()::equals).orElse(true)) {
            return Optional.empty();
        }
        site.delete(stage, place.namespace(), place.name());
        while (there.isPresent() && uid.map(there.get().uid()::equals).orElse(true)) {
            if (System.nanoTime() - until > 0) {
                return Optional.of(
                        Site.words(stage.kind(), place.namespace(), place.name())
                                + " is still there: see what its finalizers wait for");
            }
            Thread.sleep(PAUSE);
            there = site.find(stage, place.namespace(), place.name());
        }
        return Optional.empty();
    }
}
