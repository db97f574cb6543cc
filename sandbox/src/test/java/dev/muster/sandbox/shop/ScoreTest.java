package dev.muster.sandbox.shop;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ScoreTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void the_longest_gap_lies_between_two_acknowledgements() {
        Score score = score(20, at(1, 1, "east"), at(2, 9, "west"), at(3, 15, "west"));

        assertThat(score.longestGap()).isEqualTo(Duration.ofSeconds(8));
        assertThat(score.longestGapFrom()).isEqualTo(START.plusSeconds(1));
    }

    @Test
    void a_silence_that_goes_on_counts_as_a_gap() {
        assertThat(score(20, at(1, 1, "east")).longestGap()).isEqualTo(Duration.ofSeconds(19));
        assertThat(score(20).longestGap()).isEqualTo(Duration.ofSeconds(20));
    }

    @Test
    void an_acknowledged_order_that_no_database_has_is_missing() {
        Score score = score(20, at(1, 1, "east"), at(2, 9, "west"));

        assertThat(score.missingFrom(Set.of(2L, 7L))).extracting("id").containsExactly(1L);
        assertThat(score.acknowledgedBySite()).isEqualTo(Map.of("east", 1L, "west", 1L));
    }

    @Test
    void a_score_is_the_same_after_it_was_written_and_read() {
        Score score = score(20, at(1, 1, "east"));

        assertThat(Score.fromJson(score.toJson())).isEqualTo(score);
    }

    private static Score score(int seconds, Score.Acknowledgement... acknowledgements) {
        return Score.of("anna", START, START.plusSeconds(seconds), 9, 2, List.of(acknowledgements));
    }

    private static Score.Acknowledgement at(long id, int second, String site) {
        return new Score.Acknowledgement(id, START.plusSeconds(second), site);
    }
}
