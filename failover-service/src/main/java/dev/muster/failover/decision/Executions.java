package dev.muster.failover.decision;

import dev.muster.events.ControlEvent.AbortRequested;
import dev.muster.events.ControlEvent.ResumeRequested;
import dev.muster.events.ControlEvent.StepConfirmed;
import dev.muster.events.ExecutionId;
import dev.muster.events.FailoverEvent.ExecutionStarted;
import dev.muster.events.FailoverEvent.FailoverRequested;
import dev.muster.events.FailoverEvent.Kind;
import dev.muster.events.FailoverEvent.StepOutcome;
import dev.muster.events.StepEvent.StepReported;
import dev.muster.failover.execution.FailoverExecution;
import dev.muster.failover.execution.FailoverExecution.Preparing;
import dev.muster.failover.execution.FailoverExecution.Undoing;
import dev.muster.failover.execution.Move;
import dev.muster.failover.execution.PlannedStep;
import dev.muster.failover.execution.Progress;
import dev.muster.failover.execution.StepPlanner;
import dev.muster.plan.SiteId;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** Begins moves, and takes in what people and executors say to the one that runs. */
final class Executions {

    private Executions() {}

    static void start(Turn turn, FailoverRequested request, SiteId to) {
        var state = turn.state;
        if (state.execution.orElse(null) instanceof Undoing undoing) {
            Endings.aborted(turn, undoing);
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
                            turn.keep(execution.withProgress(after));
                            Steps.sayFinished(turn, before, after, report.result().detail());
                        });
    }

    /** A person answers a step that waits for one. */
    static void confirm(Turn turn, StepConfirmed answer) {
        running(turn, answer.execution())
                .filter(execution -> execution.progress().isAsked(answer.step()))
                .ifPresent(
                        execution ->
                                Steps.settle(
                                        turn,
                                        execution,
                                        Set.of(answer.step()),
                                        StepOutcome.CONFIRMED_BY_PERSON,
                                        answer.by() + ": " + answer.reason()));
    }

    static void abort(Turn turn, AbortRequested request) {
        if (running(turn, request.execution()).orElse(null) instanceof Preparing preparing) {
            Endings.undo(turn, preparing, request.by() + ": " + request.reason());
        }
    }

    static void resume(Turn turn, ResumeRequested request) {
        var execution = running(turn, request.execution());
        if (execution.isEmpty()) {
            return;
        }
        var next = execution.get().withProgress(execution.get().progress().reopened());
        turn.keep(next);
        if (request.confirmFenced() && next instanceof Preparing preparing) {
            Steps.settleFences(
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

    private static Optional<FailoverExecution> running(Turn turn, ExecutionId id) {
        return turn.state.execution.filter(execution -> execution.move().id().equals(id));
    }
}
