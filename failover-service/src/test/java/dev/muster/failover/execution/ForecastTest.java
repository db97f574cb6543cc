package dev.muster.failover.execution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.events.StepAction.AwaitPerson;
import dev.muster.events.StepId;
import dev.muster.failover.execution.PlannedStep.Phase;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** How long a move will still take. */
class ForecastTest {

    private static final List<PlannedStep> GRAPH =
            List.of(
                    step("stop", Phase.FENCE),
                    step("fence", Phase.FENCE),
                    step("promote", Phase.CUT_OVER),
                    step("start", Phase.CUT_OVER),
                    step("redirect", Phase.CUT_OVER, "promote", "start"));

    private static final Map<StepId, Duration> MEASURED =
            Map.of(
                    id("stop"), Duration.ofSeconds(1),
                    id("fence"), Duration.ofSeconds(3),
                    id("promote"), Duration.ofSeconds(2),
                    id("start"), Duration.ofSeconds(5),
                    id("redirect"), Duration.ofSeconds(1));

    @Test
    void the_longest_path_counts_and_the_new_site_waits_for_the_old_one() {
        assertThat(Forecast.remaining(GRAPH, Set.of(), MEASURED)).contains(Duration.ofSeconds(9));
    }

    @Test
    void what_is_done_counts_no_more() {
        assertThat(
                        Forecast.remaining(
                                GRAPH, Set.of(id("stop"), id("fence"), id("start")), MEASURED))
                .contains(Duration.ofSeconds(3));
    }

    @Test
    void a_step_that_was_never_measured_makes_any_figure_a_guess() {
        assertThat(Forecast.remaining(GRAPH, Set.of(), Map.of(id("stop"), Duration.ofSeconds(1))))
                .isEmpty();
    }

    @Test
    void nothing_remains_when_all_is_done() {
        assertThat(Forecast.remaining(GRAPH, MEASURED.keySet(), Map.of())).contains(Duration.ZERO);
    }

    private static StepId id(String name) {
        return new StepId(name);
    }

    private static PlannedStep step(String name, Phase phase, String... after) {
        return new PlannedStep(
                id(name),
                Set.copyOf(List.of(after).stream().map(ForecastTest::id).toList()),
                new AwaitPerson(name),
                phase,
                Duration.ofMinutes(1));
    }
}
