package dev.muster.failover.evacuation;

import static dev.muster.events.PlanSamples.WEST;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.events.DrEvent;
import dev.muster.events.Epoch;
import dev.muster.events.PermitEvent.PermitDeferred;
import dev.muster.events.PermitEvent.PermitGranted;
import dev.muster.events.PermitEvent.PermitRequested;
import dev.muster.events.PermitEvent.PermitReturned;
import dev.muster.events.PlanEvent.PlanRetired;
import dev.muster.machine.Input;
import dev.muster.plan.PlanId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The plans at the site west want to leave it, and two may at once, three within ten minutes. */
class PermitMachineTest {

    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
    private static final Duration WINDOW = Duration.ofMinutes(10);
    private static final PlanId SHOP = new PlanId("shop");
    private static final PlanId BANK = new PlanId("bank");
    private static final PlanId MAIL = new PlanId("mail");
    private static final PlanId WIKI = new PlanId("wiki");

    private final PermitMachine machine = new PermitMachine(new BlastRadiusPolicy(2, 3, WINDOW));
    private Optional<PermitState> state = Optional.empty();
    private Instant now = START;

    @Nested
    class TheFirst {

        @Test
        void may_leave() {
            assertThat(ask(SHOP)).isInstanceOf(PermitGranted.class);
        }

        @Test
        void goes_alone() {
            ask(SHOP);

            assertThat(ask(BANK)).isInstanceOf(PermitDeferred.class);
        }

        @Test
        void goes_alone_until_a_move_was_verified_not_only_begun() {
            ask(SHOP);
            giveBack(SHOP, true, false);
            ask(BANK);

            assertThat(ask(MAIL)).isInstanceOf(PermitDeferred.class);
        }

        @Test
        void is_granted_again_what_it_has() {
            ask(SHOP);

            assertThat(ask(SHOP)).isInstanceOf(PermitGranted.class);
            assertThat(state.orElseThrow().started()).hasSize(1);
        }
    }

    @Nested
    class AfterTheFirstWasVerified {

        @Test
        void a_few_may_leave_at_once() {
            leave(SHOP);

            assertThat(ask(BANK)).isInstanceOf(PermitGranted.class);
            assertThat(ask(MAIL)).isInstanceOf(PermitGranted.class);
            assertThat(ask(WIKI))
                    .isInstanceOfSatisfying(
                            PermitDeferred.class,
                            no -> assertThat(no.reason()).contains("2 may at once"));
        }

        @Test
        void only_so_many_may_leave_in_a_window() {
            leave(SHOP);
            leave(BANK);
            leave(MAIL);

            assertThat(ask(WIKI))
                    .isInstanceOfSatisfying(
                            PermitDeferred.class,
                            no -> assertThat(no.reason()).contains("more need a person"));
        }

        @Test
        void the_window_ends_for_each_by_itself() {
            leave(SHOP);
            now = START.plus(WINDOW).minusMillis(1);
            leave(BANK);
            leave(MAIL);
            assertThat(ask(WIKI)).isInstanceOf(PermitDeferred.class);

            now = START.plus(WINDOW);
            assertThat(ask(WIKI)).isInstanceOf(PermitGranted.class);
        }

        @Test
        void the_next_goes_alone_again_when_the_window_is_over() {
            leave(SHOP);
            now = START.plus(WINDOW);
            ask(BANK);

            assertThat(ask(MAIL)).isInstanceOf(PermitDeferred.class);
        }
    }

    @Nested
    class APermitThatIsGivenBack {

        @Test
        void unused_counts_against_nothing() {
            ask(SHOP);

            giveBack(SHOP, false, false);

            assertThat(state.orElseThrow()).isEqualTo(PermitState.NONE);
        }

        @Test
        void used_counts_in_its_window() {
            ask(SHOP);

            giveBack(SHOP, true, false);

            assertThat(state.orElseThrow().started()).containsExactly(START);
            assertThat(state.orElseThrow().leaving()).isEmpty();
        }

        @Test
        void takes_back_its_own_start_and_nobody_elses() {
            leave(SHOP);
            now = START.plusSeconds(60);
            ask(BANK);

            giveBack(BANK, false, false);

            assertThat(state.orElseThrow().started()).containsExactly(START);
        }

        @Test
        void twice_is_given_back_once() {
            leave(SHOP);
            var once = state;

            giveBack(SHOP, false, false);

            assertThat(state).isEqualTo(once);
        }

        @Test
        void is_free_for_the_next() {
            ask(SHOP);
            giveBack(SHOP, false, false);

            assertThat(ask(BANK)).isInstanceOf(PermitGranted.class);
        }
    }

    @Test
    void an_answer_names_the_question_it_answers() {
        assertThat(ask(SHOP)).isEqualTo(new PermitGranted(SHOP, WEST, Epoch.FIRST, START));
    }

    @Test
    void a_permit_outlives_the_window_while_the_move_goes_on() {
        ask(SHOP);
        now = START.plus(WINDOW.multipliedBy(3));

        assertThat(ask(BANK)).isInstanceOf(PermitDeferred.class);
    }

    @Test
    void under_a_new_host_every_window_begins_anew() {
        leave(SHOP);
        ask(BANK);
        now = START.minus(Duration.ofHours(1));

        decide(new Input.Resumed());

        assertThat(state.orElseThrow())
                .isEqualTo(new PermitState(Map.of(BANK, now), List.of(now, now), true));
    }

    @Test
    void after_a_jump_of_the_clock_every_window_begins_anew() {
        leave(SHOP);
        leave(BANK);
        leave(MAIL);
        now = START.plus(WINDOW.multipliedBy(2));

        decide(new Input.ClockJumped(WINDOW.multipliedBy(2)));

        assertThat(ask(WIKI)).isInstanceOf(PermitDeferred.class);
    }

    @Test
    void nothing_else_is_heard_or_said() {
        leave(SHOP);
        var before = state;

        assertThat(decide(new Input.Woken())).isEmpty();
        assertThat(decide(new Input.Happened("", new PlanRetired(SHOP)))).isEmpty();
        assertThat(state).isEqualTo(before);
    }

    private DrEvent ask(PlanId plan) {
        var request = new PermitRequested(WEST, plan, Epoch.FIRST, now);
        var said = decide(new Input.Happened("", request));
        assertThat(said).hasSize(1);
        return said.getFirst();
    }

    private void giveBack(PlanId plan, boolean used, boolean verified) {
        var returned = new PermitReturned(WEST, plan, Epoch.FIRST, used, verified, now);
        assertThat(decide(new Input.Happened("", returned))).isEmpty();
    }

    /** A whole move, completed and verified. */
    private void leave(PlanId plan) {
        assertThat(ask(plan)).isInstanceOf(PermitGranted.class);
        giveBack(plan, true, true);
    }

    private List<DrEvent> decide(Input input) {
        var outcome = machine.decide(state, input, now);
        state = Optional.of(outcome.state());
        assertThat(outcome.wakeAt()).isEmpty();
        return outcome.events();
    }
}
