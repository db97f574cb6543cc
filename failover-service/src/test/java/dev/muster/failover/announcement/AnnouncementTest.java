package dev.muster.failover.announcement;

import static dev.muster.events.PlanSamples.EAST;
import static dev.muster.events.PlanSamples.SHOP;
import static dev.muster.events.PlanSamples.WEST;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.events.Blocker;
import dev.muster.events.Epoch;
import dev.muster.events.ExecutionId;
import dev.muster.events.FailoverEvent;
import dev.muster.events.FailoverEvent.ApprovalAwaited;
import dev.muster.events.FailoverEvent.ExecutionAborted;
import dev.muster.events.FailoverEvent.ExecutionCompleted;
import dev.muster.events.FailoverEvent.ExecutionHeld;
import dev.muster.events.FailoverEvent.ExecutionStarted;
import dev.muster.events.FailoverEvent.FailoverHeld;
import dev.muster.events.FailoverEvent.Kind;
import dev.muster.events.FailoverEvent.PersonAwaited;
import dev.muster.events.FailoverEvent.TroubleEnded;
import dev.muster.events.HealthEvent.FailureClass;
import dev.muster.events.HealthEvent.Verdict;
import dev.muster.events.PlanSamples;
import dev.muster.events.StepId;
import dev.muster.plan.RecoveryPlan.Moment;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the person on call reads. */
class AnnouncementTest {

    private static final Instant AT = Instant.parse("2026-03-01T12:00:00Z");
    private static final ExecutionId MOVE = new ExecutionId("shop-e2");
    private static final Epoch EPOCH = new Epoch(2);
    private static final List<Blocker> PAUSED =
            List.of(
                    new Blocker(
                            Blocker.Code.AUTOMATION_PAUSED,
                            "automation is paused, everything by ada: network works",
                            "somebody to resume it"));

    @Test
    void a_move_that_begins_says_from_where_to_where_and_why() {
        assertThat(
                        told(
                                new ExecutionStarted(
                                        SHOP,
                                        MOVE,
                                        Kind.FAILOVER,
                                        WEST,
                                        EAST,
                                        EPOCH,
                                        "r1",
                                        "shop-e2",
                                        "west is lost, site down",
                                        Optional.empty(),
                                        List.of(),
                                        AT)))
                .isEqualTo(
                        new Announcement(
                                Moment.DECIDED,
                                "P0 shop: failover from west to east has begun: west is lost, site"
                                        + " down (shop-e2, epoch 2)"));
    }

    @Test
    void a_lost_site_from_which_nothing_is_moved_comes_with_every_reason() {
        assertThat(told(held(Verdict.DOWN)))
                .isEqualTo(
                        new Announcement(
                                Moment.HELD,
                                "P0 shop: west is down, and nothing is moved:\n"
                                        + "- automation is paused, everything by ada: network works;"
                                        + " waits for somebody to resume it"));
    }

    @Test
    void nobody_is_woken_for_a_suspicion_or_for_its_end() {
        assertThat(Announcement.of(held(Verdict.SUSPECT), PlanSamples.plan())).isEmpty();
        assertThat(Announcement.of(new TroubleEnded(SHOP, WEST, AT), PlanSamples.plan())).isEmpty();
    }

    @Test
    void what_waits_for_a_person_says_what_it_wants() {
        assertThat(told(new ApprovalAwaited(SHOP, MOVE, 2, AT)).text())
                .isEqualTo("P0 shop: shop-e2 waits for 2 more to approve");
        assertThat(
                        told(new PersonAwaited(
                                        SHOP, MOVE, new StepId("bank"), "Has it switched?", AT))
                                .text())
                .isEqualTo("P0 shop: shop-e2 waits for you at bank: Has it switched?");
        assertThat(told(new ExecutionHeld(SHOP, MOVE, "it is paused", "somebody", AT)))
                .isEqualTo(
                        new Announcement(
                                Moment.HELD,
                                "P0 shop: shop-e2 stands still: it is paused; waits for somebody"));
    }

    @Test
    void a_completed_move_never_claims_less_loss_than_is_certain() {
        assertThat(told(completed(Optional.of(Duration.ofMillis(7_100)))).text())
                .endsWith("after 9.3 s; at most 7.1 s of data were lost");
        assertThat(told(completed(Optional.of(Duration.ZERO))).text())
                .endsWith("; no data were lost");
        assertThat(told(completed(Optional.empty())).text())
                .endsWith("; how much data were lost is not known");
    }

    @Test
    void an_undone_move_has_failed() {
        assertThat(told(new ExecutionAborted(SHOP, MOVE, WEST, EPOCH, "it is back", AT)))
                .isEqualTo(
                        new Announcement(
                                Moment.FAILED,
                                "P0 shop: shop-e2 was undone, west is active again: it is back"));
    }

    private static FailoverHeld held(Verdict verdict) {
        return new FailoverHeld(SHOP, WEST, verdict, FailureClass.SITE_DOWN, PAUSED, AT);
    }

    private static ExecutionCompleted completed(Optional<Duration> loss) {
        return new ExecutionCompleted(SHOP, MOVE, EAST, EPOCH, Duration.ofMillis(9_310), loss, AT);
    }

    private static Announcement told(FailoverEvent event) {
        return Announcement.of(event, PlanSamples.plan()).orElseThrow();
    }
}
