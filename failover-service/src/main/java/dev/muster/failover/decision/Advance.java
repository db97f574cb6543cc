package dev.muster.failover.decision;

import dev.muster.events.FailoverEvent.Kind;
import dev.muster.events.FailoverEvent.PointOfNoReturnPassed;
import dev.muster.events.FailoverEvent.StepOutcome;
import dev.muster.failover.execution.FailoverExecution;
import dev.muster.failover.execution.FailoverExecution.CuttingOver;
import dev.muster.failover.execution.FailoverExecution.Preparing;
import dev.muster.failover.execution.FailoverExecution.Undoing;
import dev.muster.failover.execution.PlannedStep;
import dev.muster.failover.execution.PlannedStep.Phase;
import dev.muster.failover.execution.Progress;
import dev.muster.failover.execution.StepState;
import dev.muster.failover.guard.FailoverRules;
import java.util.Optional;
import java.util.Set;

/** Carries the move that runs as far as it can go now, from state to state. */
final class Advance {

    private static final int ATTEMPTS_BEFORE_HOLD = 3;

    private Advance() {}

    /** Does whatever can be done now. */
    static void run(Turn turn) {
        // A transition may make the next one possible at once; there are only three states.
        for (var i = 0; i < 4 && turn.state.execution.isPresent(); i++) {
            var before = turn.state.execution.get();
            switch (before) {
                case Preparing preparing -> prepare(turn, preparing);
                case CuttingOver cuttingOver -> cutOver(turn, cuttingOver);
                case Undoing undoing -> finishUndoing(turn, undoing);
            }
            if (turn.state
                    .execution
                    .filter(after -> after.getClass() == before.getClass())
                    .isPresent()) {
                break;
            }
        }
        turn.state.execution.ifPresent(execution -> wake(turn, execution));
    }

    private static void prepare(Turn turn, Preparing given) {
        var preparing = given;
        if (preparing.fencedBy().filter(by -> !turn.now.isBefore(by)).isPresent()) {
            preparing =
                    Steps.settleFences(
                            turn,
                            preparing,
                            StepOutcome.TIME_FENCED,
                            "the site's lease has run out");
        }
        var rejected = rejected(preparing.progress());
        if (rejected.isPresent()) {
            Endings.undo(turn, preparing, rejected.get().id() + " was rejected");
        } else if (preparing.progress().done(step -> step.phase() != Phase.CUT_OVER)) {
            passPointOfNoReturn(turn, preparing);
        } else if (isPaused(turn)) {
            Standstill.begin(turn, preparing, "automation is paused", "somebody to resume it");
        } else if (preparing.move().kind() == Kind.SWITCHOVER
                && Standstill.isOverdue(turn, preparing)) {
            Endings.undo(turn, preparing, "the old site could not be stopped in time");
        } else {
            Steps.issue(turn, preparing, Set.of(Phase.FENCE, Phase.PREPARE));
            holdIfUnfenceable(turn);
        }
    }

    private static void holdIfUnfenceable(Turn turn) {
        if (!(turn.state.execution.orElse(null) instanceof Preparing preparing)) {
            return;
        }
        var stuck =
                preparing.fencedBy().isEmpty()
                        && preparing
                                .progress()
                                .in(Phase.FENCE)
                                .filter(step -> !preparing.progress().isDone(step.id()))
                                .anyMatch(
                                        step ->
                                                preparing.progress().nextAttempt(step.id())
                                                        > ATTEMPTS_BEFORE_HOLD);
        if (stuck) {
            Standstill.begin(
                    turn,
                    preparing,
                    preparing.move().from()
                            + " cannot be reached to stop it, and it has no guard that certainly"
                            + " did: it may still be taking writes",
                    "the site to be reached, or a person who vouches that it is stopped");
        } else {
            Standstill.end(turn, preparing);
        }
    }

    /** The guards once more, immediately before the step that cannot be undone. */
    private static void passPointOfNoReturn(Turn turn, Preparing preparing) {
        var move = preparing.move();
        var blockers = FailoverRules.beforeNoReturn(turn.situation(Optional.of(move.to())));
        if (!blockers.isEmpty()) {
            var first = blockers.getFirst();
            if (move.kind() == Kind.SWITCHOVER && Standstill.isOverdue(turn, preparing)) {
                Endings.undo(turn, preparing, first.detail());
            } else {
                Standstill.begin(turn, preparing, first.detail(), first.waitsFor());
            }
            return;
        }
        Standstill.end(turn, preparing);
        turn.state.active = Optional.of(move.to());
        turn.state.lastGrant = Optional.empty();
        turn.state.execution = Optional.of(preparing.passPointOfNoReturn());
        turn.say(
                new PointOfNoReturnPassed(
                        turn.plan(), move.id(), move.to(), move.epoch(), turn.now));
    }

    private static void cutOver(Turn turn, CuttingOver cuttingOver) {
        var progress = cuttingOver.progress();
        var rejected = rejected(progress);
        if (progress.done(_ -> true)) {
            Endings.complete(turn, cuttingOver);
        } else if (isPaused(turn)) {
            Standstill.begin(turn, cuttingOver, "automation is paused", "somebody to resume it");
        } else if (rejected.isPresent()) {
            Standstill.begin(
                    turn,
                    cuttingOver,
                    rejected.get().id() + " was rejected",
                    "a person to put it right and resume");
        } else {
            Standstill.ifOverdue(turn, cuttingOver);
            turn.state.execution.ifPresent(e -> Steps.issue(turn, e, Set.of(Phase.CUT_OVER)));
        }
    }

    private static void finishUndoing(Turn turn, Undoing undoing) {
        if (undoing.progress().done(_ -> true)) {
            Endings.aborted(turn, undoing);
        } else if (isPaused(turn)) {
            Standstill.begin(turn, undoing, "automation is paused", "somebody to resume it");
        } else if (rejected(undoing.progress()).isPresent()) {
            Standstill.begin(
                    turn,
                    undoing,
                    rejected(undoing.progress()).get().id() + " was rejected",
                    "a person to put it right and resume");
        } else {
            Standstill.ifOverdue(turn, undoing);
            turn.state.execution.ifPresent(e -> Steps.issue(turn, e, Set.of(Phase.PREPARE)));
        }
    }

    private static Optional<PlannedStep> rejected(Progress progress) {
        return progress.graph().stream()
                .filter(
                        step ->
                                progress.state(step.id()) instanceof StepState.Finished finished
                                        && finished.outcome() == StepOutcome.REJECTED)
                .findFirst();
    }

    private static boolean isPaused(Turn turn) {
        return !turn.state.pauses.isEmpty();
    }

    private static void wake(Turn turn, FailoverExecution execution) {
        if (execution instanceof Preparing preparing) {
            preparing.fencedBy().filter(turn.now::isBefore).ifPresent(turn::wakeAt);
        }
        execution.progress().wakeAt().filter(turn.now::isBefore).ifPresent(turn::wakeAt);
        Standstill.wake(turn, execution);
    }
}
