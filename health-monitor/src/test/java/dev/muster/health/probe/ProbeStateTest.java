package dev.muster.health.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.events.HealthEvent.ProbeStatus;
import dev.muster.events.HealthEvent.Replication;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProbeStateTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration TOOK = Duration.ofMillis(3);
    private static final Observation UP = Observation.up("answers 200", TOOK);
    private static final Observation DOWN = Observation.down("connection refused", TOOK);
    private static final Observation NONE = Observation.none("the secret is refused", TOOK);

    private final ProbeState unasked = ProbeState.unasked(START);

    @Test
    void what_was_never_asked_is_unknown() {
        assertThat(unasked.status()).isEqualTo(ProbeStatus.UNKNOWN);
    }

    @Test
    void what_was_never_up_is_up_after_one_success() {
        assertThat(after(unasked, UP).status()).isEqualTo(ProbeStatus.UP);
    }

    @Test
    void what_was_never_up_is_down_only_after_the_failures_in_a_row() {
        assertThat(after(unasked, DOWN, DOWN).status()).isEqualTo(ProbeStatus.UNKNOWN);
        assertThat(after(unasked, DOWN, DOWN, DOWN).status()).isEqualTo(ProbeStatus.DOWN);
    }

    @Test
    void two_failures_are_not_three() {
        var state = after(unasked, UP, DOWN, DOWN);

        assertThat(state.status()).isEqualTo(ProbeStatus.UP);
        assertThat(state.inDoubt()).isTrue();
    }

    @Test
    void a_success_in_between_begins_the_count_anew() {
        var state = after(unasked, UP, DOWN, DOWN, UP, DOWN, DOWN);

        assertThat(state.status()).isEqualTo(ProbeStatus.UP);
        assertThat(after(state, DOWN).status()).isEqualTo(ProbeStatus.DOWN);
    }

    @Test
    void one_success_does_not_bring_back_what_was_down() {
        var down = after(unasked, DOWN, DOWN, DOWN);

        assertThat(after(down, UP).status()).isEqualTo(ProbeStatus.DOWN);
        assertThat(after(down, UP, UP).status()).isEqualTo(ProbeStatus.UP);
        assertThat(after(down, UP, DOWN, UP).status()).isEqualTo(ProbeStatus.DOWN);
    }

    @Test
    void a_question_that_comes_to_nothing_leaves_nothing_known() {
        var state = after(unasked, UP, NONE);

        assertThat(state.status()).isEqualTo(ProbeStatus.UNKNOWN);
        assertThat(state.detail()).isEqualTo("the secret is refused");
        assertThat(state.inDoubt()).isFalse();
    }

    @Test
    void nothing_known_is_no_step_towards_down() {
        var state = after(unasked, UP, DOWN, NONE, DOWN, NONE, DOWN, DOWN);

        assertThat(state.status()).isEqualTo(ProbeStatus.UNKNOWN);
    }

    @Test
    void a_status_tells_since_when_it_holds() {
        var up = unasked.after(UP, 3, 2, START.plusSeconds(1));
        var still = up.after(UP, 3, 2, START.plusSeconds(9));

        assertThat(still.since()).isEqualTo(START.plusSeconds(1));
    }

    @Test
    void how_current_a_standby_was_is_kept_when_it_cannot_be_reached() {
        var state = after(unasked, standby("0/10", 100, Duration.ofMillis(5)), DOWN);

        assertThat(state.replication().orElseThrow().currentAsOf())
                .contains(START.plusSeconds(100));
        assertThat(state.replication().orElseThrow().sinceLastMessage()).isEmpty();
    }

    @Test
    void how_current_a_standby_was_never_goes_back_while_its_log_goes_on() {
        var state =
                after(
                        unasked,
                        standby("0/10", 100, Duration.ofMillis(5)),
                        standby("0/20", 90, Duration.ofMillis(5)));

        assertThat(state.replication().orElseThrow().currentAsOf())
                .contains(START.plusSeconds(100));
    }

    @Test
    void a_standby_that_was_made_anew_from_an_old_copy_is_as_old_as_that() {
        var state =
                after(
                        unasked,
                        standby("A/0", 100, Duration.ofMillis(5)),
                        standby("9/FFFFFFFF", 40, Duration.ofMillis(5)));

        assertThat(state.replication().orElseThrow().currentAsOf()).contains(START.plusSeconds(40));
    }

    private static Observation standby(String position, long seconds, Duration silence) {
        return Observation.up(
                "standby",
                TOOK,
                new Replication(
                        true,
                        false,
                        position,
                        Optional.of(START.plusSeconds(seconds)),
                        Optional.of(silence)));
    }

    private static ProbeState after(ProbeState state, Observation... observations) {
        var next = state;
        for (var observation : observations) {
            next = next.after(observation, 3, 2, START);
        }
        return next;
    }
}
