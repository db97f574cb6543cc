package dev.muster.failover.decision;

import dev.muster.events.ControlEvent.AbortRequested;
import dev.muster.events.ControlEvent.ResumeRequested;
import dev.muster.events.ExecutionId;
import dev.muster.events.FailoverEvent.ExecutionAborted;
import dev.muster.events.FailoverEvent.ExecutionCompleted;
import dev.muster.events.FailoverEvent.ExecutionHeld;
import dev.muster.events.FailoverEvent.ExecutionResumed;
import dev.muster.events.FailoverEvent.ExecutionStarted;
import dev.muster.events.FailoverEvent.FailoverRequested;
import dev.muster.events.FailoverEvent.Kind;
import dev.muster.events.FailoverEvent.PointOfNoReturnPassed;
import dev.muster.events.FailoverEvent.StepFinished;
import dev.muster.events.FailoverEvent.StepOutcome;
import dev.muster.events.PermitEvent.PermitReturned;
import dev.muster.events.StepEvent.StepReported;
import dev.muster.failover.execution.FailoverExecution;
import dev.muster.failover.execution.FailoverExecution.CuttingOver;
import dev.muster.failover.execution.FailoverExecution.Hold;
import dev.muster.failover.execution.FailoverExecution.Preparing;
import dev.muster.failover.execution.FailoverExecution.Undoing;
import dev.muster.failover.execution.Move;
import dev.muster.failover.execution.PlannedStep;
import dev.muster.failover.execution.PlannedStep.Phase;
import dev.muster.failover.execution.Progress;
import dev.muster.failover.execution.StepPlanner;
import dev.muster.failover.execution.StepState;
import dev.muster.failover.guard.FailoverRules;
import dev.muster.plan.SiteId;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** Starts moves and carries them from state to state. */
final class Executions {

    /** How often a move that waits for a condition looks whether it has come true. */
    private static final Duration LOOK_AGAIN = Duration.ofMillis(500);

    private static final int ATTEMPTS_BEFORE_HOLD = 3;

    private Executions() {}

    static void start(Turn turn, FailoverRequested request, SiteId to) {
        var state = turn.state;
        if (state.execution.orElse(null) instanceof Undoing undoing) {
            giveWay(turn, undoing);
        }
        var epoch = state.epoch.next();
        var from = turn.active();
        var graph = StepPlanner.plan(turn.declared, request.kind(), from, to);
        var suspectedSince =
                request.kind() == Kind.FAILOVER
                        ? Optional.ofNullable(state.seen.get(from))
                                .flatMap(seen -> seen.assessed().suspectedSince())
                        : Optional.<Instant>empty();
        var move =
                new Move(
                        new ExecutionId(request.requestId()),
                        request.kind(),
                        from,
                        to,
                        epoch,
                        turn.declared.revision(),
                        request.reason(),
                        suspectedSince,
                        turn.now);
        state.epoch = epoch;
        state.pinned = Optional.of(turn.declared);
        state.coolUntil = Optional.of(turn.now.plus(turn.declared.plan().failover().cooldown()));
        state.execution =
                Optional.of(
                        new Preparing(
                                move,
                                Progress.of(graph),
                                request.kind() == Kind.FAILOVER
                                        ? Leases.stoppedBy(turn)
                                        : Optional.empty(),
                                Optional.empty()));
        turn.say(
                new ExecutionStarted(
                        turn.plan(),
                        move.id(),
                        move.kind(),
                        from,
                        to,
                        epoch,
                        move.revision(),
                        request.requestId(),
                        request.reason(),
                        suspectedSince,
                        graph.stream().map(PlannedStep::id).toList(),
                        turn.now));
    }

    /** What a person wants now goes before what is being undone. */
    private static void giveWay(Turn turn, Undoing undoing) {
        sayAborted(turn, undoing);
        end(turn, undoing, false);
    }

    /** Takes in what an executor found; what belongs to another move or epoch is not heard. */
    static void report(Turn turn, StepReported report) {
        turn.state
                .execution
                .filter(execution -> execution.move().id().equals(report.execution()))
                .filter(_ -> turn.state.epoch.equals(report.epoch()))
                .ifPresent(
                        execution -> {
                            var before = execution.progress();
                            var after =
                                    before.reported(
                                            report.step(),
                                            report.attempt(),
                                            report.result(),
                                            turn.now);
                            keep(turn, execution.withProgress(after));
                            sayFinished(turn, before, after, report.result().detail());
                        });
    }

    static void abort(Turn turn, AbortRequested request) {
        if (running(turn, request.execution()).orElse(null) instanceof Preparing preparing) {
            undo(turn, preparing, request.by() + ": " + request.reason());
        }
    }

    static void resume(Turn turn, ResumeRequested request) {
        var execution = running(turn, request.execution());
        if (execution.isEmpty()) {
            return;
        }
        var next = execution.get().withProgress(execution.get().progress().reopened());
        keep(turn, next);
        if (request.confirmFenced() && next instanceof Preparing preparing) {
            settleFences(
                    turn,
                    preparing,
                    StepOutcome.CONFIRMED_BY_PERSON,
                    "vouched for by " + request.by());
        }
    }

    /** Everything measured under another host or clock is void; what is open is asked again. */
    static void forgetTime(Turn turn) {
        turn.state.execution =
                turn.state.execution.map(
                        execution -> {
                            var next =
                                    execution
                                            .withProgress(execution.progress().forgetTime(turn.now))
                                            .withHold(
                                                    execution
                                                            .hold()
                                                            .map(hold -> hold.since(turn.now)));
                            return next instanceof Preparing preparing
                                            && preparing.fencedBy().isPresent()
                                    ? preparing.fencedBy(Leases.stoppedBy(turn))
                                    : next;
                        });
    }

    /** Does whatever can be done now. */
    static void advance(Turn turn) {
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
                    settleFences(
                            turn,
                            preparing,
                            StepOutcome.TIME_FENCED,
                            "the site's lease has run out");
        }
        var rejected = rejected(preparing.progress());
        if (rejected.isPresent()) {
            undo(turn, preparing, rejected.get().id() + " was rejected");
        } else if (preparing.progress().done(step -> step.phase() != Phase.CUT_OVER)) {
            passPointOfNoReturn(turn, preparing);
        } else if (isPaused(turn)) {
            standStill(turn, preparing, "automation is paused", "somebody to resume it");
        } else if (preparing.move().kind() == Kind.SWITCHOVER && overdue(turn, preparing)) {
            undo(turn, preparing, "the old site could not be stopped in time");
        } else {
            Commands.issue(turn, preparing, Set.of(Phase.FENCE, Phase.PREPARE));
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
            standStill(
                    turn,
                    preparing,
                    preparing.move().from()
                            + " cannot be reached to stop it, and it has no guard that certainly"
                            + " did: it may still be taking writes",
                    "the site to be reached, or a person who vouches that it is stopped");
        } else {
            goOn(turn, preparing);
        }
    }

    /** The guards once more, immediately before the step that cannot be undone. */
    private static void passPointOfNoReturn(Turn turn, Preparing preparing) {
        var move = preparing.move();
        var blockers = FailoverRules.beforeNoReturn(turn.situation(Optional.of(move.to())));
        if (!blockers.isEmpty()) {
            var first = blockers.getFirst();
            if (move.kind() == Kind.SWITCHOVER && overdue(turn, preparing)) {
                undo(turn, preparing, first.detail());
            } else {
                standStill(turn, preparing, first.detail(), first.waitsFor());
            }
            return;
        }
        goOn(turn, preparing);
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
            complete(turn, cuttingOver);
        } else if (isPaused(turn)) {
            standStill(turn, cuttingOver, "automation is paused", "somebody to resume it");
        } else if (rejected.isPresent()) {
            standStill(
                    turn,
                    cuttingOver,
                    rejected.get().id() + " was rejected",
                    "a person to put it right and resume");
        } else {
            holdIfOverdue(turn, cuttingOver);
            turn.state.execution.ifPresent(e -> Commands.issue(turn, e, Set.of(Phase.CUT_OVER)));
        }
    }

    private static void finishUndoing(Turn turn, Undoing undoing) {
        if (undoing.progress().done(_ -> true)) {
            sayAborted(turn, undoing);
            end(turn, undoing, false);
        } else if (isPaused(turn)) {
            standStill(turn, undoing, "automation is paused", "somebody to resume it");
        } else if (rejected(undoing.progress()).isPresent()) {
            standStill(
                    turn,
                    undoing,
                    rejected(undoing.progress()).get().id() + " was rejected",
                    "a person to put it right and resume");
        } else {
            holdIfOverdue(turn, undoing);
            turn.state.execution.ifPresent(e -> Commands.issue(turn, e, Set.of(Phase.PREPARE)));
        }
    }

    private static void sayAborted(Turn turn, Undoing undoing) {
        turn.say(
                new ExecutionAborted(
                        turn.plan(),
                        undoing.move().id(),
                        turn.active(),
                        turn.state.epoch,
                        undoing.reason(),
                        turn.now));
    }

    private static void holdIfOverdue(Turn turn, FailoverExecution execution) {
        var late = execution.progress().overdue(turn.now);
        if (late.isEmpty()) {
            goOn(turn, execution);
        } else {
            standStill(
                    turn,
                    execution,
                    late.getFirst().id()
                            + " has not ended in "
                            + late.getFirst().timeout().toSeconds()
                            + " s",
                    "the step to succeed; it is still being tried");
        }
    }

    private static void undo(Turn turn, Preparing preparing, String reason) {
        var pinned = turn.state.pinned.orElse(turn.declared);
        var release = StepPlanner.release(pinned, preparing.progress());
        turn.state.epoch = turn.state.epoch.next();
        turn.state.execution = Optional.of(preparing.undo(Progress.of(release), reason));
    }

    private static void complete(Turn turn, CuttingOver execution) {
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

    /**
     * Executors have let a site take writes without asking its guard, or may still do so when they
     * are out of reach: no time fence proves anything until that guard has asked again.
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

    private static Preparing settleFences(
            Turn turn, Preparing preparing, StepOutcome outcome, String detail) {
        var before = preparing.progress();
        var after = before;
        for (var step : before.in(Phase.FENCE).toList()) {
            if (!after.isDone(step.id())) {
                after = after.settled(step.id(), outcome, turn.now);
            }
        }
        var settled = preparing.withProgress(after);
        keep(turn, settled);
        sayFinished(turn, before, after, detail);
        return settled;
    }

    private static void sayFinished(Turn turn, Progress before, Progress after, String detail) {
        for (var step : after.graph()) {
            if (after.state(step.id()) instanceof StepState.Finished finished
                    && !(before.state(step.id()) instanceof StepState.Finished)) {
                turn.say(
                        new StepFinished(
                                turn.plan(),
                                turn.state.execution.orElseThrow().move().id(),
                                step.id(),
                                finished.attempts(),
                                finished.outcome(),
                                detail,
                                Duration.between(finished.begunAt(), finished.at()),
                                turn.now));
            }
        }
    }

    private static void standStill(
            Turn turn, FailoverExecution execution, String reason, String waitsFor) {
        var same = execution.hold().filter(hold -> hold.waitsFor().equals(waitsFor)).isPresent();
        if (!same) {
            keep(turn, execution.withHold(Optional.of(new Hold(reason, waitsFor, turn.now))));
            turn.say(
                    new ExecutionHeld(
                            turn.plan(), execution.move().id(), reason, waitsFor, turn.now));
        }
        turn.wakeAt(turn.now.plus(LOOK_AGAIN));
    }

    private static void goOn(Turn turn, FailoverExecution execution) {
        if (execution.hold().isPresent()) {
            keep(turn, execution.withHold(Optional.empty()));
            turn.say(new ExecutionResumed(turn.plan(), execution.move().id(), turn.now));
        }
    }

    private static boolean overdue(Turn turn, FailoverExecution execution) {
        var limit = execution.progress().graph().getFirst().timeout();
        return !execution.progress().overdue(turn.now).isEmpty()
                || execution
                        .hold()
                        .filter(hold -> !turn.now.isBefore(hold.since().plus(limit)))
                        .isPresent();
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

    private static Optional<FailoverExecution> running(Turn turn, ExecutionId id) {
        return turn.state.execution.filter(execution -> execution.move().id().equals(id));
    }

    private static void keep(Turn turn, FailoverExecution execution) {
        turn.state.execution = Optional.of(execution);
    }

    private static void wake(Turn turn, FailoverExecution execution) {
        if (execution instanceof Preparing preparing) {
            preparing.fencedBy().ifPresent(turn::wakeAt);
        }
        execution.progress().wakeAt().filter(turn.now::isBefore).ifPresent(turn::wakeAt);
        if (execution.hold().isPresent()) {
            turn.wakeAt(turn.now.plus(LOOK_AGAIN));
        }
    }
}
