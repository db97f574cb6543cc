package dev.muster.health.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimingWheelTest {

    private static final long MILLI = 1_000_000;

    private final TimingWheel<String> wheel = new TimingWheel<>(Duration.ofMillis(20), 8, 0);

    @Test
    void nothing_comes_before_its_time() {
        wheel.add("a", 41 * MILLI);

        assertThat(wheel.turn(59 * MILLI)).isEmpty();
        assertThat(wheel.turn(60 * MILLI)).containsExactly("a");
    }

    @Test
    void what_is_due_comes_once() {
        wheel.add("a", 20 * MILLI);

        assertThat(wheel.turn(20 * MILLI)).containsExactly("a");
        assertThat(wheel.turn(400 * MILLI)).isEmpty();
        assertThat(wheel.size()).isZero();
    }

    @Test
    void what_should_have_come_already_comes_with_the_next_turn() {
        wheel.turn(100 * MILLI);
        wheel.add("late", 10 * MILLI);

        assertThat(wheel.turn(120 * MILLI)).containsExactly("late");
    }

    @Test
    void what_is_due_in_a_later_round_is_passed_over() {
        wheel.add("later", 40 * MILLI + 8 * 20 * MILLI);
        wheel.add("now", 40 * MILLI);

        assertThat(wheel.turn(40 * MILLI)).containsExactly("now");
        assertThat(wheel.turn(199 * MILLI)).isEmpty();
        assertThat(wheel.turn(200 * MILLI)).containsExactly("later");
    }

    @Test
    void after_a_standstill_everything_comes_the_earliest_first() {
        wheel.add("third", 500 * MILLI);
        wheel.add("first", 40 * MILLI);
        wheel.add("second", 300 * MILLI);

        assertThat(wheel.turn(10_000 * MILLI)).containsExactly("first", "second", "third");
    }

    @Test
    void a_clock_that_stands_still_or_began_below_zero_does_no_harm() {
        var early = new TimingWheel<String>(Duration.ofMillis(20), 8, -500 * MILLI);
        early.add("a", -450 * MILLI);

        assertThat(early.turn(-500 * MILLI)).isEmpty();
        assertThat(early.turn(-440 * MILLI)).containsExactly("a");
    }

    private record Due(int number, long at) {}

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void everything_comes_once_and_within_a_slot_of_its_time(long seed) {
        var random = new Random(seed);
        var turning = new TimingWheel<Due>(Duration.ofMillis(20), 64, 0);
        var waiting = new ArrayList<Due>();
        long now = 0;
        long before = 0;
        for (int i = 0; i < 2_000; i++) {
            var due = new Due(i, now + random.nextLong(5_000 * MILLI));
            turning.add(due, due.at());
            waiting.add(due);
            before = now;
            now += random.nextLong(40 * MILLI);
            check(turning.turn(now), waiting, before, now);
        }
        check(turning.turn(now + 10_000 * MILLI), waiting, now, now + 10_000 * MILLI);

        assertThat(waiting).isEmpty();
        assertThat(turning.size()).isZero();
    }

    private static void check(List<Due> came, List<Due> waiting, long before, long now) {
        for (var due : came) {
            assertThat(waiting.remove(due)).isTrue();
            assertThat(due.at()).isLessThanOrEqualTo(now);
            assertThat(due.at()).isGreaterThan(before - 40 * MILLI);
        }
    }
}
