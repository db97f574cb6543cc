package dev.muster.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** A thread sleeps until the first timer is due, and no longer. */
class WakesTest {

    private static final Duration MOST = Duration.ofMillis(100);

    private final AtomicLong now = new AtomicLong(-5);
    private final Wakes wakes = new Wakes(now::get);

    @Test
    void withoutATimerItSleepsAsLongAsItLikes() {
        assertThat(wakes.sleep(MOST)).isEqualTo(MOST);
    }

    @Test
    void theFirstOfAllTimersEndsTheSleep() {
        wakes.in("one", Duration.ofMillis(70));
        wakes.in("two", Duration.ofMillis(30));

        assertThat(wakes.sleep(MOST)).isEqualTo(Duration.ofMillis(30));
    }

    @Test
    void aTimerThatIsFarAwayEndsNoSleep() {
        wakes.in("one", Duration.ofDays(400_000));

        assertThat(wakes.sleep(MOST)).isEqualTo(MOST);
    }

    @Test
    void aTimerCountsWhereItWasSetLast() {
        wakes.in("one", Duration.ofMillis(10));
        wakes.in("one", Duration.ofMillis(60));

        assertThat(wakes.sleep(MOST)).isEqualTo(Duration.ofMillis(60));
    }

    @Test
    void whoHasGoneIsNotWoken() {
        wakes.in("one", Duration.ofMillis(10));
        wakes.forget("one");

        assertThat(wakes.sleep(MOST)).isEqualTo(MOST);
    }

    @Test
    void timeThatPassesShortensTheSleep() {
        wakes.in("one", Duration.ofMillis(50));
        now.addAndGet(Duration.ofMillis(20).toNanos());

        assertThat(wakes.sleep(MOST)).isEqualTo(Duration.ofMillis(30));
    }

    @Test
    void aTimerThatIsDueOrLateLetsTheThreadGoOnWithoutSpinning() {
        wakes.in("one", Duration.ofMillis(-20));

        assertThat(wakes.sleep(MOST)).isEqualTo(Duration.ofMillis(1));
    }

    @Test
    void itNeverWakesBeforeTheTimerIsDue() {
        wakes.in("one", Duration.ofNanos(30_000_001));

        assertThat(wakes.sleep(MOST)).isEqualTo(Duration.ofMillis(31));
    }
}
