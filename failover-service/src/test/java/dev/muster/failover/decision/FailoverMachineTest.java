package dev.muster.failover.decision;

import static dev.muster.events.PlanSamples.EAST;
import static dev.muster.events.PlanSamples.SHOP;
import static dev.muster.events.PlanSamples.WEST;
import static dev.muster.failover.decision.Shop.FIRST_MOVE;
import static dev.muster.failover.decision.Shop.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.events.Blocker;
import dev.muster.events.ControlEvent;
import dev.muster.events.ControlEvent.IncidentAcknowledged;
import dev.muster.events.Epoch;
import dev.muster.events.ExecutionId;
import dev.muster.events.FailoverEvent.ApprovalAwaited;
import dev.muster.events.FailoverEvent.ExecutionAborted;
import dev.muster.events.FailoverEvent.ExecutionCompleted;
import dev.muster.events.FailoverEvent.ExecutionHeld;
import dev.muster.events.FailoverEvent.ExecutionResumed;
import dev.muster.events.FailoverEvent.ExecutionStarted;
import dev.muster.events.FailoverEvent.FailoverHeld;
import dev.muster.events.FailoverEvent.Kind;
import dev.muster.events.FailoverEvent.PointOfNoReturnPassed;
import dev.muster.events.FailoverEvent.RequestRefused;
import dev.muster.events.FailoverEvent.StepFinished;
import dev.muster.events.FailoverEvent.StepOutcome;
import dev.muster.events.FailoverEvent.TroubleEnded;
import dev.muster.events.GuardEvent.LeaseGranted;
import dev.muster.events.GuardEvent.LeaseRefused;
import dev.muster.events.HealthEvent.Verdict;
import dev.muster.events.PermitEvent.PermitDeferred;
import dev.muster.events.PermitEvent.PermitGranted;
import dev.muster.events.PermitEvent.PermitRequested;
import dev.muster.events.PermitEvent.PermitReturned;
import dev.muster.events.PlanEvent.PlanRetired;
import dev.muster.events.StepAction.DrainPostgres;
import dev.muster.events.StepEvent.StepCommanded;
import dev.muster.events.StepEvent.StepReported;
import dev.muster.events.StepResult.Done;
import dev.muster.events.StepResult.Facts;
import dev.muster.events.StepResult.InProgress;
import dev.muster.events.StepResult.Rejected;
import dev.muster.events.StepResult.Unavailable;
import dev.muster.events.StepResult.Unknown;
import dev.muster.failover.execution.FailoverExecution.CuttingOver;
import dev.muster.failover.execution.FailoverExecution.Preparing;
import dev.muster.failover.execution.FailoverExecution.Undoing;
import dev.muster.failover.guard.DecisionPolicy;
import dev.muster.failover.guard.ShopPlan;
import dev.muster.failover.guard.Verdicts;
import dev.muster.machine.Input;
import dev.muster.plan.RecoveryPlan.Mode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is decided for one plan, as anybody sees it who reads the log. */
class FailoverMachineTest {

    private static final DecisionPolicy POLICY = DecisionPolicy.DEFAULT;
    private static final Duration LEASE_AND_MARGIN = Duration.ofSeconds(14);
    private static final Duration STEP_TIMEOUT = Duration.ofMinutes(2);
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration MOMENT = Duration.ofMillis(1);

    @Nested
    class Trouble {

        @Test
        void nothing_is_said_while_all_is_well() {
            assertThat(Shop.calm().said()).isEmpty();
        }

        @Test
        void nothing_is_decided_for_a_plan_that_nobody_declared() {
            var unheard = new Shop().loses(WEST);

            assertThat(unheard.said()).isEmpty();
            assertThat(unheard.execution()).isEmpty();
        }

        @Test
        void a_suspicion_is_held_back_with_every_reason() {
            var shop =
                    Shop.calm()
                            .hears(
                                    Verdicts.lost(WEST, Shop.START.plus(SECOND))
                                            .verdict(Verdict.SUSPECT)
                                            .assessed());

            assertThat(shop.saidOf(FailoverHeld.class))
                    .singleElement()
                    .satisfies(
                            held ->
                                    assertThat(codes(held.blockers()))
                                            .containsExactlyInAnyOrder(
                                                    Blocker.Code.TOLERANCE_RUNNING,
                                                    Blocker.Code.STANDBY_NOT_SEEN,
                                                    Blocker.Code.BLAST_RADIUS));
        }

        @Test
        void the_same_reasons_are_told_once() {
            var shop = Shop.calm().westIsLost();

            shop.after(SECOND).westIsLost();

            assertThat(shop.saidOf(FailoverHeld.class)).isEmpty();
        }

        @Test
        void trouble_that_passes_is_told_once_and_the_permit_given_back() {
            var shop = Shop.calm().westIsLost().after(SECOND).westIsWell();

            assertThat(shop.saidOf(TroubleEnded.class)).hasSize(1);
            assertThat(shop.saidOf(PermitReturned.class))
                    .singleElement()
                    .satisfies(returned -> assertThat(returned.used()).isFalse());
            assertThat(shop.after(SECOND).westIsWell().said()).isEmpty();
        }

        @Test
        void silence_is_no_end_of_trouble() {
            var shop =
                    Shop.calm()
                            .westIsLost()
                            .after(SECOND)
                            .hears(
                                    Verdicts.well(WEST, Shop.START.plus(SECOND))
                                            .verdict(Verdict.UNKNOWN)
                                            .assessed());

            assertThat(shop.everSaid(TroubleEnded.class)).isEmpty();
        }

        @Test
        void a_verdict_that_is_repeated_is_no_fresh_evidence() {
            var shop = Shop.calm();
            var lost = Verdicts.lost(WEST, Shop.START.plus(MOMENT)).assessed();
            shop.hears(lost).eastIsWell();

            shop.after(POLICY.evidenceLimit().plus(SECOND)).hears(lost);

            assertThat(codes(shop.state().held())).contains(Blocker.Code.EVIDENCE_STALE);
        }
    }

    @Nested
    class Permission {

        private final Shop shop = Shop.calm().westIsLost();

        @Test
        void is_asked_for_while_the_loss_only_has_to_be_permitted() {
            shop.after(MOMENT).eastIsWell();

            assertThat(shop.everSaid(PermitRequested.class)).hasSize(1);
            assertThat(shop.execution()).isEmpty();
        }

        @Test
        void that_is_granted_begins_the_move() {
            shop.after(MOMENT).eastIsWell().granted();

            assertThat(shop.saidOf(ExecutionStarted.class)).hasSize(1);
        }

        @Test
        void that_is_deferred_is_asked_for_again_after_a_while() {
            shop.after(MOMENT).eastIsWell();
            var asked = shop.everSaid(PermitRequested.class).getLast();
            shop.hears(new PermitDeferred(SHOP, WEST, asked.epoch(), "2 are leaving", asked.at()));
            assertThat(shop.state().held())
                    .anySatisfy(blocker -> assertThat(blocker.detail()).isEqualTo("2 are leaving"));

            shop.after(POLICY.permitRetry().minus(SECOND)).westIsLost().eastIsWell();
            assertThat(shop.everSaid(PermitRequested.class)).hasSize(1);

            shop.after(SECOND).wakes();
            assertThat(shop.everSaid(PermitRequested.class)).hasSize(2);
        }

        @Test
        void that_answers_another_question_is_void() {
            shop.after(MOMENT).eastIsWell();
            var asked = shop.everSaid(PermitRequested.class).getLast();

            shop.hears(new PermitGranted(SHOP, WEST, asked.epoch().next(), asked.at()));
            shop.hears(new PermitGranted(SHOP, WEST, asked.epoch(), asked.at().plus(MOMENT)));

            assertThat(shop.execution()).isEmpty();
        }

        @Test
        void is_given_back_when_something_else_stands_in_the_way() {
            shop.after(MOMENT).eastIsWell().pauses(ControlEvent.EVERYTHING);

            assertThat(shop.saidOf(PermitReturned.class)).hasSize(1);
        }
    }

    @Nested
    class Modes {

        @ParameterizedTest
        @EnumSource(
                value = Mode.class,
                names = {"OBSERVE", "MANUAL"})
        void that_leave_it_to_people_never_begin_anything(Mode mode) {
            var shop = Shop.calm(new ShopPlan().mode(mode)).loses(WEST);

            assertThat(shop.everSaid(ExecutionStarted.class)).isEmpty();
            assertThat(shop.everSaid(PermitRequested.class)).isEmpty();
            assertThat(shop.everSaid(FailoverHeld.class)).isNotEmpty();
        }

        @ParameterizedTest
        @EnumSource(
                value = Mode.class,
                names = {"OBSERVE", "MANUAL", "AUTOMATIC"})
        void let_a_person_move_the_application(Mode mode) {
            var shop = Shop.calm(new ShopPlan().mode(mode));

            shop.hears(request("r-1", Kind.SWITCHOVER));

            assertThat(shop.saidOf(ExecutionStarted.class)).hasSize(1);
        }
    }

    @Nested
    class Approval {

        private final Shop shop = Shop.calm(new ShopPlan().approvals(2));

        @Test
        void of_two_people_is_awaited_before_automation_moves_anything() {
            shop.loses(WEST);

            assertThat(shop.everSaid(ApprovalAwaited.class))
                    .containsExactly(new ApprovalAwaited(SHOP, FIRST_MOVE, 2, shop.now()));
            assertThat(shop.execution()).isEmpty();
        }

        @Test
        void of_two_different_people_begins_the_move() {
            shop.loses(WEST).approves("shop-e2", "ada");
            assertThat(shop.saidOf(ApprovalAwaited.class))
                    .extracting(ApprovalAwaited::missing)
                    .containsExactly(1);

            shop.approves("shop-e2", "grace");
            assertThat(shop.saidOf(ExecutionStarted.class)).hasSize(1);
        }

        @Test
        void of_one_person_twice_is_one() {
            shop.loses(WEST).approves("shop-e2", "ada").approves("shop-e2", "ada");

            assertThat(shop.said()).isEmpty();
            assertThat(shop.execution()).isEmpty();
        }

        @Test
        void of_a_request_includes_whoever_made_it() {
            shop.hears(request("r-1", Kind.SWITCHOVER, "ada")).approves("r-1", "ada");
            assertThat(shop.execution()).isEmpty();

            shop.approves("r-1", "grace");
            assertThat(shop.execution()).isPresent();
        }

        @Test
        void of_another_move_counts_for_nothing() {
            shop.loses(WEST).approves("shop-e1", "ada").approves("r-1", "grace");

            assertThat(shop.state().approvals()).isEmpty();
        }

        @Test
        void when_nothing_waits_for_it_counts_for_nothing_later() {
            shop.approves("shop-e2", "ada").approves("shop-e2", "grace").loses(WEST);

            assertThat(shop.execution()).isEmpty();
        }

        @Test
        void does_not_replace_the_evidence_that_automation_needs() {
            shop.loses(WEST).approves("shop-e2", "ada");

            shop.after(POLICY.evidenceLimit().plus(SECOND)).approves("shop-e2", "grace");

            assertThat(codes(shop.saidOf(RequestRefused.class).getFirst().blockers()))
                    .contains(Blocker.Code.EVIDENCE_STALE);
            assertThat(shop.execution()).isEmpty();
        }

        @Test
        void is_not_wanted_any_more_when_the_trouble_has_passed() {
            shop.loses(WEST).approves("shop-e2", "ada").after(SECOND).westIsWell();

            shop.approves("shop-e2", "grace");

            assertThat(shop.everSaid(ExecutionStarted.class)).isEmpty();
        }

        @Test
        void of_what_a_person_asked_for_survives_that_all_is_well() {
            shop.hears(request("r-1", Kind.SWITCHOVER)).after(SECOND).westIsWell();

            shop.approves("r-1", "grace");

            assertThat(shop.saidOf(ExecutionStarted.class)).hasSize(1);
        }

        @Test
        void is_refused_to_a_move_that_another_one_overtook() {
            shop.hears(request("r-1", Kind.SWITCHOVER));

            shop.hears(request("r-2", Kind.SWITCHOVER, "grace"));

            assertThat(shop.saidOf(RequestRefused.class))
                    .singleElement()
                    .satisfies(
                            refused -> {
                                assertThat(refused.requestId()).isEqualTo("r-1");
                                assertThat(codes(refused.blockers()))
                                        .containsExactly(Blocker.Code.APPROVAL_MISSING);
                            });
            shop.approves("r-1", "alan");
            assertThat(shop.execution()).isEmpty();
        }

        @Test
        void of_one_person_is_enough_where_the_plan_says_so() {
            var one = Shop.calm(new ShopPlan().approvals(1)).hears(request("r-1", Kind.SWITCHOVER));

            assertThat(one.saidOf(ExecutionStarted.class)).hasSize(1);
        }
    }

    @Nested
    class Requests {

        @Test
        void that_are_repeated_start_one_move() {
            var shop = Shop.switchingOver().allIsDone();

            shop.after(SECOND).hears(request("r-1", Kind.SWITCHOVER));

            assertThat(shop.said()).isEmpty();
            assertThat(shop.everSaid(ExecutionStarted.class)).hasSize(1);
        }

        @Test
        void that_are_refused_and_repeated_are_refused_once() {
            var shop = Shop.declared(new ShopPlan());
            shop.hears(request("r-1", Kind.SWITCHOVER));
            assertThat(shop.saidOf(RequestRefused.class)).hasSize(1);

            shop.westIsWell().eastIsWell().hears(request("r-1", Kind.SWITCHOVER));
            assertThat(shop.said()).isEmpty();
        }

        @Test
        void while_a_move_is_under_way_are_refused() {
            var shop = Shop.switchingOver().hears(request("r-2", Kind.FAILOVER));

            assertThat(codes(shop.saidOf(RequestRefused.class).getFirst().blockers()))
                    .contains(Blocker.Code.EXECUTION_IN_PROGRESS);
        }

        @Test
        void need_no_permit() {
            var shop = Shop.calm().after(SECOND).westIsLost().eastIsWell();

            shop.hears(request("r-1", Kind.FAILOVER));

            assertThat(shop.saidOf(ExecutionStarted.class))
                    .extracting(ExecutionStarted::execution)
                    .containsExactly(new ExecutionId("r-1"));
        }

        @Test
        void for_a_failover_that_nothing_forces_are_granted_all_the_same() {
            var shop = Shop.calm().hears(request("r-1", Kind.FAILOVER));

            assertThat(shop.saidOf(ExecutionStarted.class)).hasSize(1);
        }

        @Test
        void begin_no_cooldown_that_another_person_would_have_to_wait_for() {
            var shop = Shop.switchingOver().allIsDone().after(SECOND).westIsWell().eastIsWell();

            shop.hears(request("r-2", Kind.SWITCHOVER));

            assertThat(shop.saidOf(ExecutionStarted.class))
                    .singleElement()
                    .satisfies(started -> assertThat(started.to()).isEqualTo(WEST));
        }
    }

    @Nested
    class AFailover {

        private final Shop shop = Shop.failingOver();

        @Test
        void raises_the_authority_and_tells_what_it_is_going_to_do() {
            assertThat(shop.saidOf(ExecutionStarted.class))
                    .singleElement()
                    .satisfies(
                            started -> {
                                assertThat(started.execution()).isEqualTo(FIRST_MOVE);
                                assertThat(started.epoch()).isEqualTo(Epoch.FIRST.next());
                                assertThat(started.from()).isEqualTo(WEST);
                                assertThat(started.to()).isEqualTo(EAST);
                                assertThat(started.suspectedSince())
                                        .contains(shop.now().minusSeconds(4));
                            });
        }

        @Test
        void orders_to_stop_the_old_site_and_nothing_else() {
            assertThat(shop.ordered()).containsExactlyInAnyOrder("stop-checkout", "fence-orders");
        }

        @Test
        void grants_nobody_a_lease_while_the_old_site_is_being_stopped() {
            shop.asksForLease(WEST);
            assertThat(shop.saidOf(LeaseRefused.class)).hasSize(1);

            shop.asksForLease(EAST);
            assertThat(shop.saidOf(LeaseRefused.class)).hasSize(1);
        }

        @Test
        void passes_the_point_of_no_return_when_the_old_site_is_fenced() {
            shop.done("stop-checkout", "fence-orders");

            assertThat(shop.saidOf(PointOfNoReturnPassed.class))
                    .containsExactly(
                            new PointOfNoReturnPassed(
                                    SHOP, FIRST_MOVE, EAST, Epoch.FIRST.next(), shop.now()));
            assertThat(shop.ordered())
                    .containsExactlyInAnyOrder("promote-orders", "start-checkout");
        }

        @Test
        void passes_the_point_of_no_return_when_the_lease_of_the_old_site_has_run_out() {
            shop.after(LEASE_AND_MARGIN.minus(MOMENT)).eastIsWell();
            assertThat(shop.everSaid(PointOfNoReturnPassed.class)).isEmpty();

            shop.after(MOMENT).eastIsWell();
            assertThat(shop.everSaid(PointOfNoReturnPassed.class)).hasSize(1);
            assertThat(shop.everSaid(StepFinished.class))
                    .extracting(StepFinished::outcome)
                    .containsOnly(StepOutcome.TIME_FENCED);
        }

        @Test
        void wakes_when_that_lease_runs_out_if_nothing_else_is_sooner() {
            shop.after(LEASE_AND_MARGIN.minus(SECOND)).wakes();

            assertThat(shop.wakeAt())
                    .hasValueSatisfying(
                            at ->
                                    assertThat(at)
                                            .isBeforeOrEqualTo(Shop.START.plus(LEASE_AND_MARGIN)));
        }

        @Test
        void gives_the_lease_to_the_new_site_after_the_point_of_no_return() {
            shop.done("stop-checkout", "fence-orders");

            assertThat(shop.asksForLease(EAST).saidOf(LeaseGranted.class)).hasSize(1);
            assertThat(shop.asksForLease(WEST).saidOf(LeaseRefused.class)).hasSize(1);
        }

        @Test
        void does_not_pass_the_point_of_no_return_when_the_standby_is_not_well_any_more() {
            shop.hears(
                    Verdicts.well(EAST, shop.now().plus(MOMENT))
                            .verdict(Verdict.SUSPECT)
                            .assessed());

            shop.done("stop-checkout", "fence-orders");

            assertThat(shop.everSaid(PointOfNoReturnPassed.class)).isEmpty();
            assertThat(shop.saidOf(ExecutionHeld.class)).hasSize(1);
        }

        @Test
        void goes_on_by_itself_when_the_standby_is_well_again() {
            shop.hears(
                            Verdicts.well(EAST, shop.now().plus(MOMENT))
                                    .verdict(Verdict.SUSPECT)
                                    .assessed())
                    .done("stop-checkout", "fence-orders");

            shop.after(SECOND).eastIsWell();

            assertThat(shop.saidOf(ExecutionResumed.class)).hasSize(1);
            assertThat(shop.saidOf(PointOfNoReturnPassed.class)).hasSize(1);
        }

        @Test
        void is_completed_when_everything_is_done_and_says_how_long_it_took() {
            shop.after(SECOND).eastIsWell().allIsDone();

            assertThat(shop.everSaid(ExecutionCompleted.class))
                    .singleElement()
                    .satisfies(
                            completed -> {
                                assertThat(completed.active()).isEqualTo(EAST);
                                assertThat(completed.recoveryTime())
                                        .isEqualTo(Duration.ofSeconds(5));
                            });
            assertThat(shop.execution()).isEmpty();
            assertThat(shop.state().active()).contains(EAST);
        }

        @Test
        void gives_its_permit_back_as_used_and_verified() {
            shop.allIsDone();

            assertThat(shop.everSaid(PermitReturned.class))
                    .singleElement()
                    .satisfies(
                            returned -> {
                                assertThat(returned.used()).isTrue();
                                assertThat(returned.verified()).isTrue();
                            });
        }

        @Test
        void is_followed_by_none_until_the_cooldown_is_over() {
            shop.allIsDone().after(Duration.ofHours(1).minus(MOMENT)).loses(EAST);
            assertThat(codes(shop.state().held())).contains(Blocker.Code.COOLDOWN);

            shop.after(MOMENT).loses(EAST);
            assertThat(shop.everSaid(ExecutionStarted.class)).hasSize(2);
        }

        @Test
        void is_followed_by_another_once_a_person_has_seen_the_incident() {
            shop.allIsDone().after(SECOND).hears(new IncidentAcknowledged(SHOP, "ada", shop.now()));

            shop.loses(EAST);

            assertThat(shop.everSaid(ExecutionStarted.class)).hasSize(2);
        }
    }

    @Nested
    class TheTimeFence {

        @Test
        void counts_from_the_last_grant() {
            var shop = Shop.calm().asksForLease(WEST).after(SECOND).asksForLease(WEST).loses(WEST);

            assertThat(fencedBy(shop)).contains(Shop.START.plus(SECOND).plus(LEASE_AND_MARGIN));
        }

        @Test
        void counts_the_lease_that_the_guard_has_and_not_the_one_the_plan_says_by_now() {
            var shop =
                    Shop.calm()
                            .lease(Duration.ofSeconds(30))
                            .asksForLease(WEST)
                            .hears(new ShopPlan().lease(Duration.ofSeconds(3)).declared())
                            .loses(WEST);

            assertThat(fencedBy(shop)).contains(Shop.START.plus(Duration.ofSeconds(35)));
        }

        @Test
        void has_a_margin_of_half_a_second_at_least() {
            var shop = Shop.calm().lease(Duration.ofMillis(1_200)).asksForLease(WEST).loses(WEST);

            assertThat(fencedBy(shop)).contains(Shop.START.plusMillis(1_700));
        }

        @Test
        void needs_a_guard_that_was_ever_heard() {
            assertThat(fencedBy(Shop.calm().loses(WEST))).isEmpty();
        }

        @Test
        void needs_a_plan_with_a_lease() {
            var shop = Shop.calm(new ShopPlan().withoutLease()).asksForLease(WEST).loses(WEST);

            assertThat(fencedBy(shop)).isEmpty();
        }

        @Test
        void needs_a_site_with_a_guard() {
            var shop = Shop.calm(new ShopPlan().withoutGuards()).asksForLease(WEST).loses(WEST);

            assertThat(fencedBy(shop)).isEmpty();
        }

        @Test
        void is_not_for_switchovers() {
            var shop = Shop.calm().asksForLease(WEST).hears(request("r-1", Kind.SWITCHOVER));

            assertThat(fencedBy(shop)).isEmpty();
        }

        @Test
        void does_not_count_what_the_other_site_was_granted() {
            var shop = Shop.failingOver().done("stop-checkout", "fence-orders");

            assertThat(shop.state().lastGrant()).isEmpty();
        }

        @Test
        void after_a_move_needs_a_guard_that_has_asked_again() {
            var shop = Shop.failingOver().done("stop-checkout", "fence-orders");
            shop.asksForLease(EAST).allIsDone();
            shop.hears(new IncidentAcknowledged(SHOP, "ada", shop.now()));

            assertThat(fencedBy(shop.after(SECOND).loses(EAST))).isEmpty();
        }

        @Test
        void after_a_move_counts_from_what_the_guard_was_granted_since() {
            var shop = Shop.failingOver().allIsDone();
            shop.hears(new IncidentAcknowledged(SHOP, "ada", shop.now()));

            shop.after(SECOND).asksForLease(EAST).loses(EAST);

            assertThat(fencedBy(shop)).contains(Shop.START.plus(SECOND).plus(LEASE_AND_MARGIN));
        }

        @Test
        void after_an_undone_move_needs_a_guard_that_has_asked_again() {
            var shop = Shop.failingOver().aborts(FIRST_MOVE).asksForLease(WEST).allIsDone();
            assertThat(shop.everSaid(ExecutionAborted.class)).hasSize(1);

            shop.after(SECOND).westIsLost().eastIsWell().hears(request("r-1", Kind.FAILOVER));

            assertThat(fencedBy(shop)).isEmpty();
        }

        private static Optional<Instant> fencedBy(Shop shop) {
            return ((Preparing) shop.execution().orElseThrow()).fencedBy();
        }
    }

    @Nested
    class ASiteThatCannotBeFenced {

        private final Shop shop = Shop.calm().loses(WEST);

        @Test
        void holds_the_move_after_a_few_attempts_and_not_after_one() {
            shop.reports("fence-orders", new Unavailable("does not answer")).after(SECOND).wakes();
            assertThat(shop.everSaid(ExecutionHeld.class)).isEmpty();

            held();
            assertThat(shop.everSaid(ExecutionHeld.class)).hasSize(1);
        }

        @Test
        void is_tried_all_the_same_while_the_move_is_held() {
            held();

            shop.reports("fence-orders", new Unavailable("does not answer"));
            shop.after(Duration.ofSeconds(5)).wakes();

            assertThat(shop.ordered()).contains("fence-orders");
        }

        @Test
        void lets_the_move_go_on_when_it_is_reached_after_all() {
            held();

            shop.eastIsWell().done("fence-orders", "stop-checkout");

            assertThat(shop.everSaid(ExecutionResumed.class)).hasSize(1);
            assertThat(shop.everSaid(PointOfNoReturnPassed.class)).hasSize(1);
        }

        @Test
        void is_fenced_by_the_word_of_a_person() {
            held();

            shop.eastIsWell().resumes(FIRST_MOVE, true);

            assertThat(shop.saidOf(StepFinished.class))
                    .allSatisfy(
                            step -> {
                                assertThat(step.outcome())
                                        .isEqualTo(StepOutcome.CONFIRMED_BY_PERSON);
                                assertThat(step.detail()).isEqualTo("vouched for by ada");
                            })
                    .hasSize(2);
            assertThat(shop.saidOf(PointOfNoReturnPassed.class)).hasSize(1);
        }

        @Test
        void is_not_fenced_by_somebody_who_only_wants_it_to_go_on() {
            held();

            shop.eastIsWell().resumes(FIRST_MOVE, false);

            assertThat(shop.everSaid(PointOfNoReturnPassed.class)).isEmpty();
        }

        @Test
        void is_not_fenced_by_a_word_about_another_move() {
            held();

            shop.eastIsWell().resumes(new ExecutionId("shop-e1"), true);

            assertThat(shop.everSaid(PointOfNoReturnPassed.class)).isEmpty();
        }

        private void held() {
            for (var attempt = 1; attempt <= 3; attempt++) {
                shop.reports("fence-orders", new Unavailable("does not answer"))
                        .after(SECOND)
                        .wakes();
            }
            assertThat(shop.execution().orElseThrow().hold()).isPresent();
        }
    }

    @Nested
    class APause {

        @Test
        void of_everything_or_of_the_plan_holds_a_running_move() {
            for (var scope : List.of(ControlEvent.EVERYTHING, "shop")) {
                var shop = Shop.failingOver().pauses(scope);

                assertThat(shop.saidOf(ExecutionHeld.class)).as(scope).hasSize(1);
            }
        }

        @Test
        void orders_nothing_more_before_the_point_of_no_return() {
            var shop = Shop.failingOver().pauses("shop");

            shop.reports("fence-orders", new Unavailable("paused")).after(SECOND).wakes();

            assertThat(shop.ordered()).isEmpty();
        }

        @Test
        void orders_nothing_more_after_the_point_of_no_return() {
            var shop = Shop.failingOver().done("stop-checkout", "fence-orders").pauses("shop");

            shop.done("promote-orders", "start-checkout");

            assertThat(shop.ordered()).isEmpty();
            assertThat(shop.everSaid(ExecutionHeld.class)).hasSize(1);
        }

        @Test
        void orders_nothing_more_while_a_move_is_undone() {
            var shop = Shop.failingOver().aborts(FIRST_MOVE).pauses("shop");

            shop.reports("release-orders", new Unavailable("paused")).after(SECOND).wakes();

            assertThat(shop.ordered()).isEmpty();
        }

        @Test
        void keeps_a_move_from_the_point_of_no_return() {
            var shop = Shop.failingOver().pauses("shop").done("stop-checkout", "fence-orders");

            assertThat(shop.everSaid(PointOfNoReturnPassed.class)).isEmpty();
        }

        @Test
        void lets_what_is_done_complete_the_move() {
            var shop = Shop.failingOver().allIsDone("verify-public").pauses("shop");

            shop.done("verify-public");

            assertThat(shop.everSaid(ExecutionCompleted.class)).hasSize(1);
        }

        @Test
        void that_ends_lets_the_move_go_on() {
            var shop = Shop.failingOver().pauses("shop").resumesAutomation("shop");

            assertThat(shop.saidOf(ExecutionResumed.class)).hasSize(1);
        }

        @Test
        void of_everything_is_not_ended_for_one_plan() {
            var shop =
                    Shop.failingOver()
                            .pauses(ControlEvent.EVERYTHING)
                            .pauses("shop")
                            .resumesAutomation("shop");

            assertThat(shop.everSaid(ExecutionResumed.class)).isEmpty();
        }

        @Test
        void refuses_what_people_ask_for() {
            var shop = Shop.calm().pauses("shop").hears(request("r-1", Kind.SWITCHOVER));

            assertThat(codes(shop.saidOf(RequestRefused.class).getFirst().blockers()))
                    .containsExactly(Blocker.Code.AUTOMATION_PAUSED);
        }

        @Test
        void before_the_plan_is_declared_counts() {
            var shop = new Shop().pauses(ControlEvent.EVERYTHING);

            shop.hears(new ShopPlan().declared()).westIsWell().eastIsWell().loses(WEST);

            assertThat(shop.execution()).isEmpty();
        }
    }

    @Nested
    class ARejection {

        @Test
        void before_the_point_of_no_return_undoes_the_move_under_a_new_epoch() {
            var shop = Shop.failingOver().reports("fence-orders", new Rejected("has seen 7"));

            assertThat(shop.execution()).containsInstanceOf(Undoing.class);
            assertThat(shop.saidOf(StepCommanded.class))
                    .extracting(StepCommanded::epoch)
                    .containsOnly(new Epoch(3));
            assertThat(shop.ordered())
                    .containsExactlyInAnyOrder("release-orders", "restart-checkout");
        }

        @Test
        void after_the_point_of_no_return_stands_still_for_a_person() {
            var shop = Shop.failingOver().done("stop-checkout", "fence-orders");

            shop.reports("promote-orders", new Rejected("wrong credentials"));

            assertThat(shop.execution()).containsInstanceOf(CuttingOver.class);
            assertThat(shop.saidOf(ExecutionHeld.class))
                    .extracting(ExecutionHeld::reason)
                    .containsExactly("promote-orders was rejected");
        }

        @Test
        void that_a_person_put_right_is_tried_again() {
            var shop = Shop.failingOver().done("stop-checkout", "fence-orders");
            shop.reports("promote-orders", new Rejected("wrong credentials"));

            shop.resumes(FIRST_MOVE, false);

            assertThat(shop.ordered()).contains("promote-orders");
            assertThat(shop.saidOf(ExecutionResumed.class)).hasSize(1);
        }

        @Test
        void of_what_was_to_be_released_stands_still_for_a_person() {
            var shop = Shop.failingOver().aborts(FIRST_MOVE);

            shop.reports("release-orders", new Rejected("is a standby"));

            assertThat(shop.saidOf(ExecutionHeld.class)).hasSize(1);
            assertThat(shop.execution()).containsInstanceOf(Undoing.class);
        }
    }

    @Nested
    class AnAbort {

        @Test
        void releases_the_old_site_and_gives_it_the_lease_again() {
            var shop = Shop.failingOver().aborts(FIRST_MOVE);
            assertThat(shop.asksForLease(WEST).saidOf(LeaseGranted.class)).hasSize(1);

            shop.done("release-orders", "restart-checkout");

            assertThat(shop.everSaid(ExecutionAborted.class))
                    .singleElement()
                    .satisfies(
                            aborted -> {
                                assertThat(aborted.active()).isEqualTo(WEST);
                                assertThat(aborted.reason()).isEqualTo("ada: it is back");
                                assertThat(aborted.epoch()).isEqualTo(new Epoch(3));
                            });
            assertThat(shop.execution()).isEmpty();
        }

        @Test
        void gives_the_permit_back_as_used_and_not_verified() {
            var shop = Shop.failingOver().aborts(FIRST_MOVE).allIsDone();

            assertThat(shop.everSaid(PermitReturned.class))
                    .singleElement()
                    .satisfies(returned -> assertThat(returned.verified()).isFalse());
        }

        @Test
        void after_the_point_of_no_return_changes_nothing() {
            var shop = Shop.failingOver().done("stop-checkout", "fence-orders");
            var before = shop.execution();

            shop.aborts(FIRST_MOVE);

            assertThat(shop.execution()).isEqualTo(before);
        }

        @Test
        void of_another_move_changes_nothing() {
            var shop = Shop.failingOver();
            var before = shop.execution();

            shop.aborts(new ExecutionId("shop-e1"));

            assertThat(shop.execution()).isEqualTo(before);
        }

        @Test
        void gives_way_to_what_a_person_wants_then() {
            var shop = Shop.failingOver().aborts(FIRST_MOVE);

            shop.hears(request("r-1", Kind.FAILOVER));

            assertThat(shop.saidOf(ExecutionAborted.class)).hasSize(1);
            assertThat(shop.saidOf(ExecutionStarted.class))
                    .extracting(ExecutionStarted::epoch)
                    .containsExactly(new Epoch(4));
        }
    }

    @Nested
    class ASwitchover {

        @Test
        void stops_the_application_first() {
            assertThat(Shop.switchingOver().ordered()).containsExactly("stop-checkout");
        }

        @Test
        void lets_the_standby_catch_up_to_where_its_primary_was_stopped() {
            var shop = Shop.switchingOver().done("stop-checkout");

            shop.reports(
                    "fence-orders",
                    new Done("stopped", new Facts(Optional.of("0/3000148"), Optional.empty())));

            assertThat(shop.command("drain-orders").action())
                    .isInstanceOfSatisfying(
                            DrainPostgres.class,
                            drain -> assertThat(drain.upTo()).isEqualTo("0/3000148"));
        }

        @Test
        void loses_nothing() {
            var shop = Shop.switchingOver().allIsDone();

            assertThat(shop.everSaid(ExecutionCompleted.class))
                    .extracting(ExecutionCompleted::dataLoss)
                    .containsExactly(Optional.of(Duration.ZERO));
        }

        @Test
        void that_takes_too_long_is_undone() {
            var shop = Shop.switchingOver();

            shop.after(STEP_TIMEOUT.minus(MOMENT)).wakes();
            assertThat(shop.execution()).containsInstanceOf(Preparing.class);

            shop.after(MOMENT).wakes();
            assertThat(shop.execution()).containsInstanceOf(Undoing.class);
            assertThat(shop.ordered()).containsExactly("restart-checkout");
        }

        @Test
        void is_not_undone_while_it_is_paused() {
            var shop = Shop.switchingOver().pauses("shop");

            shop.after(STEP_TIMEOUT.multipliedBy(5)).wakes();

            assertThat(shop.execution()).containsInstanceOf(Preparing.class);
        }

        @Test
        void whose_standby_does_not_get_well_in_time_is_undone() {
            var shop = Shop.switchingOver().done("stop-checkout", "fence-orders");
            shop.after(POLICY.evidenceLimit().plus(SECOND)).done("drain-orders");
            assertThat(shop.saidOf(ExecutionHeld.class)).hasSize(1);

            shop.after(STEP_TIMEOUT).wakes();

            assertThat(shop.execution()).containsInstanceOf(Undoing.class);
        }

        @Test
        void past_the_point_of_no_return_is_never_undone() {
            var shop = Shop.switchingOver().done("stop-checkout", "fence-orders", "drain-orders");

            shop.after(STEP_TIMEOUT).wakes();

            assertThat(shop.execution()).containsInstanceOf(CuttingOver.class);
            assertThat(shop.saidOf(ExecutionHeld.class)).hasSize(1);
        }
    }

    @Nested
    class Steps {

        @Test
        void that_take_too_long_after_the_point_of_no_return_call_a_person_and_are_still_tried() {
            var shop = Shop.failingOver().done("stop-checkout", "fence-orders");

            shop.after(STEP_TIMEOUT).wakes();

            assertThat(shop.saidOf(ExecutionHeld.class)).hasSize(1);
            assertThat(shop.ordered()).contains("promote-orders");
        }

        @Test
        void that_succeed_in_the_end_let_the_move_go_on() {
            var shop = Shop.failingOver().done("stop-checkout", "fence-orders");
            shop.after(STEP_TIMEOUT).wakes();

            shop.done("promote-orders", "start-checkout");

            assertThat(shop.everSaid(ExecutionResumed.class)).hasSize(1);
        }

        @Test
        void are_carried_out_under_the_epoch_of_their_move() {
            assertThat(Shop.failingOver().saidOf(StepCommanded.class))
                    .extracting(StepCommanded::epoch)
                    .containsOnly(Epoch.FIRST.next());
        }

        @Test
        void whose_report_is_of_another_epoch_or_move_are_not_done() {
            var shop = Shop.failingOver();
            var fence = shop.command("fence-orders");
            var before = shop.execution();

            shop.hears(report(fence, FIRST_MOVE, Epoch.FIRST));
            shop.hears(report(fence, new ExecutionId("r-9"), fence.epoch()));

            assertThat(shop.execution()).isEqualTo(before);
        }

        @Test
        void that_are_silent_are_ordered_again() {
            var shop = Shop.failingOver().after(Duration.ofSeconds(5)).wakes();

            assertThat(shop.command("fence-orders").attempt()).isEqualTo(2);
        }

        @Test
        void that_may_have_happened_are_looked_at_again() {
            var shop = Shop.failingOver().reports("fence-orders", new Unknown("no answer"));
            assertThat(shop.ordered()).isEmpty();

            shop.after(Duration.ofMillis(250)).wakes();

            assertThat(shop.ordered()).containsExactly("fence-orders");
        }

        @Test
        void that_are_under_way_are_waited_for() {
            var shop = Shop.failingOver().after(Duration.ofSeconds(4));

            shop.reports("fence-orders", new InProgress("ending sessions"))
                    .after(Duration.ofSeconds(4))
                    .wakes();

            assertThat(shop.ordered()).containsExactly("stop-checkout");
        }

        private static StepReported report(StepCommanded c, ExecutionId execution, Epoch epoch) {
            return new StepReported(
                    c.plan(),
                    execution,
                    c.step(),
                    c.attempt(),
                    epoch,
                    new Done("stopped", Facts.NONE),
                    Shop.START);
        }
    }

    @Nested
    class APlanThatChanges {

        @Test
        void and_is_retired_moves_no_more() {
            var shop = Shop.calm().hears(new PlanRetired(SHOP)).loses(WEST);

            assertThat(shop.execution()).isEmpty();
            assertThat(codes(shop.state().held())).contains(Blocker.Code.PLAN_RETIRED);
        }

        @Test
        void and_is_retired_in_the_middle_of_a_move_lets_it_be_completed() {
            var shop = Shop.failingOver().hears(new PlanRetired(SHOP)).allIsDone();

            assertThat(shop.everSaid(ExecutionCompleted.class)).hasSize(1);
        }

        @Test
        void and_is_retired_keeps_its_site_active() {
            var shop = Shop.calm().hears(new PlanRetired(SHOP)).asksForLease(WEST);

            assertThat(shop.saidOf(LeaseGranted.class)).hasSize(1);
        }

        @Test
        void and_is_declared_again_moves_again() {
            var shop = Shop.calm().hears(new PlanRetired(SHOP)).hears(new ShopPlan().declared());

            assertThat(shop.loses(WEST).execution()).isPresent();
        }

        @Test
        void in_the_middle_of_a_move_is_undone_as_it_was_when_the_move_began() {
            var shop = Shop.failingOver().hears(new ShopPlan().withoutApplications().declared());

            shop.aborts(FIRST_MOVE);

            assertThat(shop.ordered())
                    .containsExactlyInAnyOrder("release-orders", "restart-checkout");
        }

        @Test
        void knows_where_it_is_active() {
            var shop = Shop.failingOver().allIsDone().hears(new ShopPlan().declared());

            assertThat(shop.state().active()).contains(EAST);
        }
    }

    @Nested
    class Clocks {

        @Test
        void that_are_another_hosts_make_all_evidence_void() {
            var shop = Shop.calm().westIsLost().decides(new Input.Resumed());

            assertThat(shop.state().seen()).isEmpty();
        }

        @Test
        void that_are_another_hosts_make_it_deaf_until_the_log_is_read() {
            var shop = Shop.calm().decides(new Input.Resumed());

            shop.after(POLICY.catchUp().minus(MOMENT)).loses(WEST);
            assertThat(shop.state().seen()).isEmpty();

            shop.after(MOMENT).loses(WEST);
            assertThat(shop.execution()).isPresent();
        }

        @Test
        void that_are_another_hosts_let_a_move_go_on_where_it_was() {
            var shop = Shop.failingOver().decides(new Input.Resumed());

            assertThat(shop.ordered()).containsExactlyInAnyOrder("stop-checkout", "fence-orders");
            assertThat(shop.command("fence-orders").attempt()).isEqualTo(2);
        }

        @Test
        void that_are_another_hosts_make_a_time_fence_begin_anew() {
            var shop = Shop.failingOver().after(SECOND).decides(new Input.Resumed());

            assertThat(((Preparing) shop.execution().orElseThrow()).fencedBy())
                    .contains(shop.now().plus(LEASE_AND_MARGIN));
        }

        @Test
        void that_jumped_let_nothing_begin_for_a_while() {
            var shop = Shop.calm().decides(new Input.ClockJumped(Duration.ofSeconds(9)));

            shop.after(POLICY.clockFreeze().minus(MOMENT)).loses(WEST);
            assertThat(codes(shop.state().held())).contains(Blocker.Code.CLOCK_JUMPED);

            shop.after(MOMENT).loses(WEST);
            assertThat(shop.execution()).isPresent();
        }

        @Test
        void that_jumped_make_a_cooldown_longer_by_as_much() {
            var shop = Shop.failingOver().allIsDone();
            var before = shop.state().coolUntil().orElseThrow();

            shop.decides(new Input.ClockJumped(Duration.ofMinutes(9)));

            assertThat(shop.state().coolUntil()).contains(before.plus(Duration.ofMinutes(9)));
        }

        @Test
        void that_are_another_hosts_make_no_cooldown_longer_than_any_can_be() {
            var shop = Shop.failingOver().allIsDone();

            shop.after(Duration.ofHours(-5)).decides(new Input.Resumed());

            assertThat(shop.state().coolUntil()).contains(shop.now().plus(Duration.ofHours(1)));
        }
    }

    private static List<Blocker.Code> codes(List<Blocker> blockers) {
        return blockers.stream().map(Blocker::code).toList();
    }
}
