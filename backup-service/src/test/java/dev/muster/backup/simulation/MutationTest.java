package dev.muster.backup.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The simulation is worth what it finds: every deliberate bug breaks an invariant soon. */
@Tag("slow")
class MutationTest {

    private static final long SEEDS = Long.getLong("muster.simulation.mutation-seeds", 4_000);
    private static final int CORES = Math.max(1, Runtime.getRuntime().availableProcessors());

    static Stream<Named<Variation>> mutations() {
        return Mutations.all().stream().map(mutation -> Named.of(mutation.name(), mutation));
    }

    @ParameterizedTest
    @MethodSource("mutations")
    void is_found(Variation mutation) throws InterruptedException {
        var runs = new Runs(mutation, 1, SEEDS, CORES).stoppingAtTheFirst();

        runs.run();

        assertThat(runs.failures()).as("histories in which it shows").isNotEmpty();
        assertThat(runs.failures().values()).as("broken invariants").allMatch(Runs::isInvariant);
        runs.failures()
                .forEach(
                        (seed, invariant) ->
                                System.out.printf(
                                        "%-60s seed %,6d: %s%n", mutation.name(), seed, invariant));
    }
}
