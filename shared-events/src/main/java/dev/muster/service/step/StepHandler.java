package dev.muster.service.step;

import dev.muster.events.StepAction;
import dev.muster.events.StepResult;
import dev.muster.plan.PlanId;
import java.util.Optional;

/**
 * Carries out one kind of action: looks first, acts only if the world is not yet as wanted, and
 * answers with what it then reads back.
 */
public interface StepHandler<A extends StepAction> {

    Class<A> action();

    /**
     * Carries the action out.
     *
     * @throws InterruptedException when the service is being stopped; the step is then unknown
     */
    StepResult handle(A action, StepContext context) throws InterruptedException;

    /**
     * What would keep the action from working if it were wanted now: looked at without any effect,
     * and with the remedy. Empty when nothing was found, or when only the move itself could tell.
     */
    default Optional<String> trouble(A action, PlanId plan) throws InterruptedException {
        return Optional.empty();
    }
}
