package dev.muster.failover.decision;

import static dev.muster.events.PlanSamples.SHOP;
import static dev.muster.events.PlanSamples.WEST;
import static dev.muster.failover.decision.Shop.FIRST_MOVE;
import static dev.muster.failover.decision.Shop.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.events.ControlEvent.StepConfirmed;
import dev.muster.events.ExecutionId;
import dev.muster.events.FailoverEvent.ExecutionAborted;
import dev.muster.events.FailoverEvent.ExecutionCompleted;
import dev.muster.events.FailoverEvent.ExecutionHeld;
import dev.muster.events.FailoverEvent.Kind;
import dev.muster.events.FailoverEvent.PersonAwaited;
import dev.muster.events.FailoverEvent.PointOfNoReturnPassed;
import dev.muster.events.FailoverEvent.StepFinished;
import dev.muster.events.FailoverEvent.StepOutcome;
import dev.muster.events.StepId;
import dev.muster.failover.execution.FailoverExecution.Undoing;
import dev.muster.failover.guard.ShopPlan;
import dev.muster.machine.Input;
import dev.muster.plan.RecoveryPlan.Step;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A move that has a step at which a person is asked. */
class WaitForPersonTest {

    private static final String GATE = "bank-agrees";

    @Test
    void before_the_point_of_no_return_a_move_waits_until_the_person_has_answered() {
        var shop = failingOver(gate()).allIsDone();

        assertThat(shop.everSaid(PersonAwaited.class)).hasSize(1);
        assertThat(shop.everSaid(PointOfNoReturnPassed.class)).isEmpty();

        shop.hears(confirmed(FIRST_MOVE, "ada", shop));

        assertThat(shop.saidOf(PointOfNoReturnPassed.class)).hasSize(1);
        assertThat(shop.saidOf(StepFinished.class))
                .singleElement()
                .satisfies(
                        step -> {
                            assertThat(step.step()).isEqualTo(new StepId(GATE));
                            assertThat(step.outcome()).isEqualTo(StepOutcome.CONFIRMED_BY_PERSON);
                            assertThat(step.detail()).isEqualTo("ada: they have switched");
                        });
    }

    @Test
    void beyond_the_point_of_no_return_only_what_comes_after_the_question_waits() {
        var shop = failingOver(gate("start-checkout"), order("redirect-public", GATE)).allIsDone();

        assertThat(shop.everSaid(PointOfNoReturnPassed.class)).hasSize(1);
        assertThat(shop.everSaid(PersonAwaited.class)).hasSize(1);
        assertThat(shop.everSaid(ExecutionCompleted.class)).isEmpty();

        shop.hears(confirmed(FIRST_MOVE, "ada", shop)).allIsDone();

        assertThat(shop.everSaid(ExecutionCompleted.class)).hasSize(1);
    }

    @Test
    void the_question_is_never_a_command() {
        var shop = failingOver(gate());

        assertThat(shop.ordered()).doesNotContain(GATE);
    }

    @Test
    void an_answer_to_another_move_changes_nothing() {
        var shop = failingOver(gate()).allIsDone();

        shop.hears(confirmed(new ExecutionId("shop-e1"), "ada", shop));

        assertThat(shop.said()).isEmpty();
    }

    @Test
    void an_answer_that_comes_twice_counts_once() {
        var shop = failingOver(gate()).allIsDone();
        shop.hears(confirmed(FIRST_MOVE, "ada", shop));

        shop.hears(confirmed(FIRST_MOVE, "grace", shop));

        assertThat(shop.saidOf(StepFinished.class)).isEmpty();
    }

    @Test
    void an_answer_given_before_the_question_is_none() {
        var shop = failingOver(gate("start-checkout"));

        shop.hears(confirmed(FIRST_MOVE, "ada", shop)).allIsDone();

        assertThat(shop.everSaid(PersonAwaited.class)).hasSize(1);
        assertThat(shop.everSaid(ExecutionCompleted.class)).isEmpty();
    }

    @Test
    void a_new_host_does_not_ask_again_and_takes_the_answer() {
        var shop = failingOver(gate()).allIsDone().decides(new Input.Resumed()).eastIsWell();

        assertThat(shop.everSaid(PersonAwaited.class)).hasSize(1);
        assertThat(shop.hears(confirmed(FIRST_MOVE, "ada", shop)).saidOf(StepFinished.class))
                .hasSize(1);
    }

    @Test
    void a_switchover_that_nobody_answers_is_undone() {
        var shop =
                Shop.calm(new ShopPlan().steps(gate(Optional.of(Duration.ofMinutes(5)))))
                        .hears(request("r-1", Kind.SWITCHOVER))
                        .allIsDone();

        shop.after(Duration.ofMinutes(5)).wakes();

        assertThat(shop.execution()).containsInstanceOf(Undoing.class);
        assertThat(shop.allIsDone().everSaid(ExecutionAborted.class)).hasSize(1);
    }

    @Test
    void a_failover_that_nobody_answers_calls_for_the_person_again_and_goes_on_waiting() {
        var shop = failingOver(gate("start-checkout"), order("redirect-public", GATE)).allIsDone();

        shop.after(Duration.ofHours(1)).wakes();

        assertThat(shop.saidOf(ExecutionHeld.class))
                .singleElement()
                .satisfies(held -> assertThat(held.reason()).contains(GATE));
        assertThat(
                        shop.hears(confirmed(FIRST_MOVE, "ada", shop))
                                .allIsDone()
                                .everSaid(ExecutionCompleted.class))
                .hasSize(1);
    }

    private static Shop failingOver(Step... steps) {
        return Shop.calm(new ShopPlan().steps(steps)).asksForLease(WEST).loses(WEST);
    }

    private static Step gate(String... after) {
        return new Step(
                GATE, Set.of(after), Optional.empty(), Optional.of("Has the bank switched?"));
    }

    private static Step gate(Optional<Duration> timeout) {
        return new Step(GATE, Set.of(), timeout, Optional.of("Has the bank switched?"));
    }

    private static Step order(String name, String after) {
        return new Step(name, Set.of(after), Optional.empty(), Optional.empty());
    }

    private static StepConfirmed confirmed(ExecutionId move, String by, Shop shop) {
        return new StepConfirmed(
                SHOP, move, new StepId(GATE), by, "they have switched", shop.now());
    }
}
