package dev.muster.events;

import dev.muster.plan.PlanId;
import java.time.Duration;
import java.time.Instant;

/** The work of the executors. */
public sealed interface StepEvent extends DrEvent {

    PlanId plan();

    @Override
    default String key() {
        return plan().value();
    }

    /**
     * An intent, durable before anything happens: look, act if the world is not as wanted, look
     * again, report.
     *
     * @param attempt from 1; a later attempt replaces the earlier ones
     * @param deadline how long the executor may take before it has to report
     */
    record StepCommanded(
            PlanId plan,
            ExecutionId execution,
            StepId step,
            int attempt,
            Epoch epoch,
            StepAction action,
            Duration deadline,
            Instant at)
            implements StepEvent {}

    /** What came of an attempt. */
    record StepReported(
            PlanId plan,
            ExecutionId execution,
            StepId step,
            int attempt,
            Epoch epoch,
            StepResult result,
            Instant at)
            implements StepEvent {}
}
