package dev.muster.failover.app;

import dev.muster.events.StepAction;
import dev.muster.events.StepResult;

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
     * Opens what the action would need, so that it is not opened for the first time in a disaster;
     * may look, changes nothing. What cannot be opened now may be there when it is needed.
     */
    default void prepare(A action) {}
}
