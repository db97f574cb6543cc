package dev.muster.failover.execution;

import dev.muster.events.FailoverEvent.StepOutcome;
import dev.muster.events.StepResult.Facts;
import java.time.Instant;

/**
 * How far one step is.
 *
 * <pre>
 *   Waiting ──command──▶ Running ──done──▶ Finished
 *                          │  ▲
 *              unavailable │  │ next attempt
 *           unknown, silent▼  │
 *                        Retrying ──time fence, person──▶ Finished
 *
 *   Waiting ──a person is asked──▶ Asked ──confirmed──▶ Finished
 * </pre>
 */
public sealed interface StepState {

    /** Not begun. */
    record Waiting() implements StepState {}

    /** An attempt was commanded; {@code heardAt} is the last sign of life of its executor. */
    record Running(int attempt, Instant begunAt, Instant heardAt) implements StepState {}

    /** The last attempt did not get there; the next one looks first. */
    record Retrying(int attempt, Instant begunAt, Instant notBefore, String reason)
            implements StepState {}

    /** A person was asked, and has not answered yet. */
    record Asked(Instant begunAt) implements StepState {}

    /** Nothing more will be done about it. */
    record Finished(int attempts, Instant begunAt, Instant at, StepOutcome outcome, Facts facts)
            implements StepState {}
}
