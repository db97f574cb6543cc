package dev.muster.failover.execution;

import dev.muster.events.PlanEvent.PlanDeclared;
import dev.muster.events.StepAction;
import dev.muster.events.StepAction.FencePostgres;
import dev.muster.events.StepAction.ReleasePostgres;
import dev.muster.events.StepAction.ScaleWorkload;
import dev.muster.failover.execution.PlannedStep.Phase;
import dev.muster.failover.execution.StepState.Waiting;
import dev.muster.plan.PostgresEndpoint;
import dev.muster.plan.RecoveryPlan;
import dev.muster.plan.RecoveryPlan.DataSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Turns a move that is given up into the graph that undoes it. */
public final class ReleasePlanner {

    private ReleasePlanner() {}

    /** What undoes the steps of a move that were begun, in no particular order. */
    public static List<PlannedStep> release(PlanDeclared declared, Progress progress) {
        return progress.in(Phase.FENCE)
                .filter(step -> !(progress.state(step.id()) instanceof Waiting))
                .flatMap(step -> undo(declared, step.action()).stream())
                .toList();
    }

    private static Optional<PlannedStep> undo(PlanDeclared declared, StepAction action) {
        if (action instanceof FencePostgres fence) {
            var name = dataName(declared.plan(), fence.endpoint());
            return Optional.of(
                    StepPlanner.step(
                            "release-" + name,
                            Set.of(),
                            new ReleasePostgres(fence.site(), fence.endpoint()),
                            Phase.PREPARE));
        }
        if (action instanceof ScaleWorkload scale) {
            return declared.plan().applications().stream()
                    .filter(
                            app ->
                                    app.workload().equals(scale.workload())
                                            && app.namespace().equals(scale.namespace()))
                    .findFirst()
                    .map(
                            app ->
                                    StepPlanner.step(
                                            "restart-" + app.workload().name(),
                                            Set.of(),
                                            StepPlanner.scale(
                                                    declared,
                                                    app,
                                                    scale.site(),
                                                    app.replicas().active(),
                                                    true),
                                            Phase.PREPARE));
        }
        return Optional.empty();
    }

    private static String dataName(RecoveryPlan plan, PostgresEndpoint endpoint) {
        return plan.data().stream()
                .filter(data -> data.postgresql().containsValue(endpoint))
                .map(DataSet::name)
                .findFirst()
                .orElse("data");
    }
}
