package dev.muster.backup.catalog;

import static dev.muster.backup.catalog.Shelf.NOW;
import static dev.muster.backup.catalog.Shelf.ORDERS;
import static dev.muster.backup.catalog.Shelf.id;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.backup.catalog.Selection.Choice;
import dev.muster.events.RecoveryPointId;
import dev.muster.plan.Assurance.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Which point would be used, for each failure. */
class SelectionTest {

    private static Optional<RecoveryPointId> from(Optional<Choice> choice) {
        return choice.map(one -> one.from().point().id());
    }

    private static Instant hoursAgo(int hours) {
        return NOW.minus(Duration.ofHours(hours));
    }

    @Test
    void where_there_is_nothing_nothing_can_be_used() {
        assertThat(Selection.newest(Catalogue.EMPTY, ORDERS)).isEmpty();
    }

    @Test
    void without_a_log_the_newest_point_is_used_even_unproven_because_an_older_one_loses_more() {
        var shelf = new Shelf().dumps(30, 6).passed(30, Level.SERVING);

        assertThat(from(Selection.newest(shelf.catalogue(), ORDERS))).contains(id(6));
    }

    @Test
    void with_a_log_the_newest_proven_base_is_used_because_every_base_leads_as_far() {
        var shelf =
                new Shelf()
                        .bases(50, 26, 2)
                        .passed(50, Level.RESTORED)
                        .passed(26, Level.RESTORED)
                        .shipped(Duration.ofSeconds(3));

        var choice = Selection.newest(shelf.catalogue(), ORDERS);

        assertThat(from(choice)).contains(id(26));
        assertThat(choice.orElseThrow().moment()).isEqualTo(NOW.minusSeconds(3));
        assertThat(choice.orElseThrow().replays()).isTrue();
    }

    @Test
    void a_base_that_was_restored_is_preferred_to_a_newer_one_that_was_only_read() {
        var shelf =
                new Shelf()
                        .bases(26, 2)
                        .passed(26, Level.RESTORED)
                        .passed(2, Level.READABLE)
                        .shipped(Duration.ZERO);

        assertThat(from(Selection.newest(shelf.catalogue(), ORDERS))).contains(id(26));
    }

    @Test
    void serving_counts_no_more_than_restored_so_that_the_newer_of_the_two_is_used() {
        var shelf =
                new Shelf()
                        .bases(26, 2)
                        .passed(26, Level.SERVING)
                        .passed(2, Level.RESTORED)
                        .shipped(Duration.ZERO);

        assertThat(from(Selection.newest(shelf.catalogue(), ORDERS))).contains(id(2));
    }

    @Test
    void a_base_that_failed_its_trial_is_used_only_when_there_is_no_other() {
        var two = new Shelf().bases(26, 2).failed(2, Level.READABLE).shipped(Duration.ZERO);
        var one = new Shelf().bases(2).failed(2, Level.READABLE).shipped(Duration.ZERO);

        assertThat(from(Selection.newest(two.catalogue(), ORDERS))).contains(id(26));
        assertThat(from(Selection.newest(one.catalogue(), ORDERS))).contains(id(2));
    }

    @Test
    void a_base_that_could_not_be_tried_again_keeps_what_it_had_shown() {
        var shelf = new Shelf().bases(2).passed(2, Level.RESTORED).undecided(2, Level.SERVING);

        assertThat(shelf.catalogue().point(id(2)).orElseThrow().level()).isEqualTo(Level.RESTORED);
    }

    @Test
    void a_base_that_could_not_be_tried_again_is_still_preferred_to_one_never_tried() {
        var shelf =
                new Shelf()
                        .bases(26, 2)
                        .passed(2, Level.RESTORED)
                        .undecided(2, Level.SERVING)
                        .shipped(Duration.ZERO);

        assertThat(from(Selection.newest(shelf.catalogue(), ORDERS))).contains(id(2));
    }

    @Test
    void a_log_that_ends_before_the_newest_base_leads_less_far_than_that_base() {
        var shelf =
                new Shelf().bases(26, 2).passed(26, Level.RESTORED).shipped(Duration.ofHours(5));

        var choice = Selection.newest(shelf.catalogue(), ORDERS);

        assertThat(from(choice)).contains(id(2));
        assertThat(choice.orElseThrow().moment()).isEqualTo(hoursAgo(2));
        assertThat(choice.orElseThrow().replays()).isFalse();
    }

    @Test
    void a_log_with_a_gap_leads_nowhere_so_the_newest_base_itself_is_used() {
        var shelf =
                new Shelf()
                        .bases(26, 2)
                        .passed(26, Level.RESTORED)
                        .shipped(Duration.ZERO, "000000010000000000000007");

        var choice = Selection.newest(shelf.catalogue(), ORDERS);

        assertThat(from(choice)).contains(id(2));
        assertThat(choice.orElseThrow().moment()).isEqualTo(hoursAgo(2));
    }

    @Test
    void when_data_were_corrupted_nothing_of_that_moment_comes_back() {
        var shelf = new Shelf().bases(26, 2).shipped(Duration.ZERO);

        var choice =
                Selection.against(
                        new Failure.DataCorrupted(hoursAgo(1)), shelf.catalogue(), ORDERS);

        assertThat(choice.orElseThrow().moment()).isBefore(hoursAgo(1));
        assertThat(Duration.between(choice.orElseThrow().moment(), hoursAgo(1)))
                .isLessThan(Duration.ofMillis(1));
    }

    @Test
    void when_data_were_corrupted_before_the_newest_base_an_older_one_is_used() {
        var shelf = new Shelf().bases(26, 2).passed(2, Level.SERVING).shipped(Duration.ZERO);

        var choice =
                Selection.against(
                        new Failure.DataCorrupted(hoursAgo(3)), shelf.catalogue(), ORDERS);

        assertThat(from(choice)).contains(id(26));
    }

    @Test
    void a_corruption_older_than_everything_cannot_be_undone() {
        var shelf = new Shelf().bases(26, 2).shipped(Duration.ZERO);

        assertThat(
                        Selection.against(
                                new Failure.DataCorrupted(hoursAgo(27)), shelf.catalogue(), ORDERS))
                .isEmpty();
    }

    @Test
    void a_lost_site_and_a_deleted_namespace_cost_what_was_not_shipped() {
        var shelf = new Shelf().bases(2).shipped(Duration.ofSeconds(4));

        for (var failure : new Failure[] {new Failure.SiteLost(), new Failure.NamespaceDeleted()}) {
            assertThat(Selection.against(failure, shelf.catalogue(), ORDERS).orElseThrow().moment())
                    .isEqualTo(NOW.minusSeconds(4));
        }
    }

    @Test
    void points_of_another_protection_are_none_of_this_one() {
        var shelf = new Shelf().bases(2);

        assertThat(Selection.newest(shelf.catalogue(), "invoices")).isEmpty();
    }
}
