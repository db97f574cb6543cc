package dev.muster.failover.execution;

import dev.muster.events.StepId;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** How long a move will still take, judged by how long its steps took the last time. */
public final class Forecast {

    private Forecast() {}

    /**
     * The longest path through what is still to be done; empty when one of these steps was never
     * measured, since a guess would be believed.
     *
     * @param measured how long each step took the last time it was done
     */
    public static Optional<Duration> remaining(
            List<PlannedStep> graph, Set<StepId> finished, Map<StepId, Duration> measured) {
        var open = graph.stream().filter(step -> !finished.contains(step.id())).toList();
        if (!open.stream().map(PlannedStep::id).allMatch(measured::containsKey)) {
            return Optional.empty();
        }
        var gate = longest(open, measured, step -> step.phase() != PlannedStep.Phase.CUT_OVER);
        var beyond = longest(open, measured, step -> step.phase() == PlannedStep.Phase.CUT_OVER);
        return Optional.of(gate.plus(beyond));
    }

    private static Duration longest(
            List<PlannedStep> open, Map<StepId, Duration> measured, Predicate<PlannedStep> which) {
        var ends = new HashMap<StepId, Duration>();
        var steps = open.stream().filter(which).toList();
        // A graph without cycles is settled after as many rounds as it has steps.
        for (var round = 0; round < steps.size(); round++) {
            for (var step : steps) {
                var begin =
                        step.after().stream()
                                .map(before -> ends.getOrDefault(before, Duration.ZERO))
                                .max(Duration::compareTo)
                                .orElse(Duration.ZERO);
                ends.put(step.id(), begin.plus(measured.getOrDefault(step.id(), Duration.ZERO)));
            }
        }
        return ends.values().stream().max(Duration::compareTo).orElse(Duration.ZERO);
    }
}
