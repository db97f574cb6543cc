package dev.muster.health.app;

import dev.muster.events.DrEvent;
import dev.muster.events.PlanEvent.PlanDeclared;
import dev.muster.events.PlanEvent.PlanRetired;
import dev.muster.health.alert.AlertRouter;
import dev.muster.plan.PlanId;
import dev.muster.plan.RecoveryPlan;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The alert routes of the plans as they are now. */
@ApplicationScoped
public class AlertRoutes {

    private final Map<PlanId, RecoveryPlan> plans = new TreeMap<>();
    private volatile AlertRouter router = AlertRouter.of(List.of());

    synchronized void learn(DrEvent event) {
        switch (event) {
            case PlanDeclared declared -> plans.put(declared.plan().name(), declared.plan());
            case PlanRetired retired -> plans.remove(retired.plan());
            default -> {}
        }
        router = AlertRouter.of(plans.values());
    }

    public AlertRouter router() {
        return router;
    }
}
