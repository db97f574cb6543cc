package dev.muster.failover.app;

import dev.muster.events.ControlEvent;
import dev.muster.events.ControlEvent.AutomationPaused;
import dev.muster.events.ControlEvent.AutomationResumed;
import dev.muster.events.DrEvent;
import dev.muster.plan.PlanId;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** What people have paused, as every process that causes effects has to know by itself. */
@ApplicationScoped
public class KillSwitch {

    private final Map<String, AutomationPaused> pauses = new ConcurrentHashMap<>();

    void on(DrEvent event) {
        switch (event) {
            case AutomationPaused paused -> pauses.put(paused.scope(), paused);
            case AutomationResumed resumed -> pauses.remove(resumed.scope());
            default -> {}
        }
    }

    /** Whether effects for the plan may happen now. */
    public boolean allows(PlanId plan) {
        return !pauses.containsKey(ControlEvent.EVERYTHING) && !pauses.containsKey(plan.value());
    }

    /** The pause of exactly this scope, if there is one. */
    public Optional<AutomationPaused> pause(String scope) {
        return Optional.ofNullable(pauses.get(scope));
    }

    public Collection<AutomationPaused> pauses() {
        return List.copyOf(pauses.values());
    }
}
