package dev.muster.failover.decision;

import dev.muster.events.StepAction;
import dev.muster.events.StepAction.DrainPostgres;
import dev.muster.events.StepEvent.StepCommanded;
import dev.muster.failover.execution.FailoverExecution;
import dev.muster.failover.execution.PlannedStep;
import dev.muster.failover.execution.PlannedStep.Phase;
import dev.muster.failover.execution.Progress;
import dev.muster.failover.execution.StepState.Finished;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** Issues the steps that are due: the intent that is durable before any effect. */
final class Commands {

    /** How long one attempt may take before its executor has to report. */
    private static final Duration ATTEMPT_DEADLINE = Duration.ofSeconds(10);

    private Commands() {}

    static void issue(Turn turn, FailoverExecution execution, Set<Phase> phases) {
        var progress = execution.progress();
        for (var step : progress.due(phases, turn.now)) {
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
        turn.state.execution = Optional.of(execution.withProgress(progress));
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
}
