package dev.muster.health.detection;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LeastDelayTest {

    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
    private static final LeastDelay USUAL = LeastDelay.of(millis(20));

    @Test
    void the_first_report_is_all_there_is_to_compare_with() {
        assertThat(LeastDelay.of(millis(8_000)).known()).isEqualTo(millis(8_000));
    }

    @Test
    void a_quicker_report_shows_that_the_others_waited() {
        assertThat(USUAL.with(millis(5), START).known()).isEqualTo(millis(5));
    }

    @Test
    void a_clock_that_runs_ahead_makes_the_delay_negative() {
        assertThat(USUAL.with(millis(-3_000), START).known()).isEqualTo(millis(-3_000));
    }

    @Test
    void a_report_that_waited_leaves_the_delay_as_it_was_but_for_the_drift_of_clocks() {
        assertThat(USUAL.with(millis(9_000), START).known()).isEqualTo(millis(70));
    }

    @Test
    void a_drifting_clock_is_followed() {
        var delay = USUAL;

        for (var second = 1; second <= 100; second++) {
            delay = delay.with(millis(20 + 30 * second), START.plusSeconds(second));
        }

        assertThat(delay.known()).isEqualTo(millis(3_020));
    }

    @Test
    void a_delay_beyond_any_waiting_is_not_believed_at_once() {
        var delay = USUAL.with(hours(1), START);

        assertThat(delay.known()).isEqualTo(millis(20));
    }

    @Test
    void a_clock_that_was_set_back_is_believed_after_no_report_was_quicker_for_a_while() {
        var before = lateFor(14, hours(1));
        var after = lateFor(15, hours(1));

        assertThat(before.known()).isEqualTo(millis(20));
        assertThat(after).isEqualTo(LeastDelay.of(hours(1)));
    }

    @Test
    void of_the_reports_after_a_clock_was_set_back_the_quickest_is_believed() {
        var delay = lateFor(10, hours(1)).with(hours(1).plusSeconds(4), START.plusSeconds(15));

        assertThat(delay.known()).isEqualTo(hours(1).plusMillis(50));
    }

    @Test
    void a_backlog_that_is_being_read_sets_no_clock_back() {
        var delay = USUAL;

        for (var second = 0; second < 60; second++) {
            delay = delay.with(millis(90_000 - 1_000L * second), START.plusSeconds(second));
        }

        assertThat(delay.known()).isEqualTo(millis(20));
    }

    @Test
    void a_backlog_that_is_read_in_a_moment_sets_no_clock_back() {
        var delay = USUAL;

        for (var report = 0; report < 60; report++) {
            delay = delay.with(millis(90_000 - 1_000L * report), START);
        }

        assertThat(delay.known()).isLessThan(millis(1_000));
    }

    @Test
    void a_report_as_quick_as_before_ends_the_suspicion() {
        var delay = lateFor(10, hours(1)).with(millis(20), START.plusSeconds(11));

        assertThat(delay).isEqualTo(USUAL);
    }

    /** One report a second, from the start on. */
    private static LeastDelay lateFor(int seconds, Duration late) {
        return IntStream.rangeClosed(0, seconds)
                .boxed()
                .reduce(
                        USUAL,
                        (delay, second) -> delay.with(late, START.plusSeconds(second)),
                        (_, other) -> other);
    }

    private static Duration millis(long millis) {
        return Duration.ofMillis(millis);
    }

    private static Duration hours(long hours) {
        return Duration.ofHours(hours);
    }
}
