package dev.muster.backup.adapter.postgresql;

import dev.muster.backup.app.BackupConfig;
import dev.muster.backup.app.Buckets;
import dev.muster.backup.app.Known;
import dev.muster.backup.catalog.Selection;
import dev.muster.events.RecoveryPoint;
import dev.muster.events.StepAction.RestorePostgres;
import dev.muster.events.StepResult;
import dev.muster.events.StepResult.Facts;
import dev.muster.plan.PlanId;
import dev.muster.service.step.StepContext;
import dev.muster.service.step.StepHandler;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The restore of a move: the newest state that was shipped, as a standby at the new site, fed until
 * the move promotes it.
 */
@ApplicationScoped
public class PostgresRestoreStep implements StepHandler<RestorePostgres> {

    private static final Duration LOOK = Duration.ofMillis(500);

    private final BackupConfig config;
    private final Buckets buckets;
    private final Known known;
    private final Map<String, Work> works = new ConcurrentHashMap<>();

    @Inject
    public PostgresRestoreStep(BackupConfig config, Buckets buckets, Known known) {
        this.config = config;
        this.buckets = buckets;
        this.known = known;
    }

    /** A restore under way in this process; a later attempt of the step joins it. */
    private static final class Work {
        final CompletableFuture<StepResult> result = new CompletableFuture<>();
        volatile String seen = "begins";
        volatile @Nullable Restoration restoration;
    }

    @Override
    public Class<RestorePostgres> action() {
        return RestorePostgres.class;
    }

    @Override
    public StepResult handle(RestorePostgres action, StepContext context)
            throws InterruptedException {
        var key = context.plan() + "/" + context.epoch() + "/" + action.directory();
        var work =
                works.computeIfAbsent(
                        key,
                        _ -> {
                            var begun = new Work();
                            Thread.ofVirtual()
                                    .name("restore-" + context.plan())
                                    .start(() -> live(action, context, begun));
                            return begun;
                        });
        while (true) {
            try {
                var result = work.result.get(LOOK.toMillis(), TimeUnit.MILLISECONDS);
                works.remove(key, work);
                return result;
            } catch (TimeoutException _) {
                if (context.deadline().passed()) {
                    return new StepResult.InProgress(work.seen);
                }
                context.progress().accept(work.seen);
            } catch (ExecutionException e) {
                works.remove(key, work);
                return new StepResult.Unknown("unforeseen: " + e.getCause());
            }
        }
    }

    private void live(RestorePostgres action, StepContext context, Work work) {
        try {
            work.result.complete(restore(action, context, work));
        } catch (Impossible e) {
            work.result.complete(new StepResult.Rejected(String.valueOf(e.getMessage())));
        } catch (IOException | SQLException e) {
            work.result.complete(new StepResult.Unavailable(String.valueOf(e.getMessage())));
        } catch (InterruptedException e) {
            work.result.complete(new StepResult.Unknown("the service stops"));
        } catch (RuntimeException e) {
            work.result.completeExceptionally(e);
        }
    }

    private StepResult restore(RestorePostgres action, StepContext context, Work work)
            throws IOException, SQLException, InterruptedException {
        var plan = context.plan();
        var base = base(action, plan);
        if (base.isEmpty()) {
            return new StepResult.Rejected(
                    "there is no recovery point of " + action.protection() + " in the bucket");
        }
        var wanted =
                new Wanted(
                        plan,
                        action.protection(),
                        action.from(),
                        base.get(),
                        Path.of(action.directory()),
                        true,
                        Optional.empty(),
                        action.endpoint().port(),
                        "a move");
        var before = work.restoration;
        if (before != null) {
            before.end();
        }
        var restoration =
                new Restoration(config.backup(), buckets, wanted, seen -> work.seen = seen);
        work.restoration = restoration;
        restoration.layDown();
        if (!restoration.isStandby()) {
            return new StepResult.Rejected(
                    action.directory()
                            + " holds a server that an earlier move promoted: move it away with its"
                            + " .muster.json, once nobody needs it");
        }
        var reach = restoration.reach();
        restoration.start();
        try (var session = restoration.connect(action.endpoint())) {
            var replayed = restoration.await(session, reach);
            feedUntilPromoted(restoration, action);
            var currentAsOf =
                    reach.map(Reach::reachableTo).or(() -> Optional.of(base.get().asOf()));
            return new StepResult.Done(
                    "restored from "
                            + base.get().id()
                            + ", replayed to "
                            + replayed.position()
                            + currentAsOf.map(at -> ", as of " + at).orElse(""),
                    new Facts(Optional.empty(), currentAsOf));
        }
    }

    /** What is still shipped is taken in until somebody promotes the server, or stops it. */
    private static void feedUntilPromoted(Restoration restoration, RestorePostgres action) {
        Thread.ofVirtual()
                .name("feed-until-promoted")
                .start(
                        () -> {
                            try (var session = restoration.connect(action.endpoint())) {
                                while (Replayed.of(session).inRecovery()) {
                                    Thread.sleep(LOOK);
                                }
                            } catch (IOException | SQLException e) {
                                // The server is gone: there is nothing to feed.
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            } finally {
                                restoration.end();
                            }
                        });
    }

    /** As the catalogue would choose; what lies in the bucket is the truth. */
    private Optional<RecoveryPoint> base(RestorePostgres action, PlanId plan) throws IOException {
        try (var bucket = buckets.open(action.from())) {
            var there = Bases.all(bucket, Keys.of(plan, action.protection()));
            return Selection.newest(known.catalogue(plan), action.protection())
                    .map(choice -> choice.from().point())
                    .filter(point -> there.stream().anyMatch(one -> one.id().equals(point.id())))
                    .or(() -> there.stream().reduce((_, later) -> later));
        }
    }

    @PreDestroy
    void stop() {
        works.values()
                .forEach(
                        work -> {
                            var restoration = work.restoration;
                            if (restoration != null) {
                                restoration.end();
                            }
                        });
    }
}
