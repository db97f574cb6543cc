package dev.muster.backup.verification;

import static dev.muster.backup.catalog.Shelf.NOW;
import static dev.muster.backup.catalog.Shelf.ORDERS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.backup.catalog.Shelf;
import dev.muster.plan.Assurance.Level;
import dev.muster.plan.Assurance.Verification;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** recorded, readable, restored, serving: one rung at a time. */
class LadderTest {

    private static final Verification DAILY = new Verification(Duration.ofHours(24), Level.SERVING);

    private static Optional<String> next(Shelf shelf, Verification wanted) {
        return Ladder.next(shelf.catalogue(), ORDERS, wanted, NOW)
                .map(trial -> trial.point().point().id() + " " + trial.rung());
    }

    @Test
    void where_there_is_no_point_there_is_nothing_to_try() {
        assertThat(next(new Shelf(), DAILY)).isEmpty();
    }

    @Test
    void the_first_thing_to_show_is_that_the_newest_point_can_be_read() {
        assertThat(next(new Shelf().bases(30, 2), DAILY)).contains("p-2h READABLE");
    }

    @Test
    void a_climb_that_began_goes_on_at_once() {
        assertThat(next(new Shelf().bases(2).passed(2, Level.READABLE), DAILY))
                .contains("p-2h RESTORED");
        assertThat(next(new Shelf().bases(2).passed(2, Level.RESTORED), DAILY))
                .contains("p-2h SERVING");
    }

    @Test
    void a_climb_that_began_is_finished_though_a_newer_point_has_come() {
        var shelf = new Shelf().bases(6, 2).passed(6, Level.READABLE, Duration.ofMinutes(1));

        assertThat(next(shelf, DAILY)).contains("p-6h RESTORED");
    }

    @Test
    void a_climb_that_was_left_alone_until_the_next_turn_makes_room_for_the_newest_point() {
        var shelf = new Shelf().bases(60, 2).passed(60, Level.READABLE, Duration.ofHours(24));

        assertThat(next(shelf, DAILY)).contains("p-2h READABLE");
    }

    @Test
    void a_trial_that_was_dated_by_a_clock_far_ahead_does_not_put_off_the_next() {
        var shelf = new Shelf().bases(2).passed(2, Level.SERVING, Duration.ofDays(-400));

        assertThat(next(shelf, DAILY)).contains("p-2h SERVING");
    }

    @Test
    void a_climb_ends_where_the_plan_wants_it_to_end() {
        var restored = new Verification(Duration.ofHours(24), Level.RESTORED);

        assertThat(next(new Shelf().bases(2).passed(2, Level.RESTORED), restored)).isEmpty();
    }

    @Test
    void a_point_that_failed_is_not_tried_over_and_over() {
        assertThat(next(new Shelf().bases(2).failed(2, Level.READABLE), DAILY)).isEmpty();
    }

    @Test
    void a_point_that_failed_is_tried_again_at_its_next_turn() {
        var shelf = new Shelf().bases(2).passed(2, Level.READABLE).failed(2, Level.RESTORED);

        assertThat(
                        Ladder.next(
                                        shelf.catalogue(),
                                        ORDERS,
                                        DAILY,
                                        NOW.plus(Duration.ofHours(24)))
                                .map(Ladder.Trial::rung))
                .contains(Level.RESTORED);
    }

    @Test
    void a_newer_point_waits_for_the_next_turn_too() {
        var shelf = new Shelf().bases(26, 2).passed(26, Level.SERVING, Duration.ofHours(23));

        assertThat(next(shelf, DAILY)).isEmpty();
    }

    @Test
    void what_was_proven_is_proven_again_at_its_turn_for_disks_decay() {
        var shelf = new Shelf().bases(30).passed(30, Level.SERVING, Duration.ofHours(24));

        assertThat(next(shelf, DAILY)).contains("p-30h SERVING");
    }

    @Test
    void a_plan_that_wants_points_recorded_only_has_nothing_tried() {
        var recorded = new Verification(Duration.ofHours(1), Level.RECORDED);

        assertThat(next(new Shelf().bases(2), recorded)).isEmpty();
    }
}
