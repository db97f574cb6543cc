package dev.muster.failover.decision;

import dev.muster.events.FailoverEvent.Kind;
import dev.muster.events.FailoverEvent.StepOutcome;
import dev.muster.events.StepAction.FencePostgres;
import dev.muster.events.StepAction.PromotePostgres;
import dev.muster.events.StepAction.RestorePostgres;
import dev.muster.failover.execution.FailoverExecution.CuttingOver;
import dev.muster.failover.execution.Progress;
import dev.muster.failover.execution.StepState.Finished;
import dev.muster.failover.guard.Sighting;
import dev.muster.plan.RecoveryPlan;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How much a move may have lost at most: from the last commit that the promoted data certainly hold
 * until the old site certainly took no more. Never an estimate that could be too small.
 */
final class DataLoss {

    private DataLoss() {}

    static Optional<Duration> of(
            CuttingOver execution, RecoveryPlan plan, Optional<Sighting> standby) {
        if (plan.data().isEmpty() || execution.move().kind() == Kind.SWITCHOVER) {
            return Optional.of(Duration.ZERO);
        }
        var progress = execution.progress();
        var lastWrite =
                finished(progress, FencePostgres.class)
                        .map(
                                fence ->
                                        fence.outcome() == StepOutcome.TIME_FENCED
                                                ? execution.fencedBy().orElse(fence.at())
                                                : fence.at())
                        .max(Comparator.naturalOrder());
        var seen = standby.flatMap(s -> s.assessed().dataCurrentAsOf());
        var restored = finished(progress, RestorePostgres.class).toList();
        var certain =
                finished(progress, PromotePostgres.class)
                        .map(promote -> later(promote.facts().currentAsOf(), seen))
                        .toList();
        if (!restored.isEmpty()) {
            certain = restored.stream().map(step -> step.facts().currentAsOf()).toList();
        }
        if (lastWrite.isEmpty() || certain.stream().anyMatch(Optional::isEmpty)) {
            return Optional.empty();
        }
        return certain.stream()
                .map(Optional::orElseThrow)
                .min(Comparator.naturalOrder())
                .map(at -> Duration.between(at, lastWrite.get()))
                .map(loss -> loss.isNegative() ? Duration.ZERO : loss);
    }

    private static Stream<Finished> finished(Progress progress, Class<?> action) {
        return progress.graph().stream()
                .filter(step -> action.isInstance(step.action()))
                .map(step -> progress.state(step.id()))
                .filter(Finished.class::isInstance)
                .map(Finished.class::cast);
    }

    private static Optional<Instant> later(Optional<Instant> one, Optional<Instant> other) {
        return Stream.of(one, other).flatMap(Optional::stream).max(Comparator.naturalOrder());
    }
}
