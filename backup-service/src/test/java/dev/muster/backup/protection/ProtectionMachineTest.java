package dev.muster.backup.protection;

import static dev.muster.backup.protection.Desk.EVERY;
import static dev.muster.events.PlanSamples.EAST;
import static dev.muster.events.PlanSamples.SHOP;
import static dev.muster.events.PlanSamples.WEST;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.muster.events.BackupAction.RemovePostgres;
import dev.muster.events.BackupAction.TakePostgresBase;
import dev.muster.events.BackupAction.VerifyPostgres;
import dev.muster.events.BackupEvent.BackupCompleted;
import dev.muster.events.BackupEvent.BackupFailed;
import dev.muster.events.BackupEvent.BackupRequestRefused;
import dev.muster.events.BackupEvent.Finding.Code;
import dev.muster.events.BackupEvent.FindingClosed;
import dev.muster.events.BackupEvent.RecoveryPointExpired;
import dev.muster.events.BackupEvent.RemovalRequested;
import dev.muster.events.BackupEvent.RestoreRequested;
import dev.muster.events.BackupEvent.RunCommanded;
import dev.muster.events.BackupEvent.RunReported;
import dev.muster.events.BackupEvent.VerificationRequested;
import dev.muster.events.BackupResult;
import dev.muster.events.BackupResult.Failed;
import dev.muster.events.BackupResult.Removed;
import dev.muster.events.BackupResult.Taken;
import dev.muster.events.BackupResult.Tried;
import dev.muster.events.PlanEvent.PlanRetired;
import dev.muster.events.RecoveryPointId;
import dev.muster.machine.Input;
import dev.muster.plan.Assurance.Level;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the machine makes of the backups that it takes, tries and lets go itself. */
class ProtectionMachineTest {

    private static final Tried PASSED = new Tried(true, List.of(), "", Duration.ofSeconds(1));
    private static final Tried WRONG =
            new Tried(false, List.of("a checksum"), "", Duration.ofSeconds(1));

    private final Desk desk = new Desk();

    @Test
    void what_is_asked_for_again_is_asked_in_the_order_of_its_names() {
        desk.hears(Desk.shop(Optional.empty())).takesBase();
        Stream.of("r-5", "r-1", "r-4", "r-2", "r-3").map(this::restore).forEach(desk::hears);
        desk.forgetsWhatWasSaid();

        desk.takes(new Input.Resumed());

        assertThat(desk.said(RunCommanded.class))
                .extracting(command -> command.run().value())
                .containsExactly("shop-r-1", "shop-r-2", "shop-r-3", "shop-r-4", "shop-r-5");
    }

    @Test
    void a_name_that_a_point_had_is_never_given_again() {
        desk.hears(Desk.shop(Optional.empty())).takesBase().waits(EVERY).takesBase();
        var second = desk.points().getLast();
        desk.waits(Duration.ofMinutes(1));

        removed(second, "r-1");

        assertThat(desk.commanded(TakePostgresBase.class))
                .extracting(RunCommanded::run)
                .hasSize(3)
                .doesNotHaveDuplicates();
    }

    @Test
    void a_success_that_is_told_again_makes_no_later_failure_good() {
        desk.hears(Desk.shop(Optional.empty())).takesBase();
        var first = desk.said(BackupCompleted.class).getFirst();
        desk.waits(EVERY);
        desk.reports(desk.commanded(TakePostgresBase.class).getLast(), failed());

        desk.hears(new RunReported(SHOP, first.run(), 1, new Taken(first.point()), desk.now));

        assertThat(desk.open()).contains(Code.BACKUP_FAILED);
    }

    @Test
    void a_backup_at_a_site_that_was_left_is_given_up_and_one_begins_at_the_new_site() {
        desk.hears(Desk.shop(Optional.empty()));
        var west = desk.commanded(TakePostgresBase.class).getLast();

        desk.moves(EAST);

        assertThat(desk.said(BackupFailed.class))
                .singleElement()
                .satisfies(failed -> assertThat(failed.run()).isEqualTo(west.run()));
        var east = desk.commanded(TakePostgresBase.class).getLast();
        assertThat(east.site()).isEqualTo(EAST);
        assertThat(east.run()).isNotEqualTo(west.run());
        assertThat(desk.open()).doesNotContain(Code.BACKUP_FAILED);
    }

    @Test
    void a_point_that_the_old_site_finished_all_the_same_is_known() {
        desk.hears(Desk.shop(Optional.empty()));
        var west = desk.commanded(TakePostgresBase.class).getLast();
        desk.moves(EAST);

        desk.reports(west, new Taken(desk.point(west.run(), WEST)));

        assertThat(desk.points()).contains(new RecoveryPointId(west.run().value()));
    }

    @Test
    void what_is_to_go_is_asked_for_at_the_new_site_when_the_authority_moves() {
        fiveBasesOfWhichOneGoes();

        desk.moves(EAST);

        assertThat(desk.commanded(RemovePostgres.class))
                .extracting(RunCommanded::site, RunCommanded::attempt)
                .containsExactly(tuple(WEST, 1), tuple(EAST, 2));
    }

    @Test
    void a_point_that_could_not_be_tried_again_is_still_the_newest_that_is_proven() {
        desk.hears(Desk.shop(Desk.verified(Level.READABLE))).takesBase();
        tried(PASSED);
        var proven = desk.points().getLast();
        desk.waits(Duration.ofHours(12));
        desk.reports(desk.commanded(VerifyPostgres.class).getLast(), failed());
        desk.takesBase().waits(EVERY).takesBase();

        desk.hears(removal(proven, "r-1"));

        assertThat(desk.said(BackupRequestRefused.class)).hasSize(1);
        assertThat(desk.commanded(RemovePostgres.class)).isEmpty();
    }

    @Test
    void of_two_points_that_are_wanted_gone_at_once_one_stays() {
        desk.hears(Desk.shop(Optional.empty())).takesBase().waits(EVERY).takesBase();

        desk.hears(removal(desk.points().getFirst(), "r-1"));
        desk.hears(removal(desk.points().getLast(), "r-2"));

        assertThat(desk.commanded(RemovePostgres.class)).hasSize(1);
        assertThat(desk.said(BackupRequestRefused.class))
                .singleElement()
                .satisfies(refused -> assertThat(refused.requestId()).isEqualTo("r-2"));
    }

    @Test
    void a_point_that_became_the_newest_proven_is_not_asked_to_go_any_more() {
        desk.hears(Desk.shop(Optional.empty())).takesBase();
        tried(desk.points().getFirst(), "r-1", PASSED);
        for (var i = 0; i < 6; i++) {
            desk.waits(EVERY);
            desk.takesBase();
        }
        tried(desk.points().getLast(), "r-2", PASSED);
        assertThat(desk.commanded(RemovePostgres.class)).hasSize(1);

        tried(desk.points().getLast(), "r-3", WRONG);
        desk.waits(Duration.ofMinutes(1));

        assertThat(desk.commanded(RemovePostgres.class)).hasSize(1);
    }

    private void tried(RecoveryPointId point, String wish, Tried result) {
        desk.hears(
                new VerificationRequested(SHOP, wish, point, Level.READABLE, "", "ada", desk.now));
        tried(result);
    }

    @Test
    void nothing_is_asked_to_go_again_within_an_hour_of_a_jump_of_the_clock() {
        fiveBasesOfWhichOneGoes();
        desk.forgetsWhatWasSaid();

        desk.takes(new Input.ClockJumped(Duration.ofDays(9)));
        desk.waits(Duration.ofMinutes(59));
        assertThat(desk.commanded(RemovePostgres.class)).isEmpty();

        desk.waits(Duration.ofMinutes(1));
        assertThat(desk.commanded(RemovePostgres.class)).hasSize(1);
    }

    @Test
    void what_is_open_is_not_closed_because_another_host_looks() {
        desk.hears(Desk.shop(Optional.empty())).waits(Duration.ofMinutes(6));
        assertThat(desk.open()).contains(Code.NO_RECOVERY_POINT);

        desk.takes(new Input.Resumed());

        assertThat(desk.said(FindingClosed.class)).isEmpty();
    }

    @Test
    void a_point_that_goes_while_its_plan_is_retired_is_known_to_be_gone() {
        fiveBasesOfWhichOneGoes();
        var oldest = desk.points().getFirst();
        desk.hears(new PlanRetired(SHOP)).forgetsWhatWasSaid();
        var going = desk.state().runs().keySet().iterator().next();

        desk.waits(Duration.ofMinutes(5));
        desk.hears(new RunReported(SHOP, going, 1, new Removed(""), desk.now));

        assertThat(desk.said(RunCommanded.class)).isEmpty();
        assertThat(desk.said(RecoveryPointExpired.class))
                .singleElement()
                .satisfies(gone -> assertThat(gone.point()).isEqualTo(oldest));
        assertThat(desk.points()).doesNotContain(oldest);
    }

    @Test
    void a_wish_from_before_a_plan_was_retired_is_not_fulfilled_when_it_is_back() {
        desk.hears(Desk.shop(Optional.empty())).takesBase().waits(EVERY).takesBase();
        desk.hears(removal(desk.points().getFirst(), "r-1")).hears(new PlanRetired(SHOP));
        desk.forgetsWhatWasSaid();

        desk.hears(Desk.shop(Optional.empty()));
        desk.waits(Duration.ofMinutes(1));

        assertThat(desk.commanded(RemovePostgres.class)).isEmpty();
    }

    /** The second is the last before the day that is kept: the first may go. */
    private void fiveBasesOfWhichOneGoes() {
        desk.hears(Desk.shop(Optional.empty())).takesBase();
        for (var i = 0; i < 5; i++) {
            desk.waits(EVERY);
            desk.takesBase();
        }
        assertThat(desk.commanded(RemovePostgres.class)).hasSize(1);
    }

    private void tried(BackupResult result) {
        desk.reports(desk.commanded(VerifyPostgres.class).getLast(), result);
    }

    private void removed(RecoveryPointId point, String wish) {
        desk.hears(removal(point, wish));
        desk.reports(desk.commanded(RemovePostgres.class).getLast(), new Removed(""));
    }

    private static Failed failed() {
        return new Failed(List.of("no room"));
    }

    private RemovalRequested removal(RecoveryPointId point, String wish) {
        return new RemovalRequested(SHOP, wish, point, "", "ada", desk.now);
    }

    private RestoreRequested restore(String wish) {
        return new RestoreRequested(
                SHOP, wish, "orders", Optional.empty(), EAST, "/r", 0, "", "ada", desk.now);
    }
}
