package dev.muster.backup.adapter.metrics;

import dev.muster.backup.app.Points;
import dev.muster.backup.catalog.Selection;
import dev.muster.events.BackupEvent;
import dev.muster.events.BackupEvent.BackupCompleted;
import dev.muster.events.BackupEvent.BackupFailed;
import dev.muster.events.BackupEvent.Finding;
import dev.muster.events.BackupEvent.FindingClosed;
import dev.muster.events.BackupEvent.FindingOpened;
import dev.muster.events.BackupEvent.RecoveryPointVerified;
import dev.muster.events.BackupEvent.RestoreCompleted;
import dev.muster.plan.Assurance.Level;
import dev.muster.plan.PlanId;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Metrics drawn from the log, so that they survive a restart; the labels are bounded by what is
 * declared.
 */
@ApplicationScoped
public class BackupMeters {

    private static final double MILLIS = 1_000.0;

    private final Points points;
    private final MeterRegistry registry;
    private final Set<String> watched = ConcurrentHashMap.newKeySet();
    private final Map<String, AtomicReference<Double>> findings = new ConcurrentHashMap<>();

    @Inject
    public BackupMeters(Points points, MeterRegistry registry) {
        this.points = points;
        this.registry = registry;
    }

    void onStart(@Observes StartupEvent started) {
        var _ = points.listen(this::count);
    }

    private void count(BackupEvent event) {
        var plan = event.plan();
        switch (event) {
            case BackupCompleted done -> {
                backups(plan, done.point().engine(), "completed");
                watch(plan, done.point().protection(), done.point().engine());
            }
            case BackupFailed failed -> backups(plan, failed.engine(), "failed");
            case RecoveryPointVerified tried ->
                    registry.counter(
                                    "muster.recovery.point.trials",
                                    "plan",
                                    plan.value(),
                                    "level",
                                    lower(tried.level()),
                                    "outcome",
                                    lower(tried.outcome()))
                            .increment();
            case RestoreCompleted restored ->
                    registry.timer("muster.restore.duration", "plan", plan.value())
                            .record(restored.took());
            case FindingOpened opened -> finding(plan, opened.finding(), 1);
            case FindingClosed closed -> finding(plan, closed.finding(), 0);
            default -> {}
        }
    }

    private void backups(PlanId plan, String engine, String outcome) {
        for (var each : new String[] {"completed", "failed"}) {
            var counter =
                    registry.counter(
                            "muster.backups",
                            "plan",
                            plan.value(),
                            "engine",
                            engine,
                            "outcome",
                            each);
            if (each.equals(outcome)) {
                counter.increment();
            }
        }
    }

    /** How old the newest moment is that can be brought back, and how old what is proven. */
    private void watch(PlanId plan, String protection, String engine) {
        if (!watched.add(plan + "/" + protection)) {
            return;
        }
        for (var level : Level.values()) {
            registry.gauge(
                    "muster.recovery.point.age.seconds",
                    Tags.of(
                            "plan",
                            plan.value(),
                            "protection",
                            protection,
                            "engine",
                            engine,
                            "level",
                            lower(level)),
                    this,
                    meters -> meters.age(plan, protection, level));
        }
        registry.gauge(
                "muster.recovery.point.objective.seconds",
                Tags.of("plan", plan.value()),
                this,
                meters ->
                        meters.points
                                .plan(plan)
                                .map(one -> one.plan().objectives().rpo().toMillis() / MILLIS)
                                .orElse(Double.NaN));
    }

    /** In seconds; not a number while nothing stands there. */
    private double age(PlanId plan, String protection, Level level) {
        var catalogue = points.catalogue(plan);
        var moment =
                level == Level.RECORDED
                        ? Selection.newest(catalogue, protection).map(Selection.Choice::moment)
                        : catalogue
                                .of(protection)
                                .filter(known -> known.level().reaches(level))
                                .map(known -> known.point().asOf())
                                .max(Instant::compareTo);
        return moment.map(at -> Duration.between(at, Instant.now()).toMillis() / MILLIS)
                .orElse(Double.NaN);
    }

    private void finding(PlanId plan, Finding finding, double open) {
        findings.computeIfAbsent(
                        plan + "/" + finding.protection() + "/" + finding.code(),
                        _ ->
                                registry.gauge(
                                        "muster.backup.finding",
                                        Tags.of(
                                                "plan",
                                                plan.value(),
                                                "protection",
                                                finding.protection().orElse(""),
                                                "code",
                                                lower(finding.code())),
                                        new AtomicReference<>(0.0),
                                        AtomicReference::get))
                .set(open);
    }

    private static String lower(Enum<?> word) {
        return word.name().toLowerCase(Locale.ROOT);
    }
}
