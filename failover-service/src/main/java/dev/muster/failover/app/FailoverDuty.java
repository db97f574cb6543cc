package dev.muster.failover.app;

import dev.muster.events.StepAction.Executor;
import dev.muster.plan.PlanId;
import dev.muster.service.step.StepDuty;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/** Carries out its own steps as long as no person has paused it. */
@ApplicationScoped
public class FailoverDuty implements StepDuty {

    private final KillSwitch killSwitch;

    @Inject
    public FailoverDuty(KillSwitch killSwitch) {
        this.killSwitch = killSwitch;
    }

    @Override
    public Executor executor() {
        return Executor.FAILOVER_SERVICE;
    }

    @Override
    public boolean allows(PlanId plan) {
        return killSwitch.allows(plan);
    }
}
