package dev.muster.backup.app;

import dev.muster.backup.catalog.Catalogue;
import dev.muster.backup.catalog.RestoreSpeed;
import dev.muster.backup.catalog.ShippedLog;
import dev.muster.events.BackupEvent;
import dev.muster.events.BackupEvent.BackupCompleted;
import dev.muster.events.BackupEvent.BackupFailed;
import dev.muster.events.BackupEvent.BackupRequestRefused;
import dev.muster.events.BackupEvent.BackupRequested;
import dev.muster.events.BackupEvent.Finding;
import dev.muster.events.BackupEvent.FindingClosed;
import dev.muster.events.BackupEvent.FindingOpened;
import dev.muster.events.BackupEvent.ObjectsRestoreRequested;
import dev.muster.events.BackupEvent.RecoveryPointExpired;
import dev.muster.events.BackupEvent.RecoveryPointExtended;
import dev.muster.events.BackupEvent.RecoveryPointVerified;
import dev.muster.events.BackupEvent.RemovalFailed;
import dev.muster.events.BackupEvent.RemovalRequested;
import dev.muster.events.BackupEvent.RestoreCompleted;
import dev.muster.events.BackupEvent.RestoreFailed;
import dev.muster.events.BackupEvent.RestoreRequested;
import dev.muster.events.BackupEvent.RunCommanded;
import dev.muster.events.BackupEvent.RunReported;
import dev.muster.events.BackupEvent.TrialOutcome;
import dev.muster.events.BackupEvent.VerificationRequested;
import dev.muster.events.DrEvent;
import dev.muster.events.PlanEvent.PlanDeclared;
import dev.muster.events.PlanEvent.PlanRetired;
import dev.muster.events.RecoveryPointId;
import dev.muster.events.RunId;
import dev.muster.events.wire.Topics;
import dev.muster.plan.Assurance.Level;
import dev.muster.plan.PlanId;
import dev.muster.service.Log;
import dev.muster.stream.LogReader;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What the log says of recovery points: every instance reads all of it, so that every instance can
 * answer, and restore, alone.
 */
@ApplicationScoped
public class Points implements Known, AutoCloseable {

    private static final int RUNS_KEPT = 500;

    private final Log log;
    private final Map<PlanId, PlanDeclared> plans = new TreeMap<>();
    private final Map<PlanId, Catalogue> catalogues = new TreeMap<>();
    private final Map<PlanId, List<Finding>> findings = new TreeMap<>();
    private final Map<PlanId, RestoreSpeed> speeds = new TreeMap<>();
    private final Map<RunId, RunView> runs = new LinkedHashMap<>();
    private final List<Consumer<BackupEvent>> listeners = new CopyOnWriteArrayList<>();
    private final Map<String, BackupEvent> wishes = new LinkedHashMap<>();
    private final Map<String, List<String>> refused = new LinkedHashMap<>();
    private @Nullable LogReader reader;

    /**
     * What somebody asked for.
     *
     * @param runs what was begun for it
     * @param refused why it was not granted; empty when it was
     */
    public record Operation(List<RunView> runs, List<String> refused) {
        public Operation {
            runs = List.copyOf(runs);
            refused = List.copyOf(refused);
        }

        /** Whether anything is still to come. */
        public boolean open() {
            return refused.isEmpty()
                    && (runs.isEmpty() || runs.stream().anyMatch(run -> run.outcome().isEmpty()));
        }
    }

    /**
     * How far a run is.
     *
     * @param reported what was last reported; empty until then
     * @param outcome the event with which it ended; empty until then
     */
    public record RunView(
            RunCommanded command, Optional<RunReported> reported, Optional<BackupEvent> outcome) {}

    @Inject
    public Points(Log log) {
        this.log = log;
    }

    void start() {
        reader =
                log.reader(
                        "points",
                        EnumSet.of(
                                Topics.PLANS,
                                Topics.BACKUP_REQUESTED,
                                Topics.BACKUP_COMPLETED,
                                Topics.BACKUP_COMMANDS,
                                Topics.BACKUP_REPORTS),
                        LogReader.From.BEGINNING,
                        this::on);
    }

    public boolean ready() {
        var present = reader;
        return present != null && present.caughtUp();
    }

    private synchronized void on(DrEvent event, String id, Instant at) {
        switch (event) {
            case PlanDeclared declared -> plans.put(declared.plan().name(), declared);
            case PlanRetired retired -> plans.remove(retired.plan());
            case BackupEvent backup -> {
                keep(backup);
                listeners.forEach(listener -> listener.accept(backup));
            }
            default -> {}
        }
    }

    private void keep(BackupEvent event) {
        var plan = event.plan();
        var catalogue = catalogue(plan);
        switch (event) {
            case BackupCompleted done -> {
                catalogues.put(plan, catalogue.with(done.point()));
                ended(done.run(), done);
            }
            case RecoveryPointVerified tried -> {
                catalogues.put(
                        plan,
                        catalogue.tried(
                                tried.point(),
                                tried.level(),
                                tried.outcome(),
                                tried.reasons(),
                                tried.at()));
                tried(tried);
                ended(tried.run(), tried);
            }
            case RecoveryPointExtended extended ->
                    catalogues.put(
                            plan,
                            catalogue.shipped(
                                    extended.protection(),
                                    new ShippedLog(
                                            extended.position(),
                                            extended.reachableTo(),
                                            List.of(),
                                            extended.at())));
            case RecoveryPointExpired gone -> {
                catalogues.put(plan, catalogue.without(gone.point()));
                ended(gone.run(), gone);
            }
            case RestoreCompleted restored -> {
                speeds.put(plan, speed(plan).with(restored.bytes(), restored.took()));
                ended(restored.run(), restored);
            }
            case BackupFailed failed -> ended(failed.run(), failed);
            case RestoreFailed failed -> ended(failed.run(), failed);
            case RemovalFailed failed -> ended(failed.run(), failed);
            case FindingOpened opened -> findings(plan).add(opened.finding());
            case FindingClosed closed ->
                    findings(plan)
                            .removeIf(
                                    open ->
                                            open.code() == closed.finding().code()
                                                    && open.protection()
                                                            .equals(closed.finding().protection()));
            case RunCommanded command -> commanded(command);
            case RunReported report ->
                    runs.computeIfPresent(
                            report.run(),
                            (_, view) ->
                                    new RunView(
                                            view.command(), Optional.of(report), view.outcome()));
            case BackupRequested wish -> remember(wishes, wish.requestId(), wish);
            case VerificationRequested wish -> remember(wishes, wish.requestId(), wish);
            case RestoreRequested wish -> remember(wishes, wish.requestId(), wish);
            case BackupRequestRefused no -> remember(refused, no.requestId(), no.reasons());
            case ObjectsRestoreRequested wish -> remember(wishes, wish.requestId(), wish);
            case RemovalRequested wish -> remember(wishes, wish.requestId(), wish);
            case BackupEvent.EngineReported _,
                    BackupEvent.EngineObserved _,
                    BackupEvent.LogShipped _ -> {}
        }
    }

    /** A trial that restored tells how long a restore takes. */
    private void tried(RecoveryPointVerified tried) {
        catalogue(tried.plan())
                .point(tried.point())
                .filter(_ -> tried.outcome() == TrialOutcome.PASSED)
                .filter(_ -> tried.level().reaches(Level.RESTORED))
                .ifPresent(
                        known ->
                                speeds.put(
                                        tried.plan(),
                                        speed(tried.plan())
                                                .with(known.point().bytes(), tried.took())));
    }

    private static <V> void remember(Map<String, V> map, String id, V value) {
        map.putIfAbsent(id, value);
        if (map.size() > RUNS_KEPT) {
            map.remove(map.keySet().iterator().next());
        }
    }

    private void commanded(RunCommanded command) {
        runs.compute(
                command.run(),
                (_, view) ->
                        view == null
                                ? new RunView(command, Optional.empty(), Optional.empty())
                                : new RunView(command, view.reported(), view.outcome()));
        if (runs.size() > RUNS_KEPT) {
            runs.remove(runs.keySet().iterator().next());
        }
    }

    private void ended(RunId run, BackupEvent outcome) {
        runs.computeIfPresent(
                run,
                (_, view) -> new RunView(view.command(), view.reported(), Optional.of(outcome)));
    }

    private List<Finding> findings(PlanId plan) {
        return findings.computeIfAbsent(plan, _ -> new ArrayList<>());
    }

    private RestoreSpeed speed(PlanId plan) {
        return speeds.getOrDefault(plan, RestoreSpeed.UNKNOWN);
    }

    @Override
    public synchronized Catalogue catalogue(PlanId plan) {
        return catalogues.getOrDefault(plan, Catalogue.EMPTY);
    }

    @Override
    public synchronized Optional<PlanDeclared> plan(PlanId plan) {
        return Optional.ofNullable(plans.get(plan));
    }

    public synchronized List<PlanDeclared> plans() {
        return List.copyOf(plans.values());
    }

    public synchronized List<Finding> openFindings(PlanId plan) {
        return List.copyOf(findings.getOrDefault(plan, List.of()));
    }

    /** How fast restores were. */
    public synchronized RestoreSpeed restoreSpeed(PlanId plan) {
        return speed(plan);
    }

    public synchronized Optional<RunView> run(RunId id) {
        return Optional.ofNullable(runs.get(id));
    }

    /** The wish that was written under that id. */
    public synchronized Optional<BackupEvent> wish(String id) {
        return Optional.ofNullable(wishes.get(id));
    }

    /** What became of a wish; empty when none was written under that id. */
    public synchronized Optional<Operation> operation(String id) {
        if (!wishes.containsKey(id)) {
            return Optional.empty();
        }
        return Optional.of(
                new Operation(
                        runs.values().stream()
                                .filter(run -> run.command().run().value().endsWith("-" + id))
                                .toList(),
                        refused.getOrDefault(id, List.of())));
    }

    /** Every plan of which a point is known, declared or not. */
    public synchronized List<PlanId> knownPlans() {
        return List.copyOf(catalogues.keySet());
    }

    /** The plan that has the point, if any has. */
    public synchronized Optional<PlanId> owner(RecoveryPointId point) {
        return catalogues.entrySet().stream()
                .filter(entry -> entry.getValue().point(point).isPresent())
                .map(Map.Entry::getKey)
                .findFirst();
    }

    /** Is told every event from now on; the returned action ends that. */
    public Runnable listen(Consumer<BackupEvent> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    @Override
    public void close() {
        if (reader != null) {
            reader.close();
        }
    }
}
