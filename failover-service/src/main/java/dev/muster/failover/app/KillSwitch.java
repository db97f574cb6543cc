package dev.muster.failover.app;

import dev.muster.events.ControlEvent;
import dev.muster.events.ControlEvent.AutomationPaused;
import dev.muster.events.ControlEvent.AutomationResumed;
import dev.muster.events.DrEvent;
import dev.muster.plan.PlanId;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What people have paused, as every process that causes effects has to know by itself: by the log,
 * or by a file that is there, which works when the log does not.
 */
@ApplicationScoped
public class KillSwitch {

    private final Map<String, AutomationPaused> pauses = new ConcurrentHashMap<>();
    private final Optional<Path> file;
    private final MeterRegistry registry;

    @Inject
    public KillSwitch(FailoverConfig config, MeterRegistry registry) {
        this.file = config.failover().pauseFile();
        this.registry = registry;
        watch(ControlEvent.EVERYTHING);
    }

    void on(DrEvent event) {
        switch (event) {
            case AutomationPaused paused -> {
                pauses.put(paused.scope(), paused);
                watch(paused.scope());
            }
            case AutomationResumed resumed -> pauses.remove(resumed.scope());
            default -> {}
        }
    }

    /** Whether effects for the plan may happen now. */
    public boolean allows(PlanId plan) {
        return pause(ControlEvent.EVERYTHING).isEmpty() && pause(plan.value()).isEmpty();
    }

    /** The pause of exactly this scope, if there is one. */
    public Optional<AutomationPaused> pause(String scope) {
        var said = Optional.ofNullable(pauses.get(scope));
        return said.isEmpty() && scope.equals(ControlEvent.EVERYTHING) ? byFile() : said;
    }

    private Optional<AutomationPaused> byFile() {
        return file.filter(Files::exists)
                .map(
                        there ->
                                new AutomationPaused(
                                        ControlEvent.EVERYTHING,
                                        "whoever put it there",
                                        "the file " + there + " is there",
                                        Instant.EPOCH));
    }

    private void watch(String scope) {
        registry.gauge(
                "muster.automation.paused",
                List.of(Tag.of("scope", scope)),
                this,
                me -> me.pause(scope).isPresent() ? 1 : 0);
    }
}
