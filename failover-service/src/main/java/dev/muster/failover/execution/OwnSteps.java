package dev.muster.failover.execution;

import dev.muster.events.StepAction.AwaitPerson;
import dev.muster.events.StepId;
import dev.muster.failover.execution.PlannedStep.Phase;
import dev.muster.plan.RecoveryPlan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What the user adds to the strategy's own graph: order, time limits, and questions to a person.
 */
final class OwnSteps {

    private static final Duration PERSON_TIMEOUT = Duration.ofHours(1);

    private OwnSteps() {}

    static List<PlannedStep> added(RecoveryPlan plan, List<PlannedStep> strategys) {
        var all = new ArrayList<>(strategys);
        all.addAll(questions(plan, strategys));
        return timed(plan, all);
    }

    /**
     * Where the user wants a person asked: before the point of no return, unless it has to come
     * after a step that lies beyond it.
     */
    private static List<PlannedStep> questions(RecoveryPlan plan, List<PlannedStep> strategys) {
        var beyond =
                strategys.stream()
                        .filter(step -> step.phase() == Phase.CUT_OVER)
                        .map(step -> step.id().value())
                        .collect(Collectors.toSet());
        var own =
                plan.failover().steps().stream()
                        .filter(step -> step.awaitPerson().isPresent())
                        .toList();
        while (own.stream()
                .anyMatch(
                        step ->
                                !Collections.disjoint(step.after(), beyond)
                                        && beyond.add(step.name()))) {
            // Each turn finds one more that comes after what lies beyond, until none is left.
        }
        return own.stream()
                .map(
                        step ->
                                new PlannedStep(
                                        new StepId(step.name()),
                                        Set.of(),
                                        new AwaitPerson(step.awaitPerson().orElseThrow()),
                                        beyond.contains(step.name())
                                                ? Phase.CUT_OVER
                                                : Phase.PREPARE,
                                        PERSON_TIMEOUT))
                .toList();
    }

    /**
     * The user's own graph: a named step waits for what the user says, and only while it is there.
     */
    private static List<PlannedStep> timed(RecoveryPlan plan, List<PlannedStep> steps) {
        return steps.stream()
                .map(
                        step ->
                                plan.failover().steps().stream()
                                        .filter(own -> own.name().equals(step.id().value()))
                                        .findFirst()
                                        .map(own -> adjusted(step, own, steps))
                                        .orElse(step))
                .toList();
    }

    /** A user may add order, never take away what safety needs. */
    private static PlannedStep adjusted(
            PlannedStep step, RecoveryPlan.Step own, List<PlannedStep> all) {
        var after = new TreeSet<>(step.after());
        all.stream()
                .map(PlannedStep::id)
                .filter(id -> own.after().contains(id.value()))
                .forEach(after::add);
        return new PlannedStep(
                step.id(),
                after,
                step.action(),
                step.phase(),
                own.timeout().orElse(step.timeout()));
    }
}
