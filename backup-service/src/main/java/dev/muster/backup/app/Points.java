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

    private final Log log;
    private final Map<PlanId, PlanDeclared> plans = new TreeMap<>();
    private final Map<PlanId, Catalogue> catalogues = new TreeMap<>();
    private final Map<PlanId, List<Finding>> findings = new TreeMap<>();
    private final Map<PlanId, RestoreSpeed> speeds = new TreeMap<>();
    private final Operations operations = new Operations();
    private final List<Consumer<BackupEvent>> listeners = new CopyOnWriteArrayList<>();
    private @Nullable LogReader reader;

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
                operations.ended(done.run(), done);
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
                operations.ended(tried.run(), tried);
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
                operations.ended(gone.run(), gone);
            }
            case RestoreCompleted restored -> {
                speeds.put(plan, speed(plan).with(restored.bytes(), restored.took()));
                operations.ended(restored.run(), restored);
            }
            case BackupFailed failed -> operations.ended(failed.run(), failed);
            case RestoreFailed failed -> operations.ended(failed.run(), failed);
            case RemovalFailed failed -> operations.ended(failed.run(), failed);
            case FindingOpened opened -> findings(plan).add(opened.finding());
            case FindingClosed closed ->
                    findings(plan)
                            .removeIf(
                                    open ->
                                            open.code() == closed.finding().code()
                                                    && open.protection()
                                                            .equals(closed.finding().protection()));
            case RunCommanded command -> operations.commanded(command);
            case RunReported report -> operations.reported(report);
            case BackupRequested wish -> operations.asked(wish.requestId(), wish);
            case VerificationRequested wish -> operations.asked(wish.requestId(), wish);
            case RestoreRequested wish -> operations.asked(wish.requestId(), wish);
            case BackupRequestRefused no -> operations.refused(no.requestId(), no.reasons());
            case ObjectsRestoreRequested wish -> operations.asked(wish.requestId(), wish);
            case RemovalRequested wish -> operations.asked(wish.requestId(), wish);
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

    public synchronized Optional<Operations.RunView> run(RunId id) {
        return operations.run(id);
    }

    /** The wish that was written under that id. */
    public synchronized Optional<BackupEvent> wish(String id) {
        return operations.wish(id);
    }

    /** What became of a wish; empty when none was written under that id. */
    public synchronized Optional<Operations.Operation> operation(String id) {
        return operations.of(id);
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
