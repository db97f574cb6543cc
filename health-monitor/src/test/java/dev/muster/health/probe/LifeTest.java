package dev.muster.health.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** A vantage notices that its own clock was set. */
class LifeTest {

    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final Life FIRST = Life.begins(NOON, -7);

    @Test
    void aClockThatRunsIsOneLife() {
        var later = FIRST;
        for (var i = 1; i <= 1000; i++) {
            later = later.at(NOON.plusMillis(i * 1003L), -7 + i * 1_000_000_000L);
        }

        assertThat(later.number()).isEqualTo(FIRST.number());
    }

    @Test
    void aClockThatIsSetBackBeginsALaterLife() {
        var next = FIRST.at(NOON.minusSeconds(4), Duration.ofSeconds(1).toNanos());

        assertThat(next.number()).isEqualTo(FIRST.number() + 1);
    }

    @Test
    void aClockThatIsSetAheadBeginsALaterLife() {
        var next = FIRST.at(NOON.plusSeconds(5), Duration.ofSeconds(1).toNanos());

        assertThat(next.number()).isEqualTo(NOON.plusSeconds(5).toEpochMilli());
    }

    @Test
    void aMachineThatSleptHasAnotherLifeAfterwards() {
        var next = FIRST.at(NOON.plusSeconds(60), Duration.ofSeconds(1).toNanos());

        assertThat(next.number()).isGreaterThan(FIRST.number());
    }

    @Test
    void aPauseOfTheProcessIsNoNewLife() {
        var next = FIRST.at(NOON.plusSeconds(60), Duration.ofSeconds(60).toNanos());

        assertThat(next.number()).isEqualTo(FIRST.number());
    }

    @Test
    void aClockThatIsSetTwiceBeginsTwoLives() {
        var back = FIRST.at(NOON.minusSeconds(9), 1_000_000_000);
        var forth = back.at(NOON.plusSeconds(2), 2_000_000_000);
        var again = forth.at(NOON.minusSeconds(9), 3_000_000_000L);

        assertThat(back.number()).isLessThan(forth.number());
        assertThat(forth.number()).isLessThan(again.number());
    }
}
