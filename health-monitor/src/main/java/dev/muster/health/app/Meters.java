package dev.muster.health.app;

import dev.muster.events.HealthEvent.HealthAssessed;
import dev.muster.events.HealthEvent.ProbeStatus;
import dev.muster.events.HealthEvent.Verdict;
import dev.muster.health.probe.Observation;
import dev.muster.health.probe.ProbeState;
import dev.muster.plan.VantageId;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** What the service counts; the labels are bounded by what is declared. */
@ApplicationScoped
public class Meters {

    private final MeterRegistry registry;
    private final Map<Tags, AtomicInteger> successes = new ConcurrentHashMap<>();
    private final Map<Tags, AtomicInteger> verdicts = new ConcurrentHashMap<>();
    private final Map<String, Counter> alerts = new ConcurrentHashMap<>();
    private final Map<String, Verdict> lastVerdicts = new ConcurrentHashMap<>();

    @Inject
    public Meters(MeterRegistry registry) {
        this.registry = registry;
    }

    void probed(
            Assignment assignment, VantageId vantage, Observation observation, ProbeState state) {
        var slash = assignment.name().indexOf('/');
        var tags =
                Tags.of(
                        "plan",
                        slash < 0 ? "" : assignment.name().substring(0, slash),
                        "site",
                        assignment.site().value(),
                        "probe",
                        assignment.name().substring(slash + 1),
                        "vantage",
                        vantage.value());
        registry.timer("muster.probe.duration", tags).record(observation.took());
        gauge(successes, "muster.probe.success", tags)
                .set(state.status() == ProbeStatus.UP ? 1 : 0);
    }

    void assessed(HealthAssessed health) {
        for (var verdict : Verdict.values()) {
            gauge(
                            verdicts,
                            "muster.site.verdict",
                            Tags.of(
                                    "plan",
                                    health.plan().value(),
                                    "site",
                                    health.site().value(),
                                    "verdict",
                                    verdict.name().toLowerCase(Locale.ROOT)))
                    .set(verdict == health.verdict() ? 1 : 0);
        }
        var before = lastVerdicts.put(health.plan() + "/" + health.site(), health.verdict());
        if (health.verdict() == Verdict.DOWN && before != Verdict.DOWN) {
            health.suspectedSince()
                    .ifPresent(
                            since ->
                                    registry.timer(
                                                    "muster.detection",
                                                    "plan",
                                                    health.plan().value())
                                            .record(Duration.between(since, health.assessedAt())));
        }
    }

    public void alerts(String outcome, int count) {
        alerts.computeIfAbsent(
                        outcome, o -> registry.counter("muster.alerts.received", "outcome", o))
                .increment(count);
    }

    private AtomicInteger gauge(Map<Tags, AtomicInteger> known, String name, Tags tags) {
        return known.computeIfAbsent(
                tags,
                t -> {
                    var value = new AtomicInteger();
                    registry.gauge(name, t, value);
                    return value;
                });
    }
}
