package dev.muster.failover.guard;

import static dev.muster.events.PlanSamples.EAST;
import static dev.muster.events.PlanSamples.WEST;
import static dev.muster.failover.guard.Situations.NOW;
import static dev.muster.failover.guard.Situations.calm;
import static dev.muster.failover.guard.Situations.loss;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.EnumSource.Mode.EXCLUDE;

import dev.muster.events.Blocker.Code;
import dev.muster.events.ControlEvent;
import dev.muster.events.HealthEvent.FailureClass;
import dev.muster.events.HealthEvent.Verdict;
import dev.muster.events.HealthEvent.Vote;
import dev.muster.plan.RecoveryPlan.Mode;
import dev.muster.plan.SiteId;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** May we move? Every reason why not, and how close a situation can come without it. */
class FailoverRulesTest {

    private static final Duration EVIDENCE_LIMIT = DecisionPolicy.DEFAULT.evidenceLimit();
    private static final Duration MOMENT = Duration.ofMillis(1);

    /** Who may go on although a reason speaks against it. */
    private enum Waiver {
        NOBODY,
        WHO_ASKS,
        WHO_ACCEPTS_DATA_LOSS
    }

    /** Two situations that differ in little: in one the reason is there, in the other it is not. */
    private record Pair(Situations there, Situations near) {}

    @Test
    void nothing_speaks_against_a_failover_when_one_site_is_lost_and_the_other_well() {
        assertThat(loss().againstAutomatic()).isEmpty();
    }

    @Test
    void where_backups_carry_the_data_it_is_their_newest_moment_that_counts() {
        var plan = new ShopPlan().restoredFromBackups().maxDataLoss(Duration.ofSeconds(30));
        var oldest = NOW.minusSeconds(34);

        assertThat(loss().plan(plan).againstAutomatic()).containsExactly(Code.DATA_LOSS_UNKNOWN);
        assertThat(loss().plan(plan).recoverableTo(oldest.minus(MOMENT)).againstAutomatic())
                .containsExactly(Code.DATA_LOSS_TOO_LARGE);
        assertThat(loss().plan(plan).recoverableTo(oldest).againstAutomatic()).isEmpty();
    }

    @Test
    void nothing_speaks_against_a_switchover_when_both_sites_are_well() {
        assertThat(calm().againstSwitchover()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            names = {"APPROVAL_MISSING", "PRIMARY_UNHEALTHY"},
            mode = EXCLUDE)
    void a_failover_that_nobody_asked_for_is_held_back_by(Code code) {
        var pair = pair(code);

        assertThat(pair.there().againstAutomatic()).contains(code);
        assertThat(pair.near().againstAutomatic()).doesNotContain(code);
    }

    @ParameterizedTest
    @EnumSource(
            names = {"APPROVAL_MISSING", "PRIMARY_UNHEALTHY"},
            mode = EXCLUDE)
    void a_person_who_asks_for_a_failover_is_held_back_by_what_cannot_be_waived(Code code) {
        var there = pair(code).there();

        switch (waiver(code)) {
            case NOBODY -> {
                assertThat(there.againstFailover()).contains(code);
                assertThat(there.againstFailoverThatMayLoseData()).contains(code);
            }
            case WHO_ASKS -> assertThat(there.againstFailover()).doesNotContain(code);
            case WHO_ACCEPTS_DATA_LOSS -> {
                assertThat(there.againstFailover()).contains(code);
                assertThat(there.againstFailoverThatMayLoseData()).doesNotContain(code);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void what_a_code_says_of_itself_is_what_the_rules_do(Code code) {
        assertThat(code.waivable()).isEqualTo(waiver(code) != Waiver.NOBODY);
    }

    @ParameterizedTest
    @EnumSource(
            names = {
                "PLAN_RETIRED",
                "NO_STANDBY",
                "EXECUTION_IN_PROGRESS",
                "AUTOMATION_PAUSED",
                "STANDBY_NOT_SEEN",
                "STANDBY_UNHEALTHY",
                "PRIMARY_UNHEALTHY",
                "DATA_LOSS_TOO_LARGE",
                "DATA_LOSS_UNKNOWN"
            })
    void a_switchover_is_held_back_by(Code code) {
        var west = code == Code.PRIMARY_UNHEALTHY;
        var there = west ? pair(code).there() : pair(code).there().west(Verdicts.well(WEST, NOW));

        assertThat(there.againstSwitchover()).contains(code);
    }

    @Test
    void a_switchover_that_a_person_wants_is_held_back_by_nothing_that_restrains_automation() {
        var restrained =
                calm().plan(new ShopPlan().mode(Mode.MANUAL).freeze("* * * * *", hours(1)))
                        .coolsUntil(NOW.plusSeconds(9))
                        .frozenUntil(NOW.plusSeconds(9))
                        .withoutPermission()
                        .east(Verdicts.well(EAST, NOW).stillReceiving());

        assertThat(restrained.againstSwitchover()).isEmpty();
    }

    @Nested
    class BeforeTheStepThatCannotBeUndone {

        @Test
        void a_pause_and_the_state_of_the_standby_count() {
            assertThat(loss().beforeNoReturn()).isEmpty();
            assertThat(loss().paused("shop").beforeNoReturn())
                    .containsExactly(Code.AUTOMATION_PAUSED);
            assertThat(loss().eastUnheard().beforeNoReturn())
                    .containsExactly(Code.STANDBY_NOT_SEEN);
            assertThat(loss().east(Verdicts.lost(EAST, NOW)).beforeNoReturn())
                    .containsExactly(Code.STANDBY_UNHEALTHY);
        }

        @Test
        void the_old_site_counts_no_longer() {
            var returned = loss().west(Verdicts.well(WEST, NOW)).running("shop-e2");

            assertThat(returned.beforeNoReturn()).isEmpty();
        }
    }

    @Nested
    class Evidence {

        @Test
        void votes_from_one_failure_domain_are_one_vote() {
            var together = Verdicts.lost(WEST, NOW).domains("west", "east", "east");

            assertThat(loss().west(together).againstAutomatic()).containsExactly(Code.NO_QUORUM);
        }

        @Test
        void a_plan_that_asks_for_one_vantage_still_needs_two() {
            var one = Verdicts.lost(WEST, NOW).votes(Vote.UP, Vote.UP, Vote.DOWN);

            assertThat(loss().plan(new ShopPlan().quorum(1)).west(one).againstAutomatic())
                    .containsExactly(Code.NO_QUORUM);
        }

        @Test
        void a_plan_may_ask_for_more_than_two() {
            assertThat(loss().plan(new ShopPlan().quorum(3)).againstAutomatic())
                    .contains(Code.NO_QUORUM);
        }

        @Test
        void alerts_do_not_vote() {
            var alerts =
                    Verdicts.lost(WEST, NOW)
                            .votes(Vote.UP, Vote.UP, Vote.UP)
                            .alerts("SiteDown", "ShopDown", "DatabaseDown");

            assertThat(loss().west(alerts).againstAutomatic()).contains(Code.NO_QUORUM);
        }

        @Test
        void an_isolated_site_is_a_lost_site() {
            var isolated =
                    Verdicts.lost(WEST, NOW)
                            .failureClass(FailureClass.SITE_ISOLATED)
                            .votes(Vote.UP, Vote.DOWN, Vote.DOWN);

            assertThat(loss().west(isolated).againstAutomatic()).isEmpty();
        }

        @Test
        void an_alert_alone_makes_no_standby_unfit() {
            var alerted = Verdicts.well(EAST, NOW).verdict(Verdict.SUSPECT).alerts("DiskSlow");

            assertThat(loss().east(alerted).againstAutomatic()).isEmpty();
        }

        @Test
        void an_alert_about_a_standby_that_a_vantage_sees_partly_does() {
            var alerted =
                    Verdicts.well(EAST, NOW)
                            .verdict(Verdict.SUSPECT)
                            .alerts("DiskSlow")
                            .votes(Vote.UP, Vote.UP, Vote.PARTLY);

            assertThat(loss().east(alerted).againstAutomatic())
                    .containsExactly(Code.STANDBY_UNHEALTHY);
        }

        @Test
        void an_alert_about_a_standby_that_too_few_see_does() {
            var alerted =
                    Verdicts.well(EAST, NOW)
                            .verdict(Verdict.SUSPECT)
                            .alerts("DiskSlow")
                            .votes(Vote.UP, Vote.STALE, Vote.BLIND);

            assertThat(loss().east(alerted).againstAutomatic())
                    .containsExactly(Code.STANDBY_UNHEALTHY);
        }

        @Test
        void a_standby_of_which_nothing_is_known_is_not_healthy() {
            var unknown = Verdicts.well(EAST, NOW).verdict(Verdict.UNKNOWN);

            assertThat(loss().east(unknown).againstAutomatic())
                    .containsExactly(Code.STANDBY_UNHEALTHY);
        }

        @Test
        void of_a_standby_only_what_was_seen_after_the_trouble_began_counts() {
            var since = Duration.ofSeconds(4);

            assertThat(loss().eastHeard(since).againstAutomatic()).isEmpty();
            assertThat(loss().eastHeard(since.plus(MOMENT)).againstAutomatic())
                    .containsExactly(Code.STANDBY_NOT_SEEN);
        }

        @Test
        void the_loss_of_data_is_measured_to_the_first_sign_of_trouble() {
            var longAgo = Verdicts.lost(WEST, NOW).suspectedFor(Duration.ofMinutes(10));
            var old = Verdicts.well(EAST, NOW).dataOld(Duration.ofSeconds(10 * 60 + 30));

            assertThat(loss().west(longAgo).east(old).againstAutomatic()).isEmpty();
        }

        @Test
        void without_data_there_is_none_to_lose() {
            var silent = Verdicts.well(EAST, NOW).dataUnknown();

            assertThat(loss().plan(new ShopPlan().withoutData()).east(silent).againstAutomatic())
                    .isEmpty();
        }

        @Test
        void every_reason_is_told_at_once() {
            var everything =
                    loss().retired()
                            .paused(ControlEvent.EVERYTHING)
                            .westHeard(EVIDENCE_LIMIT.plus(MOMENT))
                            .eastUnheard()
                            .withoutPermission();

            assertThat(everything.againstAutomatic())
                    .isEqualTo(
                            Set.of(
                                    Code.PLAN_RETIRED,
                                    Code.AUTOMATION_PAUSED,
                                    Code.EVIDENCE_STALE,
                                    Code.STANDBY_NOT_SEEN,
                                    Code.DATA_LOSS_UNKNOWN,
                                    Code.BLAST_RADIUS));
        }
    }

    /** A new code does not compile until it is known here how it comes about. */
    private static Pair pair(Code code) {
        return switch (code) {
            case PLAN_RETIRED -> new Pair(loss().retired(), loss());
            case NO_STANDBY -> new Pair(loss().target(WEST), loss().target(EAST));
            case MODE_OBSERVE -> new Pair(mode(Mode.OBSERVE), mode(Mode.AUTOMATIC));
            case MODE_MANUAL -> new Pair(mode(Mode.MANUAL), mode(Mode.APPROVAL));
            case APPROVAL_MISSING ->
                    throw new IllegalArgumentException("no situation: people say it one by one");
            case AUTOMATION_PAUSED -> new Pair(loss().paused("shop"), loss());
            case FREEZE_WINDOW -> new Pair(freeze("0 12 * * *"), freeze("0 11 * * *"));
            case CLOCK_JUMPED ->
                    new Pair(loss().frozenUntil(NOW.plus(MOMENT)), loss().frozenUntil(NOW));
            case COOLDOWN -> new Pair(loss().coolsUntil(NOW.plus(MOMENT)), loss().coolsUntil(NOW));
            case NO_QUORUM ->
                    new Pair(
                            loss().west(lost().votes(Vote.PARTLY, Vote.STALE, Vote.DOWN)),
                            loss().west(lost().votes(Vote.DOWN, Vote.STALE, Vote.DOWN)));
            case EVIDENCE_STALE ->
                    new Pair(
                            loss().westHeard(EVIDENCE_LIMIT.plus(MOMENT)),
                            loss().westHeard(EVIDENCE_LIMIT));
            case TOLERANCE_RUNNING ->
                    new Pair(
                            loss().west(lost().verdict(Verdict.SUSPECT)),
                            loss().west(lost().verdict(Verdict.DOWN)));
            case NOT_A_SITE_LOSS ->
                    new Pair(
                            loss().west(lost().failureClass(FailureClass.APPLICATION_DOWN)),
                            loss().west(lost().failureClass(FailureClass.SITE_ISOLATED)));
            case STANDBY_UNHEALTHY ->
                    new Pair(loss().east(well().verdict(Verdict.SUSPECT)), loss().east(well()));
            case STANDBY_NOT_SEEN ->
                    new Pair(
                            loss().westInTroubleFor(EVIDENCE_LIMIT.multipliedBy(2))
                                    .eastHeard(EVIDENCE_LIMIT.plus(MOMENT)),
                            loss().westInTroubleFor(EVIDENCE_LIMIT.multipliedBy(2))
                                    .eastHeard(EVIDENCE_LIMIT));
            case STANDBY_STILL_RECEIVES ->
                    new Pair(loss().east(well().stillReceiving()), loss().east(well()));
            case PRIMARY_UNHEALTHY ->
                    new Pair(calm().westHeard(EVIDENCE_LIMIT.plus(MOMENT)), calm());
            case DATA_LOSS_TOO_LARGE ->
                    new Pair(
                            loss().east(well().dataOld(seconds(34).plus(MOMENT))),
                            loss().east(well().dataOld(seconds(34))));
            case DATA_LOSS_UNKNOWN ->
                    new Pair(loss().east(well().dataUnknown()), loss().east(well()));
            case BLAST_RADIUS ->
                    new Pair(
                            loss().permission(new Permission.Deferred("3 plans left", NOW)),
                            loss().permission(new Permission.Granted()));
            case EXECUTION_IN_PROGRESS -> new Pair(loss().running("shop-e2"), loss());
        };
    }

    private static Waiver waiver(Code code) {
        return switch (code) {
            case PLAN_RETIRED,
                    NO_STANDBY,
                    APPROVAL_MISSING,
                    AUTOMATION_PAUSED,
                    STANDBY_UNHEALTHY,
                    STANDBY_NOT_SEEN,
                    PRIMARY_UNHEALTHY,
                    EXECUTION_IN_PROGRESS ->
                    Waiver.NOBODY;
            case MODE_OBSERVE,
                    MODE_MANUAL,
                    FREEZE_WINDOW,
                    CLOCK_JUMPED,
                    COOLDOWN,
                    NO_QUORUM,
                    EVIDENCE_STALE,
                    TOLERANCE_RUNNING,
                    NOT_A_SITE_LOSS,
                    STANDBY_STILL_RECEIVES,
                    BLAST_RADIUS ->
                    Waiver.WHO_ASKS;
            case DATA_LOSS_TOO_LARGE, DATA_LOSS_UNKNOWN -> Waiver.WHO_ACCEPTS_DATA_LOSS;
        };
    }

    @Nested
    class MoreWaysToTheSameReason {

        @Test
        void a_plan_without_another_site_has_no_standby() {
            assertThat(loss().plan(new ShopPlan().withoutStandby()).noTarget().againstAutomatic())
                    .contains(Code.NO_STANDBY);
        }

        @Test
        void a_site_of_another_plan_is_no_standby() {
            assertThat(loss().target(new SiteId("north")).againstFailover())
                    .contains(Code.NO_STANDBY);
        }

        @Test
        void a_site_of_which_nothing_was_ever_heard_is_no_evidence() {
            assertThat(loss().westUnheard().againstAutomatic()).contains(Code.EVIDENCE_STALE);
            assertThat(calm().westUnheard().againstSwitchover()).contains(Code.PRIMARY_UNHEALTHY);
        }

        @Test
        void a_standby_of_which_nothing_was_ever_heard_was_not_seen() {
            assertThat(loss().eastUnheard().againstAutomatic()).contains(Code.STANDBY_NOT_SEEN);
        }

        @Test
        void a_pause_of_everything_pauses_this_plan() {
            assertThat(loss().paused(ControlEvent.EVERYTHING).againstAutomatic())
                    .contains(Code.AUTOMATION_PAUSED);
        }

        @Test
        void a_permission_that_was_only_asked_for_is_none() {
            assertThat(loss().permission(new Permission.Asked(NOW)).againstAutomatic())
                    .contains(Code.BLAST_RADIUS);
            assertThat(loss().withoutPermission().againstAutomatic()).contains(Code.BLAST_RADIUS);
        }

        @Test
        void people_who_approve_need_no_permission() {
            assertThat(
                            loss().plan(new ShopPlan().mode(Mode.APPROVAL))
                                    .withoutPermission()
                                    .againstAutomatic())
                    .isEmpty();
        }

        @Test
        void a_primary_in_trouble_is_not_switched_over() {
            assertThat(loss().againstSwitchover()).contains(Code.PRIMARY_UNHEALTHY);
        }

        @Test
        void trouble_of_every_other_kind_is_no_loss_of_a_site() {
            for (var kind :
                    EnumSet.complementOf(
                            EnumSet.of(FailureClass.SITE_DOWN, FailureClass.SITE_ISOLATED))) {
                assertThat(loss().west(lost().failureClass(kind)).againstAutomatic())
                        .as(kind.name())
                        .containsExactly(Code.NOT_A_SITE_LOSS);
            }
        }
    }

    private static Verdicts lost() {
        return Verdicts.lost(WEST, NOW);
    }

    private static Verdicts well() {
        return Verdicts.well(EAST, NOW);
    }

    private static Situations mode(Mode mode) {
        return loss().plan(new ShopPlan().mode(mode));
    }

    /** It is noon; the window is half an hour long. */
    private static Situations freeze(String cron) {
        return loss().plan(new ShopPlan().freeze(cron, Duration.ofMinutes(30)));
    }

    private static Duration seconds(long seconds) {
        return Duration.ofSeconds(seconds);
    }

    private static Duration hours(long hours) {
        return Duration.ofHours(hours);
    }
}
