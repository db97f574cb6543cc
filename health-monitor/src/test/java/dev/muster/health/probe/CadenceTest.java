package dev.muster.health.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class CadenceTest {

    private static final Duration EVERY = Duration.ofSeconds(10);
    private static final ProbeState CALM =
            ProbeState.unasked(Instant.EPOCH)
                    .after(Observation.up("", Duration.ZERO), 3, 2, Instant.EPOCH);
    private static final ProbeState DOUBT =
            CALM.after(Observation.down("", Duration.ZERO), 3, 2, Instant.EPOCH);

    @Test
    void first_questions_are_spread_over_the_whole_interval() {
        assertThat(Cadence.first(EVERY, 0)).isEqualTo(Duration.ZERO);
        assertThat(Cadence.first(EVERY, 0.5)).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void later_questions_keep_the_interval_within_five_percent() {
        assertThat(Cadence.next(EVERY, CALM, 0)).isEqualTo(Duration.ofMillis(9_500));
        assertThat(Cadence.next(EVERY, CALM, 0.5)).isEqualTo(EVERY);
        assertThat(Cadence.next(EVERY, CALM, 0.999999)).isLessThan(Duration.ofMillis(10_500));
    }

    @Test
    void a_contradiction_is_looked_into_at_once() {
        assertThat(Cadence.next(EVERY, DOUBT, 0.7)).isEqualTo(Duration.ofMillis(50));
    }

    @Test
    void a_loss_is_certain_a_tenth_of_a_second_after_its_first_sign() {
        var state = DOUBT;
        var waited = Duration.ZERO;
        while (state.inDoubt()) {
            waited = waited.plus(Cadence.next(EVERY, state, 0.5));
            state = state.after(Observation.down("", Duration.ZERO), 3, 2, Instant.EPOCH);
        }

        assertThat(waited).isEqualTo(Duration.ofMillis(100));
    }

    @Test
    void what_is_asked_faster_than_a_burst_stays_at_its_own_pace() {
        assertThat(Cadence.next(Duration.ofMillis(20), DOUBT, 0.5))
                .isEqualTo(Duration.ofMillis(20));
    }
}
