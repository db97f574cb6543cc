package dev.muster.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Time of day for decisions, whatever is done to the clock of the machine. */
class SteadyClockTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final Duration STALL = Duration.ofSeconds(5);
    private static final Duration TICK = Duration.ofMillis(250);

    private Instant wall = NOON;
    private long nanos;
    private final SteadyClock clock = new SteadyClock(() -> wall, () -> nanos, STALL);

    private void passes(Duration time) {
        wall = wall.plus(time);
        nanos += time.toNanos();
    }

    @Test
    void time_that_passes_is_no_jump() {
        passes(TICK);

        assertThat(clock.look()).isEmpty();
        assertThat(clock.now()).isEqualTo(NOON.plus(TICK));
    }

    @Test
    void a_clock_that_is_set_forward_is_told_once_and_followed() {
        wall = wall.plus(Duration.ofMinutes(2));

        assertThat(clock.look()).contains(Duration.ofMinutes(2));
        passes(TICK);
        assertThat(clock.look()).isEmpty();
        assertThat(clock.now()).isEqualTo(wall);
    }

    @Test
    void a_clock_that_is_set_back_is_told_once_and_time_goes_on_from_where_it_was() {
        wall = wall.minus(Duration.ofMinutes(2));

        assertThat(clock.look()).contains(Duration.ofMinutes(2));
        for (var tick = 0; tick < 3; tick++) {
            passes(TICK);
            assertThat(clock.look()).isEmpty();
        }
        assertThat(clock.now()).isEqualTo(NOON.plus(TICK.multipliedBy(3)));
    }

    @Test
    void a_clock_that_is_put_right_again_after_it_was_set_back_is_told_again() {
        wall = wall.minus(Duration.ofMinutes(2));
        clock.look();
        passes(TICK);

        wall = wall.plus(Duration.ofMinutes(2));

        assertThat(clock.look()).contains(Duration.ofMinutes(2));
        assertThat(clock.now()).isEqualTo(wall);
        passes(TICK);
        assertThat(clock.look()).isEmpty();
    }

    @Test
    void a_pause_in_which_nobody_looked_is_told() {
        passes(STALL.plus(TICK));

        assertThat(clock.look()).contains(STALL.plus(TICK));
    }
}
