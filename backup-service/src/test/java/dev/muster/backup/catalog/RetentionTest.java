package dev.muster.backup.catalog;

import static dev.muster.backup.catalog.Shelf.NOW;
import static dev.muster.backup.catalog.Shelf.ORDERS;
import static dev.muster.backup.catalog.Shelf.id;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.events.RecoveryPointId;
import dev.muster.plan.Assurance.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/** What may go, and what stays whatever the clock says. */
class RetentionTest {

    private static final Duration DAY = Duration.ofHours(24);

    private static List<RecoveryPointId> removable(Shelf shelf, Instant now) {
        return Retention.removable(shelf.catalogue(), ORDERS, DAY, now).stream()
                .map(known -> known.point().id())
                .toList();
    }

    @Test
    void what_is_younger_than_the_retention_stays() {
        assertThat(removable(new Shelf().bases(23, 12, 6, 1), NOW)).isEmpty();
    }

    @Test
    void the_last_base_before_the_retention_stays_because_every_moment_within_it_needs_it() {
        assertThat(removable(new Shelf().bases(60, 36, 25, 12, 1), NOW))
                .containsExactly(id(60), id(36));
    }

    @Test
    void the_newest_proven_point_stays_however_old_it_is() {
        var shelf = new Shelf().bases(90, 60, 30, 12, 1).passed(60, Level.READABLE);

        assertThat(removable(shelf, NOW)).containsExactly(id(90));
    }

    @Test
    void a_point_that_failed_its_last_trial_is_not_kept_as_proven() {
        var shelf =
                new Shelf()
                        .bases(90, 60, 30, 12, 1)
                        .passed(60, Level.RESTORED)
                        .failed(60, Level.RESTORED);

        assertThat(removable(shelf, NOW)).containsExactly(id(90), id(60));
    }

    @Test
    void a_point_that_could_not_be_tried_again_is_kept_as_proven() {
        var shelf =
                new Shelf()
                        .bases(90, 60, 30, 12, 1)
                        .passed(60, Level.RESTORED)
                        .undecided(60, Level.RESTORED);

        assertThat(removable(shelf, NOW)).containsExactly(id(90));
    }

    @Test
    void the_newest_two_stay_even_if_the_clock_says_that_years_have_passed() {
        assertThat(removable(new Shelf().bases(48, 24, 3, 1), NOW.plus(Duration.ofDays(3650))))
                .containsExactly(id(48), id(24));
    }

    @Test
    void nothing_goes_when_the_clock_says_that_it_is_long_ago() {
        assertThat(removable(new Shelf().bases(60, 36, 12), NOW.minus(Duration.ofDays(3650))))
                .isEmpty();
    }

    /** Whatever lies there and whatever the clock says: what promises hold still holds after. */
    @RepeatedTest(200)
    void what_could_be_reached_within_the_retention_still_can_be(RepetitionInfo repetition) {
        var seed = repetition.getCurrentRepetition();
        var chance = new Random(seed);
        var shelf = new Shelf();
        var ages = chance.ints(chance.nextInt(8), 0, 100).distinct().boxed().toList();
        ages.forEach(age -> shelf.bases(age));
        ages.forEach(
                age -> {
                    if (chance.nextInt(3) == 0) {
                        shelf.passed(age, Level.RESTORED);
                    }
                });
        var now = NOW.plus(Duration.ofHours(chance.nextInt(200) - 100));
        var before = shelf.catalogue();
        var after = before;
        for (var gone : Retention.removable(before, ORDERS, DAY, now)) {
            after = after.without(gone.point().id());
        }

        assertThat(after.newest(ORDERS)).as("seed %d", seed).isEqualTo(before.newest(ORDERS));
        assertThat(newestProven(after)).as("seed %d", seed).isEqualTo(newestProven(before));
        for (var hours = 0; hours < 24; hours++) {
            var moment = now.minus(Duration.ofHours(hours));
            assertThat(Selection.upTo(after, ORDERS, moment).isPresent())
                    .as("seed %d, %d h ago", seed, hours)
                    .isEqualTo(Selection.upTo(before, ORDERS, moment).isPresent());
        }
    }

    private static List<KnownPoint> newestProven(Catalogue catalogue) {
        return catalogue.of(ORDERS).filter(KnownPoint::proven).reduce((_, later) -> later).stream()
                .toList();
    }
}
