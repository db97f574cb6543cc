package dev.muster.failover.decision;

import dev.muster.events.FailoverEvent.ExecutionAborted;
import dev.muster.events.FailoverEvent.ExecutionCompleted;
import dev.muster.events.PermitEvent.PermitReturned;
import dev.muster.failover.execution.FailoverExecution;
import dev.muster.failover.execution.FailoverExecution.CuttingOver;
import dev.muster.failover.execution.FailoverExecution.Preparing;
import dev.muster.failover.execution.FailoverExecution.Undoing;
import dev.muster.failover.execution.Progress;
import dev.muster.failover.execution.ReleasePlanner;
import java.time.Duration;
import java.util.Optional;

/** How a move ends: completed, or undone and aborted. */
final class Endings {

    private Endings() {}

    /** Back to the old site, under a newer epoch than the move's. */
    static void undo(Turn turn, Preparing preparing, String reason) {
        var pinned = turn.state.pinned.orElse(turn.declared);
        var release = ReleasePlanner.release(pinned, preparing.progress());
        turn.state.epoch = turn.state.epoch.next();
        turn.state.execution = Optional.of(preparing.undo(Progress.of(release), reason));
    }

    static void complete(Turn turn, CuttingOver execution) {
        var move = execution.move();
        turn.say(
                new ExecutionCompleted(
                        turn.plan(),
                        move.id(),
                        move.to(),
                        move.epoch(),
                        Duration.between(move.suspectedSince().orElse(move.startedAt()), turn.now),
                        DataLoss.of(
                                execution,
                                turn.state.pinned.orElse(turn.declared).plan(),
                                Optional.ofNullable(turn.state.seen.get(move.to()))),
                        turn.now));
        end(turn, execution, true);
    }

    /** The old site is released, or has to give way to what a person wants now. */
    static void aborted(Turn turn, Undoing undoing) {
        turn.say(
                new ExecutionAborted(
                        turn.plan(),
                        undoing.move().id(),
                        turn.active(),
                        turn.state.epoch,
                        undoing.reason(),
                        turn.now));
        end(turn, undoing, false);
    }

    /**
     * Executors have let a site take writes without asking its guard, and one that is out of reach
     * may still do so: no time fence proves anything until that guard has asked again.
     */
    private static void end(Turn turn, FailoverExecution execution, boolean verified) {
        turn.say(
                new PermitReturned(
                        execution.move().from(),
                        turn.plan(),
                        execution.move().epoch(),
                        true,
                        verified,
                        turn.now));
        turn.state.permission = Optional.empty();
        turn.state.lastExecution = Optional.of(execution.move().id());
        turn.state.execution = Optional.empty();
        turn.state.pinned = Optional.empty();
        turn.state.lastGrant = Optional.empty();
        turn.state.seen = PlanState.minus(turn.state.seen, execution.move().from());
    }
}
