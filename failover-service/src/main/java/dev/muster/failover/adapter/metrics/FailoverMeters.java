package dev.muster.failover.adapter.metrics;

import dev.muster.events.Blocker;
import dev.muster.events.FailoverEvent;
import dev.muster.events.FailoverEvent.ExecutionAborted;
import dev.muster.events.FailoverEvent.ExecutionCompleted;
import dev.muster.events.FailoverEvent.ExecutionHeld;
import dev.muster.events.FailoverEvent.ExecutionStarted;
import dev.muster.events.FailoverEvent.FailoverHeld;
import dev.muster.events.FailoverEvent.PointOfNoReturnPassed;
import dev.muster.events.FailoverEvent.RequestRefused;
import dev.muster.events.FailoverEvent.StepFinished;
import dev.muster.events.FailoverEvent.TroubleEnded;
import dev.muster.failover.app.Journal;
import dev.muster.plan.PlanId;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;

/**
 * Metrics drawn from the failover log, so that they survive a restart; the labels are bounded by
 * what is declared.
 */
@ApplicationScoped
public class FailoverMeters {

    private final Journal journal;
    private final MeterRegistry registry;
    private final Map<String, AtomicReference<Double>> gauges = new ConcurrentHashMap<>();
    private final Map<PlanId, Instant> phaseBegan = new ConcurrentHashMap<>();
    private final Map<PlanId, FailoverEvent.Kind> kinds = new ConcurrentHashMap<>();

    @Inject
    public FailoverMeters(Journal journal, MeterRegistry registry) {
        this.journal = journal;
        this.registry = registry;
    }

    void onStart(@Observes StartupEvent started) {
        var _ = journal.listen(entry -> count(entry.event()));
    }

    private void count(FailoverEvent event) {
        var plan = event.plan();
        switch (event) {
            case FailoverHeld held -> {
                decided(plan, "held");
                blockers(
                        plan,
                        held.blockers().stream().map(Blocker::code).collect(Collectors.toSet()));
            }
            case TroubleEnded _ -> blockers(plan, Set.of());
            case RequestRefused _ -> decided(plan, "refused");
            case ExecutionStarted started -> {
                decided(plan, "started");
                blockers(plan, Set.of());
                kinds.put(plan, started.kind());
                phaseBegan.put(plan, started.at());
                gauge(
                        "muster.epoch",
                        Tags.of("plan", plan.value()),
                        (double) started.epoch().value());
                started.suspectedSince()
                        .ifPresent(
                                since ->
                                        phase(
                                                plan,
                                                "decide",
                                                Duration.between(since, started.at())));
            }
            case StepFinished step ->
                    registry.timer(
                                    "muster.step.duration",
                                    Tags.of(
                                            "plan",
                                            plan.value(),
                                            "step",
                                            step.step().value(),
                                            "outcome",
                                            lower(step.outcome())))
                            .record(step.took());
            case PointOfNoReturnPassed passed -> {
                nextPhase(plan, "fence", passed.at());
                gauge(
                        "muster.epoch",
                        Tags.of("plan", plan.value()),
                        (double) passed.epoch().value());
            }
            case ExecutionHeld _, FailoverEvent.PersonAwaited _ -> ended(plan, "held");
            case ExecutionCompleted completed -> {
                nextPhase(plan, "cut-over", completed.at());
                ended(plan, "completed");
                measured(plan, completed);
            }
            case ExecutionAborted aborted -> {
                ended(plan, "aborted");
                gauge(
                        "muster.epoch",
                        Tags.of("plan", plan.value()),
                        (double) aborted.epoch().value());
            }
            case FailoverEvent.ApprovalAwaited _ -> decided(plan, "awaits_approval");
            case FailoverEvent.ExecutionResumed _ -> {}
            case FailoverEvent.FailoverRequested _ -> {}
        }
    }

    private void measured(PlanId plan, ExecutionCompleted completed) {
        var tags = Tags.of("plan", plan.value());
        gauge("muster.recovery.time.seconds", tags, seconds(completed.recoveryTime()));
        completed
                .dataLoss()
                .ifPresent(loss -> gauge("muster.data.loss.seconds", tags, seconds(loss)));
        journal.plan(plan)
                .ifPresent(
                        declared ->
                                gauge(
                                        "muster.recovery.time.objective.seconds",
                                        tags,
                                        seconds(declared.plan().objectives().rto())));
    }

    private void decided(PlanId plan, String outcome) {
        registry.counter("muster.decisions", "plan", plan.value(), "outcome", outcome).increment();
    }

    private void ended(PlanId plan, String outcome) {
        var kind = kinds.getOrDefault(plan, FailoverEvent.Kind.FAILOVER);
        registry.counter(
                        "muster.executions",
                        "plan",
                        plan.value(),
                        "kind",
                        lower(kind),
                        "outcome",
                        outcome)
                .increment();
    }

    private void blockers(PlanId plan, Set<Blocker.Code> present) {
        var standing = new HashSet<>(present);
        for (var code : Blocker.Code.values()) {
            gauge(
                    "muster.blockers",
                    Tags.of("plan", plan.value(), "code", lower(code)),
                    standing.contains(code) ? 1 : 0);
        }
    }

    private void nextPhase(PlanId plan, String phase, Instant at) {
        var began = phaseBegan.put(plan, at);
        if (began != null) {
            phase(plan, phase, Duration.between(began, at));
        }
    }

    private void phase(PlanId plan, String phase, Duration took) {
        gauge(
                "muster.execution.phase.seconds",
                Tags.of("plan", plan.value(), "phase", phase),
                seconds(took));
    }

    private void gauge(String name, Tags tags, double value) {
        gauges.computeIfAbsent(
                        name + tags,
                        _ -> {
                            var holder = new AtomicReference<>(value);
                            registry.gauge(name, tags, holder, AtomicReference::get);
                            return holder;
                        })
                .set(value);
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
