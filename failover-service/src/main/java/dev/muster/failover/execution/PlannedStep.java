package dev.muster.failover.execution;

import dev.muster.events.StepAction;
import dev.muster.events.StepId;
import java.time.Duration;
import java.util.Set;

/**
 * One step of a move.
 *
 * @param after the steps that must be done first
 * @param timeout how long it may take, all attempts together, before a person is called
 */
public record PlannedStep(
        StepId id, Set<StepId> after, StepAction action, Phase phase, Duration timeout) {

    /** Where a step stands relative to the point of no return. */
    public enum Phase {
        /** Stops the old site; in a failover the time fence can stand in for it. */
        FENCE,
        /** Has to be true before authority may leave the old site. */
        PREPARE,
        /** Brings the application up at the new site; only after the point of no return. */
        CUT_OVER
    }

    public PlannedStep {
        after = Set.copyOf(after);
    }
}
