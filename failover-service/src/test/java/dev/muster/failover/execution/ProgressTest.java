package dev.muster.failover.execution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.events.FailoverEvent.StepOutcome;
import dev.muster.events.StepAction.AwaitPerson;
import dev.muster.events.StepId;
import dev.muster.events.StepResult;
import dev.muster.events.StepResult.Done;
import dev.muster.events.StepResult.Facts;
import dev.muster.events.StepResult.InProgress;
import dev.muster.events.StepResult.Rejected;
import dev.muster.events.StepResult.Unavailable;
import dev.muster.events.StepResult.Unknown;
import dev.muster.failover.execution.PlannedStep.Phase;
import dev.muster.failover.execution.StepState.Finished;
import dev.muster.failover.execution.StepState.Retrying;
import dev.muster.failover.execution.StepState.Running;
import dev.muster.failover.execution.StepState.Waiting;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How far a move is: a diamond of two branches, and one step that belongs to a later phase. */
class ProgressTest {

    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
    private static final Duration TIMEOUT = Duration.ofMinutes(2);
    private static final StepId FENCE = new StepId("fence");
    private static final StepId LEFT = new StepId("left");
    private static final StepId RIGHT = new StepId("right");
    private static final StepId BOTH = new StepId("both");
    private static final Set<Phase> ALL = EnumSet.allOf(Phase.class);
    private static final StepResult DONE = new Done("as wanted", Facts.NONE);
    private static final StepResult UNAVAILABLE = new Unavailable("does not answer");

    private final Progress begun =
            Progress.of(
                    List.of(
                            step(FENCE, Phase.FENCE),
                            step(LEFT, Phase.PREPARE, FENCE),
                            step(RIGHT, Phase.PREPARE, FENCE),
                            step(BOTH, Phase.CUT_OVER, LEFT, RIGHT)));

    @Nested
    class Order {

        @Test
        void only_what_waits_for_nothing_is_due_at_first() {
            assertThat(due(begun, START)).containsExactly(FENCE);
        }

        @Test
        void what_was_commanded_is_not_due_again() {
            assertThat(due(begun.commanded(FENCE, START), START)).isEmpty();
        }

        @Test
        void branches_run_side_by_side() {
            assertThat(due(done(begun, FENCE), START)).containsExactly(LEFT, RIGHT);
        }

        @Test
        void a_step_waits_for_all_its_branches() {
            var left = done(done(begun, FENCE), LEFT);

            assertThat(due(left, START)).containsExactly(RIGHT);
            assertThat(due(done(left, RIGHT), START)).containsExactly(BOTH);
        }

        @Test
        void what_was_rejected_lets_nothing_after_it_begin() {
            var rejected = report(begun.commanded(FENCE, START), FENCE, 1, new Rejected("newer"));

            assertThat(due(rejected, START)).isEmpty();
            assertThat(rejected.isDone(FENCE)).isFalse();
        }

        @Test
        void a_phase_that_has_not_come_is_not_due() {
            var prepared = done(done(done(begun, FENCE), LEFT), RIGHT);

            assertThat(prepared.due(Set.of(Phase.FENCE, Phase.PREPARE), START)).isEmpty();
            assertThat(prepared.done(step -> step.phase() != Phase.CUT_OVER)).isTrue();
            assertThat(prepared.done(_ -> true)).isFalse();
        }
    }

    @Nested
    class Reports {

        private final Progress running = begun.commanded(FENCE, START);

        @Test
        void a_step_that_is_done_keeps_what_was_found_out() {
            var facts = new Facts(Optional.of("0/3000148"), Optional.of(START));

            var after =
                    running.reported(FENCE, 1, new Done("stopped", facts), START.plusSeconds(1));

            assertThat(after.state(FENCE))
                    .isEqualTo(
                            new Finished(1, START, START.plusSeconds(1), StepOutcome.DONE, facts));
        }

        @Test
        void progress_is_a_sign_of_life() {
            var later = START.plusSeconds(4);

            var after = running.reported(FENCE, 1, new InProgress("1 of 2"), later);

            assertThat(after.state(FENCE)).isEqualTo(new Running(1, START, later));
        }

        @Test
        void done_of_an_earlier_attempt_counts_since_nobody_else_may_have_changed_it() {
            var second = retried(running, UNAVAILABLE);

            assertThat(report(second, FENCE, 1, DONE).isDone(FENCE)).isTrue();
        }

        @Test
        void done_of_an_earlier_attempt_counts_between_two_attempts() {
            var retrying = report(running, FENCE, 1, UNAVAILABLE);

            assertThat(report(retrying, FENCE, 1, DONE).isDone(FENCE)).isTrue();
        }

        @Test
        void anything_else_of_an_earlier_attempt_is_not_heard() {
            var second = retried(running, UNAVAILABLE);

            for (var result :
                    List.of(
                            UNAVAILABLE,
                            new Unknown("no answer"),
                            new Rejected("newer"),
                            new InProgress("still"))) {
                assertThat(report(second, FENCE, 1, result)).as(result.detail()).isEqualTo(second);
            }
        }

        @Test
        void a_report_of_an_attempt_that_was_never_made_is_not_heard() {
            assertThat(report(running, FENCE, 2, DONE)).isEqualTo(running);
        }

        @Test
        void a_step_that_was_never_commanded_cannot_be_done() {
            assertThat(report(begun, FENCE, 1, DONE)).isEqualTo(begun);
        }

        @Test
        void a_step_that_has_ended_stays_as_it_ended() {
            var finished = done(begun, FENCE);

            assertThat(report(finished, FENCE, 1, new Rejected("newer"))).isEqualTo(finished);
        }

        @Test
        void a_step_that_is_not_of_this_move_changes_nothing() {
            assertThat(report(running, new StepId("other"), 1, DONE)).isEqualTo(running);
        }
    }

    @Nested
    class Retries {

        @ParameterizedTest(name = "after attempt {0}: {1} ms")
        @CsvSource({"1, 250", "2, 500", "3, 1000", "4, 2000", "5, 4000", "6, 5000", "40, 5000"})
        void wait_twice_as_long_each_time_up_to_a_limit(int attempt, long millis) {
            var progress = begun.commanded(FENCE, START);
            for (var i = 1; i < attempt; i++) {
                progress = retried(progress, UNAVAILABLE);
            }

            progress = report(progress, FENCE, attempt, UNAVAILABLE);

            var again = START.plusMillis(millis);
            assertThat(due(progress, again.minusMillis(1))).isEmpty();
            assertThat(due(progress, again)).containsExactly(FENCE);
            assertThat(progress.nextAttempt(FENCE)).isEqualTo(attempt + 1);
        }

        @Test
        void what_may_have_happened_is_looked_at_again() {
            var after = report(begun.commanded(FENCE, START), FENCE, 1, new Unknown("no answer"));

            assertThat(after.state(FENCE))
                    .isEqualTo(new Retrying(1, START, START.plusMillis(250), "no answer"));
        }

        @Test
        void an_executor_that_is_silent_is_taken_for_dead() {
            var running = begun.commanded(FENCE, START);
            var limit = START.plus(Progress.SILENCE_LIMIT);

            assertThat(due(running, limit.minusMillis(1))).isEmpty();
            assertThat(due(running, limit)).containsExactly(FENCE);
            assertThat(running.commanded(FENCE, limit).state(FENCE))
                    .isEqualTo(new Running(2, START, limit));
        }

        @Test
        void a_sign_of_life_keeps_an_executor_from_being_taken_for_dead() {
            var heard = START.plusSeconds(3);
            var running =
                    begun.commanded(FENCE, START)
                            .reported(FENCE, 1, new InProgress("1 of 2"), heard);

            assertThat(due(running, heard.plus(Progress.SILENCE_LIMIT).minusMillis(1))).isEmpty();
        }
    }

    @Nested
    class Timeouts {

        @Test
        void count_from_the_first_attempt() {
            var second = retried(begun.commanded(FENCE, START), UNAVAILABLE);

            assertThat(second.overdue(START.plus(TIMEOUT).minusMillis(1))).isEmpty();
            assertThat(second.overdue(START.plus(TIMEOUT)))
                    .extracting(PlannedStep::id)
                    .containsExactly(FENCE);
        }

        @Test
        void do_not_count_while_a_step_waits_for_others() {
            assertThat(begun.overdue(START.plus(TIMEOUT.multipliedBy(9)))).isEmpty();
        }

        @Test
        void do_not_count_after_a_step_has_ended() {
            assertThat(done(begun, FENCE).overdue(START.plus(TIMEOUT))).isEmpty();
        }

        @Test
        void it_wakes_when_the_executor_has_been_silent_for_too_long() {
            assertThat(begun.commanded(FENCE, START).wakeAt())
                    .contains(START.plus(Progress.SILENCE_LIMIT));
        }

        @Test
        void it_wakes_for_the_next_attempt() {
            var retrying = report(begun.commanded(FENCE, START), FENCE, 1, UNAVAILABLE);

            assertThat(retrying.wakeAt()).contains(START.plusMillis(250));
        }

        @Test
        void it_wakes_when_a_step_is_overdue_if_that_is_sooner() {
            var heard = START.plus(TIMEOUT).minusSeconds(1);
            var running =
                    begun.commanded(FENCE, START).reported(FENCE, 1, new InProgress(""), heard);

            assertThat(running.wakeAt()).contains(START.plus(TIMEOUT));
        }

        @Test
        void nothing_wakes_it_while_nothing_runs() {
            assertThat(begun.wakeAt()).isEmpty();
        }
    }

    @Nested
    class WithoutAnExecutor {

        @Test
        void a_step_that_nobody_ever_tried_ends_without_an_attempt() {
            var settled = begun.settled(FENCE, StepOutcome.TIME_FENCED, START);

            assertThat(settled.isDone(FENCE)).isTrue();
            assertThat(settled.state(FENCE))
                    .isEqualTo(new Finished(0, START, START, StepOutcome.TIME_FENCED, Facts.NONE));
        }

        @Test
        void a_step_that_was_tried_ends_with_the_attempts_it_took() {
            var later = START.plusSeconds(9);
            var second = retried(begun.commanded(FENCE, START), UNAVAILABLE);

            var settled = second.settled(FENCE, StepOutcome.CONFIRMED_BY_PERSON, later);

            assertThat(settled.state(FENCE))
                    .isEqualTo(
                            new Finished(
                                    2, START, later, StepOutcome.CONFIRMED_BY_PERSON, Facts.NONE));
        }
    }

    @Nested
    class NewClocks {

        private final Instant now = START.minusSeconds(3_600);

        @Test
        void whoever_was_at_work_is_asked_again_at_once() {
            var after = begun.commanded(FENCE, START).forgetTime(now);

            assertThat(due(after, now)).containsExactly(FENCE);
            assertThat(after.nextAttempt(FENCE)).isEqualTo(2);
        }

        @Test
        void a_pause_between_two_attempts_is_over() {
            var retrying = report(begun.commanded(FENCE, START), FENCE, 1, UNAVAILABLE);

            assertThat(due(retrying.forgetTime(now), now)).containsExactly(FENCE);
        }

        @Test
        void what_is_open_has_all_its_time_again() {
            var after = begun.commanded(FENCE, START).forgetTime(now);

            assertThat(after.overdue(now.plus(TIMEOUT).minusMillis(1))).isEmpty();
            assertThat(after.overdue(now.plus(TIMEOUT))).isNotEmpty();
        }

        @Test
        void what_has_ended_and_what_has_not_begun_stay_so() {
            var finished = done(begun, FENCE);

            assertThat(finished.forgetTime(now)).isEqualTo(finished);
        }
    }

    @Nested
    class AfterAPersonPutItRight {

        @Test
        void what_was_rejected_is_tried_again_at_once() {
            var rejected = report(begun.commanded(FENCE, START), FENCE, 1, new Rejected("no"));

            var reopened = rejected.reopened();

            assertThat(due(reopened, START)).containsExactly(FENCE);
            assertThat(reopened.nextAttempt(FENCE)).isEqualTo(2);
        }

        @Test
        void what_was_done_stays_done() {
            var finished = done(begun, FENCE);

            assertThat(finished.reopened()).isEqualTo(finished);
        }
    }

    @Test
    void what_is_not_known_of_a_step_is_that_it_waits() {
        assertThat(begun.state(new StepId("other"))).isEqualTo(new Waiting());
    }

    private static PlannedStep step(StepId id, Phase phase, StepId... after) {
        return new PlannedStep(id, Set.of(after), new AwaitPerson("go on"), phase, TIMEOUT);
    }

    private static List<StepId> due(Progress progress, Instant at) {
        return progress.due(ALL, at).stream().map(PlannedStep::id).toList();
    }

    private static Progress done(Progress progress, StepId step) {
        return report(progress.commanded(step, START), step, 1, DONE);
    }

    private static Progress retried(Progress progress, StepResult result) {
        var attempt = ((Running) progress.state(FENCE)).attempt();
        return report(progress, FENCE, attempt, result).commanded(FENCE, START);
    }

    private static Progress report(Progress progress, StepId step, int attempt, StepResult result) {
        return progress.reported(step, attempt, result, START);
    }
}
