package dev.muster.health.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.health.probe.Observation;
import dev.muster.plan.ProbeTarget;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Two controls, asked when a vantage wants to know whether it is blind. */
class ControlsTest {

    private static final ProbeTarget.Tcp ROUTER = new ProbeTarget.Tcp("192.0.2.1", 53);
    private static final ProbeTarget.Tcp WITNESS = new ProbeTarget.Tcp("192.0.2.2", 443);
    private static final Observation UP = Observation.up("answers", Duration.ZERO);
    private static final Observation DOWN = Observation.down("does not answer", Duration.ZERO);

    private record Question(ProbeTarget.Tcp control, CompletableFuture<Observation> answer) {}

    private final ArrayDeque<Question> questions = new ArrayDeque<>();
    private final List<Duration> pauses = new ArrayList<>();
    private final List<String> told = new ArrayList<>();
    private final Controls controls = controls(List.of(ROUTER, WITNESS));

    private Controls controls(List<ProbeTarget.Tcp> targets) {
        return new Controls(
                targets,
                (control, _) -> {
                    var question = new Question(control, new CompletableFuture<>());
                    questions.add(question);
                    return question.answer();
                },
                (pause, task) -> {
                    if (pause.isZero()) {
                        task.run();
                    } else {
                        pauses.add(pause);
                    }
                },
                Runnable::run,
                InstantSource.fixed(Instant.parse("2026-03-01T12:00:00Z")));
    }

    @Test
    void who_has_asked_nobody_yet_reaches_nothing() {
        assertThat(controls.reached()).isFalse();
    }

    @Test
    void who_reaches_one_is_not_blind() {
        controls.start();

        answer(ROUTER, DOWN);
        assertThat(controls.reached()).isFalse();

        answer(WITNESS, UP);
        assertThat(controls.reached()).isTrue();
    }

    @Test
    void each_is_asked_again_after_a_while_whatever_it_answered() {
        controls.start();

        answer(ROUTER, DOWN);
        answer(WITNESS, UP);

        assertThat(pauses).containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(1));
    }

    @Test
    void a_question_that_fails_is_no_answer() {
        controls.start();
        answer(ROUTER, UP);
        controls.confirm(() -> told.add("settled"));

        questions.forEach(
                question -> question.answer().completeExceptionally(new RuntimeException("gone")));

        assertThat(controls.reached()).isFalse();
        assertThat(told).containsExactly("settled");
    }

    @Test
    void the_first_good_answer_settles_it() {
        controls.confirm(() -> told.add("settled"));
        assertThat(told).isEmpty();

        answer(WITNESS, UP);
        assertThat(told).containsExactly("settled");

        answer(ROUTER, DOWN);
        assertThat(told).containsExactly("settled");
    }

    @Test
    void bad_answers_settle_it_only_when_all_were_bad() {
        controls.confirm(() -> told.add("settled"));

        answer(WITNESS, DOWN);
        assertThat(told).isEmpty();

        answer(ROUTER, DOWN);
        assertThat(told).containsExactly("settled");
    }

    @Test
    void an_answer_from_before_settles_nothing() {
        controls.start();
        controls.confirm(() -> told.add("settled"));

        answer(ROUTER, UP);
        answer(WITNESS, UP);

        assertThat(told).isEmpty();
    }

    @Test
    void whoever_wants_to_know_meanwhile_waits_for_a_question_of_its_own() {
        controls.confirm(() -> told.add("first"));
        controls.confirm(() -> told.add("second"));
        controls.confirm(() -> told.add("third"));
        assertThat(questions).hasSize(2);

        answer(ROUTER, UP);
        assertThat(told).containsExactly("first");
        assertThat(questions).hasSize(3);

        answerLast(WITNESS, UP);
        assertThat(told).containsExactly("first", "second", "third");
    }

    @Test
    void without_controls_everything_is_settled() {
        var none = controls(List.of());

        none.confirm(() -> told.add("settled"));

        assertThat(none.reached()).isTrue();
        assertThat(told).containsExactly("settled");
        assertThat(questions).isEmpty();
    }

    /** The oldest open question to a control. */
    private void answer(ProbeTarget.Tcp control, Observation answer) {
        var question =
                questions.stream()
                        .filter(q -> q.control().equals(control))
                        .findFirst()
                        .orElseThrow();
        questions.remove(question);
        question.answer().complete(answer);
    }

    private void answerLast(ProbeTarget.Tcp control, Observation answer) {
        var question =
                questions.reversed().stream()
                        .filter(q -> q.control().equals(control))
                        .findFirst()
                        .orElseThrow();
        questions.remove(question);
        question.answer().complete(answer);
    }
}
