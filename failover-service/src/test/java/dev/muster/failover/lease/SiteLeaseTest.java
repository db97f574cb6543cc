package dev.muster.failover.lease;

import static dev.muster.events.PlanSamples.EAST;
import static dev.muster.events.PlanSamples.SHOP;
import static dev.muster.events.PlanSamples.WEST;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.events.Epoch;
import dev.muster.events.GuardEvent.GuardState;
import dev.muster.events.GuardEvent.LeaseGranted;
import dev.muster.events.GuardEvent.LeaseRefused;
import dev.muster.events.GuardEvent.LeaseRequested;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class SiteLeaseTest {

    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
    private static final Duration LENGTH = Duration.ofSeconds(12);
    private static final Duration BEGINS_TO_STOP = Duration.ofSeconds(8);
    private static final long ME = 17;
    private static final Epoch FIRST = Epoch.FIRST;
    private static final Epoch SECOND = FIRST.next();

    private final SiteLease none = SiteLease.none(SHOP, WEST, LENGTH, ME);
    private final SiteLease asked = none.ask(START);

    @Test
    void a_guard_that_has_just_started_is_passive() {
        assertThat(none.mayBeActive(START)).isFalse();
    }

    @Test
    void asking_allows_nothing() {
        assertThat(asked.mayBeActive(START)).isFalse();
    }

    @Test
    void a_question_tells_all_that_the_log_has_to_know() {
        var at = START.plusSeconds(1);

        assertThat(asked.question(GuardState.PASSIVE, at))
                .isEqualTo(
                        new LeaseRequested(
                                SHOP, WEST, ME, 1, FIRST, GuardState.PASSIVE, LENGTH, at));
    }

    @Test
    void questions_are_counted_from_one() {
        assertThat(asked.lastSequence()).isEqualTo(1);
        assertThat(asked.ask(START).lastSequence()).isEqualTo(2);
    }

    @Test
    void several_answers_may_be_lost_before_the_site_begins_to_stop() {
        assertThat(none.askEvery().multipliedBy(4)).isEqualTo(BEGINS_TO_STOP);
    }

    @Nested
    class ALeaseThatIsGranted {

        private final SiteLease granted = asked.hear(granted(1, FIRST));

        @Test
        void is_counted_from_the_question_however_late_the_answer_was() {
            assertThat(granted.until()).contains(START.plus(LENGTH));
        }

        @Test
        void lets_the_site_be_active_for_two_thirds() {
            assertThat(granted.mayBeActive(START)).isTrue();
            assertThat(granted.mayBeActive(START.plus(BEGINS_TO_STOP).minusMillis(1))).isTrue();
            assertThat(granted.mayBeActive(START.plus(BEGINS_TO_STOP))).isFalse();
        }

        @Test
        void is_prolonged_by_the_answer_to_a_later_question() {
            var later = granted.ask(START.plusSeconds(2)).hear(granted(2, FIRST));

            assertThat(later.until()).contains(START.plusSeconds(2).plus(LENGTH));
        }

        @Test
        void is_not_prolonged_by_a_repeated_answer() {
            assertThat(granted.hear(granted(1, FIRST))).isEqualTo(granted);
        }

        @Test
        void is_not_shortened_by_an_answer_to_an_earlier_question() {
            var both = none.ask(START).ask(START.plusSeconds(2));

            var later = both.hear(granted(2, FIRST)).hear(granted(1, FIRST));

            assertThat(later.until()).contains(START.plusSeconds(2).plus(LENGTH));
        }

        @Test
        void ends_at_once_when_the_log_refuses() {
            var refused = granted.ask(START.plusSeconds(2)).hear(refused(2, SECOND));

            assertThat(refused.until()).isEmpty();
            assertThat(refused.mayBeActive(START.plusSeconds(2))).isFalse();
            assertThat(refused.epoch()).isEqualTo(SECOND);
        }

        @Test
        void ends_at_once_even_by_an_answer_that_is_repeated() {
            assertThat(granted.hear(refused(1, FIRST)).until()).isEmpty();
        }

        @Test
        void tells_the_epoch_under_which_the_site_is_active() {
            assertThat(asked.hear(granted(1, SECOND)).epoch()).isEqualTo(SECOND);
        }
    }

    @Nested
    class AnAnswerIsVoid {

        @Test
        void when_it_is_meant_for_another_process() {
            assertThat(asked.hear(new LeaseGranted(SHOP, WEST, ME - 1, 1, FIRST))).isEqualTo(asked);
            assertThat(asked.hear(new LeaseRefused(SHOP, WEST, ME - 1, 1, SECOND)))
                    .isEqualTo(asked);
        }

        @Test
        void when_it_is_meant_for_another_site() {
            assertThat(asked.hear(new LeaseGranted(SHOP, EAST, ME, 1, FIRST))).isEqualTo(asked);
            assertThat(asked.hear(new LeaseRefused(SHOP, EAST, ME, 1, SECOND))).isEqualTo(asked);
        }

        @Test
        void when_nothing_was_asked() {
            assertThat(none.hear(granted(1, FIRST))).isEqualTo(none);
        }

        @Test
        void when_the_question_was_overtaken_by_a_later_answer() {
            var both = none.ask(START).ask(START.plusSeconds(2)).hear(refused(2, FIRST));

            assertThat(both.hear(granted(1, FIRST)).until()).isEmpty();
        }

        @Test
        void when_it_was_given_under_an_older_epoch() {
            var moved = asked.hear(granted(1, SECOND)).ask(START.plusSeconds(2));

            assertThat(moved.hear(granted(2, FIRST))).isEqualTo(moved);
            assertThat(moved.hear(refused(2, FIRST))).isEqualTo(moved);
        }

        @Test
        void when_its_question_is_too_long_ago() {
            var many = none;
            for (var i = 0; i < 17; i++) {
                many = many.ask(START.plusSeconds(2L * i));
            }

            assertThat(many.hear(granted(1, FIRST))).isEqualTo(many);
            assertThat(many.hear(granted(2, FIRST)).until())
                    .contains(START.plusSeconds(2).plus(LENGTH));
        }

        @Test
        void when_it_is_no_answer() {
            assertThat(asked.hear(asked.question(GuardState.ACTIVE, START))).isEqualTo(asked);
        }
    }

    private static LeaseGranted granted(long sequence, Epoch epoch) {
        return new LeaseGranted(SHOP, WEST, ME, sequence, epoch);
    }

    private static LeaseRefused refused(long sequence, Epoch epoch) {
        return new LeaseRefused(SHOP, WEST, ME, sequence, epoch);
    }
}
