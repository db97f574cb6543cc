package dev.muster.failover.decision;

import dev.muster.events.FailoverEvent.PersonAwaited;
import dev.muster.events.FailoverEvent.StepFinished;
import dev.muster.events.FailoverEvent.StepOutcome;
import dev.muster.events.StepAction;
import dev.muster.events.StepAction.AwaitPerson;
import dev.muster.events.StepAction.DrainPostgres;
import dev.muster.events.StepEvent.StepCommanded;
import dev.muster.events.StepId;
import dev.muster.failover.execution.FailoverExecution;
import dev.muster.failover.execution.FailoverExecution.Preparing;
import dev.muster.failover.execution.PlannedStep;
import dev.muster.failover.execution.PlannedStep.Phase;
import dev.muster.failover.execution.Progress;
import dev.muster.failover.execution.StepState;
import dev.muster.failover.execution.StepState.Finished;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;

/** What is asked of executors and people, durable before any effect, and what came of it. */
final class Steps {

    /** How long one attempt may take before its executor has to report. */
    private static final Duration ATTEMPT_DEADLINE = Duration.ofSeconds(10);

    private Steps() {}

    static void issue(Turn turn, FailoverExecution execution, Set<Phase> phases) {
        var progress = execution.progress();
        for (var step : progress.due(phases, turn.now)) {
            if (step.action() instanceof AwaitPerson await) {
                turn.say(
                        new PersonAwaited(
                                turn.plan(),
                                execution.move().id(),
                                step.id(),
                                await.prompt(),
                                turn.now));
                progress = progress.asked(step.id(), turn.now);
                continue;
            }
            turn.say(
                    new StepCommanded(
                            turn.plan(),
                            execution.move().id(),
                            step.id(),
                            progress.nextAttempt(step.id()),
                            turn.state.epoch,
                            complete(step, progress),
                            ATTEMPT_DEADLINE,
                            turn.now));
            progress = progress.commanded(step.id(), turn.now);
        }
        turn.keep(execution.withProgress(progress));
    }

    /** A drain has to know where its primary was stopped, which only that step found out. */
    private static StepAction complete(PlannedStep step, Progress progress) {
        if (step.action() instanceof DrainPostgres drain) {
            return step.after().stream()
                    .map(progress::state)
                    .filter(Finished.class::isInstance)
                    .flatMap(state -> ((Finished) state).facts().position().stream())
                    .findFirst()
                    .<StepAction>map(
                            position -> new DrainPostgres(drain.site(), drain.endpoint(), position))
                    .orElse(drain);
        }
        return step.action();
    }

    /** The old site has certainly been stopped, by other means than its steps. */
    static Preparing settleFences(
            Turn turn, Preparing preparing, StepOutcome outcome, String detail) {
        var open =
                preparing
                        .progress()
                        .in(Phase.FENCE)
                        .map(PlannedStep::id)
                        .filter(step -> !preparing.progress().isDone(step))
                        .collect(Collectors.toSet());
        return (Preparing) settle(turn, preparing, open, outcome, detail);
    }

    /** Ends steps without their executors: by the time fence, or by a person's word. */
    static FailoverExecution settle(
            Turn turn,
            FailoverExecution execution,
            Set<StepId> steps,
            StepOutcome outcome,
            String detail) {
        var before = execution.progress();
        var after = before;
        for (var step : steps) {
            after = after.settled(step, outcome, turn.now);
        }
        var settled = execution.withProgress(after);
        turn.keep(settled);
        sayFinished(turn, before, after, detail);
        return settled;
    }

    static void sayFinished(Turn turn, Progress before, Progress after, String detail) {
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
}
