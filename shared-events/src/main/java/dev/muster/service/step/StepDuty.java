package dev.muster.service.step;

import dev.muster.events.StepAction;
import dev.muster.events.StepAction.Executor;
import dev.muster.plan.PlanId;

/** What the service around it tells the executor of steps. */
public interface StepDuty {

    /** Whose actions are carried out here; those of others are left alone. */
    Executor executor();

    /** Whether an action of that executor can be carried out from here; else it is left alone. */
    default boolean reaches(StepAction action) {
        return true;
    }

    /** Whether effects for the plan may happen now; asked immediately before each. */
    boolean allows(PlanId plan);
}
