package dev.muster.health.detection;

import static dev.muster.events.PlanSamples.SHOP;
import static dev.muster.health.detection.WatchedSite.EAST;
import static dev.muster.health.detection.WatchedSite.INSIDE;
import static dev.muster.health.detection.WatchedSite.LOST;
import static dev.muster.health.detection.WatchedSite.WELL;
import static dev.muster.health.detection.WatchedSite.WITNESS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.events.HealthEvent.FailureClass;
import dev.muster.events.HealthEvent.HealthAssessed;
import dev.muster.events.HealthEvent.ProbeReading;
import dev.muster.events.HealthEvent.ProbeStatus;
import dev.muster.events.HealthEvent.Sight;
import dev.muster.events.HealthEvent.SiteObserved;
import dev.muster.events.HealthEvent.VantageEvidence;
import dev.muster.events.HealthEvent.Verdict;
import dev.muster.events.HealthEvent.Vote;
import dev.muster.events.PlanEvent.PlanRetired;
import dev.muster.events.PlanEvent.SiteDeclared;
import dev.muster.events.PlanSamples;
import dev.muster.machine.Input;
import dev.muster.plan.PlanId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The life of a verdict: what it takes, how long it takes, and what ends it. */
class AssessorTest {

    private static final Duration TOLERANCE = Duration.ofSeconds(3);
    private static final Duration STALE_AFTER = Duration.ofMillis(3_500);
    private static final Duration HEARTBEAT = DetectionPolicy.DEFAULT.heartbeat();
    private static final Duration FREEZE = DetectionPolicy.DEFAULT.clockFreeze();
    private static final Duration LONG = Duration.ofMinutes(2);
    private static final String API_ONLY_DOWN = "DUU";

    @Nested
    class Quorum {

        @Test
        void of_a_site_that_nobody_has_reported_on_nothing_is_known() {
            assertThat(WatchedSite.declared().verdict()).isEqualTo(Verdict.UNKNOWN);
        }

        @Test
        void one_vantage_alone_calls_nothing_healthy() {
            var site = WatchedSite.declared().seenBy(EAST, WELL);

            assertThat(site.verdict()).isEqualTo(Verdict.UNKNOWN);
        }

        @Test
        void a_site_that_a_quorum_sees_well_is_healthy() {
            var site = WatchedSite.declared().seenBy(EAST, WELL).seenBy(WITNESS, WELL);

            assertThat(site.verdict()).isEqualTo(Verdict.HEALTHY);
        }

        @Test
        void one_vantage_that_sees_a_loss_makes_a_site_suspect_and_never_more() {
            var site = WatchedSite.healthy().seenFor(LONG, WELL, WELL, LOST);

            assertThat(site.verdict()).isEqualTo(Verdict.SUSPECT);
        }

        @Test
        void a_quorum_that_sees_a_loss_makes_it_down_when_it_has_lasted() {
            var site = WatchedSite.healthy().seenFor(TOLERANCE, LOST, LOST, LOST);

            assertThat(site.verdict()).isEqualTo(Verdict.DOWN);
            assertThat(site.assessed().failureClass()).isEqualTo(FailureClass.SITE_DOWN);
        }

        @Test
        void two_vantages_in_one_failure_domain_are_one() {
            var site = WatchedSite.healthy();

            for (var half = 0; half < 20; half++) {
                site.afterMillis(500)
                        .hears(site.report(EAST, "east", Sight.CLEAR, LOST))
                        .hears(site.report(WITNESS, "east", Sight.CLEAR, LOST));
            }

            assertThat(site.verdict()).isEqualTo(Verdict.SUSPECT);
        }

        @Test
        void who_sees_anything_of_it_from_outside_speaks_against_a_loss() {
            var site = WatchedSite.healthy().seenFor(LONG, LOST, LOST, "DUU");

            assertThat(site.assessed().failureClass()).isEqualTo(FailureClass.APPLICATION_DOWN);
        }

        @Test
        void trouble_of_the_api_and_the_data_alone_is_never_more_than_a_suspicion() {
            var site = WatchedSite.healthy().seenFor(LONG, "DUD", "DUD", "DUD");

            assertThat(site.verdict()).isEqualTo(Verdict.SUSPECT);
        }

        @Test
        void who_sees_it_well_from_inside_makes_the_loss_an_isolation() {
            var site = WatchedSite.healthy().seenFor(TOLERANCE, WELL, LOST, LOST);

            assertThat(site.verdict()).isEqualTo(Verdict.DOWN);
            assertThat(site.assessed().failureClass()).isEqualTo(FailureClass.SITE_ISOLATED);
        }
    }

    @Nested
    class Tolerance {

        @Test
        void a_loss_that_has_not_lasted_is_only_a_suspicion() {
            var almost = TOLERANCE.minusMillis(1);

            var site = WatchedSite.healthy().seenFor(almost, LOST, LOST, LOST);

            assertThat(site.verdict()).isEqualTo(Verdict.SUSPECT);
        }

        @Test
        void a_loss_that_is_interrupted_has_to_last_anew() {
            var site =
                    WatchedSite.healthy()
                            .seenFor(TOLERANCE.minusMillis(1), LOST, LOST, LOST)
                            .seenBy(EAST, WELL)
                            .seenFor(TOLERANCE.minusMillis(1), LOST, LOST, LOST);

            assertThat(site.verdict()).isEqualTo(Verdict.SUSPECT);
        }

        @Test
        void a_loss_needs_no_further_report_to_become_old_enough() {
            var site = WatchedSite.healthy().seen(LOST, LOST, LOST).after(TOLERANCE).wakes();

            assertThat(site.verdict()).isEqualTo(Verdict.DOWN);
        }

        @Test
        void an_application_that_is_down_for_long_makes_no_site_lost_for_long() {
            var site =
                    WatchedSite.healthy()
                            .seenFor(LONG, "UDU", "UDU", "UDU")
                            .seenFor(TOLERANCE.minusMillis(1), LOST, LOST, LOST);

            assertThat(site.verdict()).isEqualTo(Verdict.SUSPECT);
            assertThat(site.assessed().failureClass()).isEqualTo(FailureClass.SITE_DOWN);
        }

        @Test
        void a_site_that_turns_from_isolated_to_silent_has_been_lost_all_the_time() {
            var site =
                    WatchedSite.healthy()
                            .seenFor(TOLERANCE.minusMillis(500), WELL, LOST, LOST)
                            .seenFor(Duration.ofMillis(500), LOST, LOST, LOST);

            assertThat(site.verdict()).isEqualTo(Verdict.DOWN);
        }

        @Test
        void trouble_is_suspected_since_its_first_sign_until_all_is_well() {
            var site = WatchedSite.healthy().afterMillis(700).seenBy(EAST, LOST);
            var first = site.now();

            site.seenFor(LONG, LOST, LOST, LOST);
            assertThat(site.assessed().suspectedSince()).contains(first);

            site.seen(WELL, WELL, WELL);
            assertThat(site.assessed().suspectedSince()).isEmpty();
        }

        @Test
        void a_site_that_is_seen_again_is_healthy_at_once() {
            var site = WatchedSite.healthy().seenFor(LONG, LOST, LOST, LOST).seen(WELL, WELL, WELL);

            assertThat(site.verdict()).isEqualTo(Verdict.HEALTHY);
        }
    }

    @Nested
    class WhatDoesNotCount {

        @Test
        void a_vantage_that_is_blind_says_nothing() {
            var site = WatchedSite.healthy().seenBy(INSIDE, LOST).blind(EAST).blind(WITNESS);

            site.after(TOLERANCE).wakes();

            assertThat(site.verdict()).isEqualTo(Verdict.SUSPECT);
            assertThat(votes(site)).containsExactly(Vote.DOWN, Vote.BLIND, Vote.BLIND);
        }

        @Test
        void when_everybody_is_blind_nothing_is_known() {
            var site = WatchedSite.healthy().blind(INSIDE).blind(EAST).blind(WITNESS);

            assertThat(site.verdict()).isEqualTo(Verdict.UNKNOWN);
            assertThat(site.assessed().failureClass()).isEqualTo(FailureClass.VANTAGE_BLIND);
        }

        @Test
        void a_report_that_has_grown_old_says_nothing() {
            var site = WatchedSite.healthy().seenBy(WITNESS, LOST);

            site.after(STALE_AFTER).wakes();
            assertThat(site.verdict()).isEqualTo(Verdict.SUSPECT);

            site.afterMillis(1).wakes();
            assertThat(site.verdict()).isEqualTo(Verdict.UNKNOWN);
            assertThat(votes(site)).containsOnly(Vote.STALE);
        }

        @Test
        void silence_ends_a_loss_that_had_not_lasted() {
            var site = WatchedSite.healthy().seenBy(EAST, LOST).afterMillis(2_000);

            site.seenBy(WITNESS, LOST).afterMillis(2_000).wakes();

            assertThat(site.verdict()).isEqualTo(Verdict.SUSPECT);
        }

        @Test
        void a_report_without_every_probe_says_nothing() {
            var site = WatchedSite.declared().seen("UU", "UU", "UU");

            assertThat(site.verdict()).isEqualTo(Verdict.UNKNOWN);
            assertThat(votes(site)).containsOnly(Vote.UNHEARD);
        }

        @Test
        void a_probe_that_nobody_wanted_says_nothing() {
            var site = WatchedSite.healthy();
            var report = site.report(EAST, "UUU");
            var readings = new ArrayList<>(report.readings());
            readings.add(
                    new ProbeReading(
                            "bank/vault", ProbeStatus.DOWN, "", site.now(), Optional.empty()));

            site.hears(with(report, readings, report.sequence(), report.incarnation()));

            assertThat(site.verdict()).isEqualTo(Verdict.HEALTHY);
        }

        @Test
        void a_repeated_report_does_not_keep_a_vantage_fresh() {
            var site = WatchedSite.healthy();
            var report = site.report(EAST, LOST);
            site.hears(report);

            site.after(STALE_AFTER.plusMillis(1)).hears(report);

            assertThat(votes(site)).containsOnly(Vote.STALE);
        }

        @Test
        void a_report_that_was_overtaken_changes_nothing() {
            var site = WatchedSite.healthy();
            var overtaken = site.report(EAST, LOST);
            site.seenBy(EAST, WELL);

            site.hears(overtaken);

            assertThat(site.verdict()).isEqualTo(Verdict.HEALTHY);
        }

        @Test
        void a_vantage_that_was_started_again_counts_its_reports_anew() {
            var site = WatchedSite.healthy().seen(WELL, WELL, WELL);
            var first = site.report(EAST, LOST);

            site.hears(with(first, first.readings(), 1, 2));

            assertThat(votes(site)).containsExactly(Vote.UP, Vote.DOWN, Vote.UP);
        }

        @Test
        void what_a_vantage_said_before_it_was_started_again_is_void() {
            var site = WatchedSite.healthy();
            var old = site.report(EAST, LOST);
            var first = site.report(EAST, WELL);
            site.hears(with(first, first.readings(), 1, 2));

            site.hears(old);

            assertThat(site.verdict()).isEqualTo(Verdict.HEALTHY);
        }

        @Test
        void a_report_that_waited_while_others_did_not_is_as_old_as_it_is() {
            var site = WatchedSite.healthy();
            var waited = site.report(EAST, LOST);

            site.afterMillis(STALE_AFTER.toMillis() + 100).hears(waited);

            assertThat(votes(site)).containsExactly(Vote.STALE, Vote.STALE, Vote.STALE);
        }

        @Test
        void an_event_that_is_none_of_its_business_changes_nothing() {
            var site = WatchedSite.healthy();
            var before = site.state();

            site.hears(new PlanRetired(SHOP));

            assertThat(site.state()).isEqualTo(before);
            assertThat(site.said()).isEmpty();
        }
    }

    @Nested
    class Alerts {

        @Test
        void alerts_alone_make_a_site_suspect_however_many_and_however_long() {
            var site = WatchedSite.healthy();
            for (var i = 0; i < 40; i++) {
                site.alert("Down" + i, true);
            }

            site.seenFor(LONG, WELL, WELL, WELL);

            assertThat(site.verdict()).isEqualTo(Verdict.SUSPECT);
            assertThat(site.assessed().failureClass()).isEqualTo(FailureClass.NONE);
        }

        @Test
        void alerts_do_not_shorten_the_tolerance() {
            var site = WatchedSite.healthy().alert("SiteDown", true);

            site.seenFor(TOLERANCE.minusMillis(1), LOST, LOST, LOST);

            assertThat(site.verdict()).isEqualTo(Verdict.SUSPECT);
        }

        @Test
        void a_resolved_alert_ends_the_suspicion_and_proves_nothing_else() {
            var unseen = WatchedSite.declared().alert("SiteDown", true).alert("SiteDown", false);
            var seen = WatchedSite.healthy().alert("SiteDown", true).alert("SiteDown", false);

            assertThat(unseen.verdict()).isEqualTo(Verdict.UNKNOWN);
            assertThat(seen.verdict()).isEqualTo(Verdict.HEALTHY);
        }

        @Test
        void a_resolution_that_overtakes_its_alarm_stands() {
            var site = WatchedSite.healthy().alert("SiteDown", false).alert("SiteDown", true);

            assertThat(site.verdict()).isEqualTo(Verdict.HEALTHY);
        }

        @Test
        void an_alert_that_is_repeated_is_one() {
            var site = WatchedSite.healthy().alert("SiteDown", true);

            site.alert("SiteDown", true);

            assertThat(site.said()).isEmpty();
            assertThat(site.assessed().alerts()).containsExactly("SiteDown");
        }

        @Test
        void an_alert_for_another_plan_is_not_heard() {
            var site = WatchedSite.healthy();

            site.hears(site.alert("BankDown", true, Optional.of(new PlanId("bank"))));

            assertThat(site.verdict()).isEqualTo(Verdict.HEALTHY);
        }

        @Test
        void an_alert_for_this_plan_is_heard() {
            var site = WatchedSite.healthy();

            site.hears(site.alert("ShopDown", true, Optional.of(SHOP)));

            assertThat(site.verdict()).isEqualTo(Verdict.SUSPECT);
        }

        @Test
        void of_too_many_alerts_the_oldest_are_dropped() {
            var site = WatchedSite.healthy();

            for (var i = 0; i <= DetectionPolicy.ALERTS_KEPT; i++) {
                site.afterMillis(1).alert("Down" + i, true);
            }

            assertThat(site.state().alerts()).hasSize(DetectionPolicy.ALERTS_KEPT);
            assertThat(site.assessed().alerts()).contains("Down50").doesNotContain("Down0");
        }
    }

    @Nested
    class WhatIsSaid {

        @Test
        void nothing_before_the_site_is_declared() {
            var site = new WatchedSite().seen(WELL, WELL, WELL);

            assertThat(site.said()).isEmpty();
            assertThat(site.wakeAt()).isEmpty();
        }

        @Test
        void what_was_seen_before_the_site_was_declared_counts() {
            var site = new WatchedSite().seen(WELL, WELL, WELL);

            site.hears(PlanSamples.siteDeclared());

            assertThat(site.verdict()).isEqualTo(Verdict.HEALTHY);
        }

        @Test
        void what_tells_nothing_new_is_not_said() {
            var site = WatchedSite.healthy().afterMillis(100).seenBy(EAST, WELL);

            assertThat(site.said()).isEmpty();
        }

        @Test
        void what_tells_nothing_new_is_said_again_after_a_heartbeat() {
            var site = WatchedSite.healthy();

            site.after(HEARTBEAT.minusMillis(1)).wakes();
            assertThat(site.said()).isEmpty();

            site.afterMillis(1).wakes();
            assertThat(site.said())
                    .extracting(HealthAssessed::assessedAt)
                    .containsExactly(site.now());
        }

        @Test
        void whatever_was_last_said_when_all_signs_of_life_are_given_together() {
            var one = WatchedSite.healthy();
            var other = WatchedSite.healthy().afterMillis(300).seenBy(EAST, API_ONLY_DOWN);

            assertThat(other.said()).hasSize(1);
            assertThat(other.wakeAt()).isEqualTo(one.wakeAt());
        }

        @Test
        void a_vote_that_turns_is_said_at_once_even_when_the_verdict_stays() {
            var site = WatchedSite.healthy().seenBy(EAST, LOST);

            site.afterMillis(10).seenBy(EAST, API_ONLY_DOWN);

            assertThat(site.said())
                    .extracting(HealthAssessed::verdict)
                    .containsExactly(Verdict.SUSPECT);
        }

        @Test
        void it_wakes_for_the_next_heartbeat() {
            var site = WatchedSite.healthy();

            assertThat(site.wakeAt()).contains(site.now().plus(HEARTBEAT));
        }

        @Test
        void it_wakes_when_a_loss_has_lasted_if_that_is_sooner() {
            var site = WatchedSite.healthy().seen(LOST, LOST, LOST);
            var lost = site.now();

            site.after(TOLERANCE.minusMillis(200)).wakes();

            assertThat(site.wakeAt()).contains(lost.plus(TOLERANCE));
        }

        @Test
        void a_plan_that_no_longer_watches_the_site_is_told_nothing() {
            var site = WatchedSite.healthy();

            site.hears(new SiteDeclared(PlanSamples.site(PlanSamples.WEST), List.of()));

            assertThat(site.said()).isEmpty();
            assertThat(site.state().standings()).isEmpty();
        }
    }

    @Nested
    class Clocks {

        @Test
        void a_vantage_that_tells_that_its_clock_was_set_back_counts_at_once() {
            var site = WatchedSite.healthy().after(STALE_AFTER);
            var report = site.report(EAST, WELL);

            site.hears(made(report, report.observedAt().minusSeconds(10), 2));

            assertThat(votes(site).get(EAST)).isEqualTo(Vote.UP);
        }

        @Test
        void a_vantage_whose_clock_was_set_back_unnoticed_is_stale() {
            var site = WatchedSite.healthy().after(STALE_AFTER);
            var report = site.report(EAST, WELL);

            site.hears(made(report, report.observedAt().minusSeconds(10), 1));

            assertThat(votes(site).get(EAST)).isEqualTo(Vote.STALE);
        }

        @Test
        void a_new_host_knows_nothing_of_what_was_seen() {
            var site = WatchedSite.healthy().seenFor(LONG, LOST, LOST, LOST);

            site.decides(new Input.Resumed());

            assertThat(site.verdict()).isEqualTo(Verdict.UNKNOWN);
            assertThat(votes(site)).containsOnly(Vote.UNHEARD);
        }

        @Test
        void under_a_new_host_a_loss_has_to_last_anew() {
            var site = WatchedSite.healthy().seenFor(LONG, LOST, LOST, LOST);

            site.decides(new Input.Resumed()).seen(LOST, LOST, LOST);
            assertThat(site.verdict()).isEqualTo(Verdict.SUSPECT);

            site.seenFor(TOLERANCE, LOST, LOST, LOST);
            assertThat(site.verdict()).isEqualTo(Verdict.DOWN);
        }

        @Test
        void a_new_host_knows_which_alerts_fire() {
            var site = WatchedSite.healthy().alert("SiteDown", true);

            site.decides(new Input.Resumed());

            assertThat(site.assessed().alerts()).containsExactly("SiteDown");
        }

        @Test
        void after_a_jump_of_the_clock_nothing_is_called_down_for_a_while() {
            var site = WatchedSite.healthy().seenFor(LONG, LOST, LOST, LOST);

            site.decides(new Input.ClockJumped(Duration.ofSeconds(9)));
            site.seenFor(FREEZE.minusMillis(1), LOST, LOST, LOST);

            assertThat(site.verdict()).isEqualTo(Verdict.SUSPECT);
        }

        @Test
        void a_loss_has_to_last_from_the_end_of_the_freeze() {
            var site = WatchedSite.healthy();
            site.decides(new Input.ClockJumped(Duration.ofSeconds(9)));

            site.seenFor(FREEZE.plus(TOLERANCE).minusMillis(1), LOST, LOST, LOST);
            assertThat(site.verdict()).isEqualTo(Verdict.SUSPECT);

            site.afterMillis(1).wakes();
            assertThat(site.verdict()).isEqualTo(Verdict.DOWN);
        }

        @Test
        void a_new_host_keeps_the_freeze_from_its_beginning() {
            var site = WatchedSite.healthy();
            site.decides(new Input.ClockJumped(Duration.ofSeconds(9)));

            site.after(FREEZE.minusMillis(1)).decides(new Input.Resumed());
            site.seenFor(FREEZE.minusMillis(1), LOST, LOST, LOST);

            assertThat(site.verdict()).isEqualTo(Verdict.SUSPECT);
        }
    }

    private static SiteObserved made(SiteObserved report, Instant at, long incarnation) {
        return new SiteObserved(
                report.site(),
                report.vantage(),
                report.failureDomain(),
                incarnation,
                report.sequence(),
                at,
                report.sight(),
                report.readings());
    }

    private static List<Vote> votes(WatchedSite site) {
        return site.assessed().evidence().stream().map(VantageEvidence::vote).toList();
    }

    private static SiteObserved with(
            SiteObserved report, List<ProbeReading> readings, long sequence, long incarnation) {
        return new SiteObserved(
                report.site(),
                report.vantage(),
                report.failureDomain(),
                incarnation,
                sequence,
                report.observedAt(),
                report.sight(),
                readings);
    }
}
