package dev.muster.backup.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Whatever goes wrong, in whatever order, no invariant breaks. {@code
 * -Dmuster.simulation.histories} and {@code -Dmuster.simulation.seed} choose how many histories and
 * the first seed.
 */
class BackupSimulationTest {

    /** One is some four times as long as one of a move. */
    private static final long HISTORIES = Long.getLong("muster.simulation.histories", 4_000) / 4;

    private static final long FIRST_SEED = Long.getLong("muster.simulation.seed", 1);
    private static final int CORES = Math.max(1, Runtime.getRuntime().availableProcessors());

    @Test
    void no_history_breaks_an_invariant_and_none_is_boring() throws InterruptedException {
        var runs = new Runs(Variation.NONE, FIRST_SEED, HISTORIES, CORES);
        var began = System.nanoTime();

        runs.run();

        var seconds = (System.nanoTime() - began) / 1e9;
        System.out.printf(
                "%,d histories from seed %d in %.1f s on %d cores, %,d decisions:%n%s",
                runs.tally().histories,
                FIRST_SEED,
                seconds,
                CORES,
                runs.tally().decisions,
                runs.tally());
        assertThat(runs.failures()).as(() -> stories(runs.failures())).isEmpty();
        Coverage.enough(runs.tally());
    }

    /** Seeds that broke something once, each with what it found; add a line for the next one. */
    @ParameterizedTest(name = "{1} (seed {0})")
    @CsvSource({
        "1,    P7: a removal was asked for again though the clock had jumped",
        "1121, P6: a removal was asked for again though the point was now the newest proven",
        "5,    P9: a trial that could not be made took the proof from a point",
        "752,  P6: the newest proven point was let go when no trial could be made",
        "11,   P12: a base backup was called as one that somebody had had removed",
        "15,   P19: a new host closed what was still so",
        "15,   P17: a backup was asked for at a site that had been left",
        "169,  P8: both of the last two points were granted to be removed",
        "34,   P22: a log that had ended long ago hid a newer base",
        "643,  P18: a climb was left for every newer point and never ended",
        "32,   P18: a trial dated by a clock far ahead kept all others away",
    })
    void a_history_that_once_broke_an_invariant_holds(long seed, String story) {
        assertThat(Runs.story(Variation.NONE, seed)).isEqualTo("seed " + seed + " holds");
    }

    @Test
    void a_seed_always_gives_the_same_history() {
        var once = new Tally();
        var twice = new Tally();

        new History(FIRST_SEED + 5, Variation.NONE, once, null).run();
        new History(FIRST_SEED + 5, Variation.NONE, twice, new Story()).run();

        assertThat(once).hasToString(twice.toString());
    }

    private static String stories(Map<Long, String> failures) {
        var first = new TreeMap<String, Long>();
        failures.forEach((seed, invariant) -> first.putIfAbsent(invariant, seed));
        var text = new StringBuilder();
        first.forEach((_, seed) -> text.append(Runs.story(Variation.NONE, seed)).append("\n\n"));
        return text.toString();
    }
}
