package dev.muster.failover.decision;

import dev.muster.events.FailoverEvent.ExecutionHeld;
import dev.muster.events.FailoverEvent.ExecutionResumed;
import dev.muster.failover.execution.FailoverExecution;
import dev.muster.failover.execution.FailoverExecution.Hold;
import java.time.Duration;
import java.util.Optional;

/** A move that cannot go on calls a person, and goes on by itself when the reason has gone. */
final class Standstill {

    /** How often a move that waits for a condition looks whether it has come true. */
    private static final Duration LOOK_AGAIN = Duration.ofMillis(500);

    private Standstill() {}

    static void begin(Turn turn, FailoverExecution execution, String reason, String waitsFor) {
        var same = execution.hold().filter(hold -> hold.waitsFor().equals(waitsFor)).isPresent();
        if (!same) {
            turn.keep(execution.withHold(Optional.of(new Hold(reason, waitsFor, turn.now))));
            turn.say(
                    new ExecutionHeld(
                            turn.plan(), execution.move().id(), reason, waitsFor, turn.now));
        }
        turn.wakeAt(turn.now.plus(LOOK_AGAIN));
    }

    static void end(Turn turn, FailoverExecution execution) {
        if (execution.hold().isPresent()) {
            turn.keep(execution.withHold(Optional.empty()));
            turn.say(new ExecutionResumed(turn.plan(), execution.move().id(), turn.now));
        }
    }

    /** Whether a step is late; the move goes on trying it. */
    static void ifOverdue(Turn turn, FailoverExecution execution) {
        var late = execution.progress().overdue(turn.now);
        if (late.isEmpty()) {
            end(turn, execution);
        } else {
            begin(
                    turn,
                    execution,
                    late.getFirst().id()
                            + " has not ended in "
                            + late.getFirst().timeout().toSeconds()
                            + " s",
                    "the step to succeed; it is still being tried");
        }
    }

    /** Whether a step, or the standstill itself, has lasted longer than it may. */
    static boolean isOverdue(Turn turn, FailoverExecution execution) {
        var limit = execution.progress().graph().getFirst().timeout();
        return !execution.progress().overdue(turn.now).isEmpty()
                || execution
                        .hold()
                        .filter(hold -> !turn.now.isBefore(hold.since().plus(limit)))
                        .isPresent();
    }

    static void wake(Turn turn, FailoverExecution execution) {
        if (execution.hold().isPresent()) {
            turn.wakeAt(turn.now.plus(LOOK_AGAIN));
        }
    }
}
