package dev.muster.failover.execution;

import dev.muster.events.FailoverEvent.StepOutcome;
import dev.muster.events.StepId;
import dev.muster.events.StepResult;
import dev.muster.events.StepResult.Facts;
import dev.muster.failover.execution.PlannedStep.Phase;
import dev.muster.failover.execution.StepState.Asked;
import dev.muster.failover.execution.StepState.Finished;
import dev.muster.failover.execution.StepState.Retrying;
import dev.muster.failover.execution.StepState.Running;
import dev.muster.failover.execution.StepState.Waiting;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** A graph of steps and how far each is; steps whose predecessors are done run side by side. */
public record Progress(List<PlannedStep> graph, Map<StepId, StepState> states) {

    /** An executor that is silent for longer is taken for dead, and the step is issued again. */
    public static final Duration SILENCE_LIMIT = Duration.ofSeconds(5);

    private static final Duration FIRST_RETRY = Duration.ofMillis(250);
    private static final Duration SLOWEST_RETRY = Duration.ofSeconds(5);

    public Progress {
        graph = List.copyOf(graph);
        states = Map.copyOf(states);
    }

    /** Nothing begun yet. */
    public static Progress of(List<PlannedStep> graph) {
        var states = new LinkedHashMap<StepId, StepState>();
        graph.forEach(step -> states.put(step.id(), new Waiting()));
        return new Progress(graph, states);
    }

    public StepState state(StepId step) {
        return states.getOrDefault(step, new Waiting());
    }

    public Optional<PlannedStep> step(StepId id) {
        return graph.stream().filter(step -> step.id().equals(id)).findFirst();
    }

    public boolean done(Predicate<PlannedStep> which) {
        return graph.stream().filter(which).allMatch(step -> isDone(step.id()));
    }

    public boolean isDone(StepId step) {
        return state(step) instanceof Finished finished
                && finished.outcome() != StepOutcome.REJECTED;
    }

    public Stream<PlannedStep> in(Phase phase) {
        return graph.stream().filter(step -> step.phase() == phase);
    }

    /** Steps that may be commanded now: not begun, or due for another attempt. */
    public List<PlannedStep> due(Set<Phase> phases, Instant now) {
        return graph.stream()
                .filter(step -> phases.contains(step.phase()))
                .filter(step -> step.after().stream().allMatch(this::isDone))
                .filter(step -> isDue(state(step.id()), now))
                .toList();
    }

    private static boolean isDue(StepState state, Instant now) {
        return switch (state) {
            case Waiting _ -> true;
            case Running running -> !now.isBefore(running.heardAt().plus(SILENCE_LIMIT));
            case Retrying retrying -> !now.isBefore(retrying.notBefore());
            case Asked _, Finished _ -> false;
        };
    }

    /** The attempt that a command issued now would be. */
    public int nextAttempt(StepId step) {
        return switch (state(step)) {
            case Waiting _ -> 1;
            case Running running -> running.attempt() + 1;
            case Retrying retrying -> retrying.attempt() + 1;
            case Asked _ -> 2;
            case Finished finished -> finished.attempts();
        };
    }

    public Progress commanded(StepId step, Instant now) {
        return with(step, new Running(nextAttempt(step), begun(step).orElse(now), now));
    }

    /** A person is asked, once. */
    public Progress asked(StepId step, Instant now) {
        return with(step, new Asked(now));
    }

    public boolean isAsked(StepId step) {
        return state(step) instanceof Asked;
    }

    /**
     * Takes in what an executor reports. A report of an earlier attempt counts only if it is Done:
     * what was read back from the world then is still so, since nobody else may change it.
     */
    public Progress reported(StepId step, int attempt, StepResult result, Instant now) {
        if (!(state(step) instanceof Running running) || attempt > running.attempt()) {
            return lateDone(step, attempt, result, now);
        }
        if (attempt < running.attempt() && !(result instanceof StepResult.Done)) {
            return this;
        }
        return switch (result) {
            case StepResult.Done done ->
                    with(
                            step,
                            new Finished(
                                    running.attempt(),
                                    running.begunAt(),
                                    now,
                                    StepOutcome.DONE,
                                    done.facts()));
            case StepResult.InProgress _ ->
                    with(step, new Running(running.attempt(), running.begunAt(), now));
            case StepResult.Rejected _ ->
                    with(
                            step,
                            new Finished(
                                    running.attempt(),
                                    running.begunAt(),
                                    now,
                                    StepOutcome.REJECTED,
                                    Facts.NONE));
            case StepResult.Unavailable unavailable ->
                    retry(step, running, unavailable.detail(), now);
            case StepResult.Unknown unknown -> retry(step, running, unknown.detail(), now);
        };
    }

    private Progress lateDone(StepId step, int attempt, StepResult result, Instant now) {
        return state(step) instanceof Retrying retrying
                        && attempt <= retrying.attempt()
                        && result instanceof StepResult.Done done
                ? with(
                        step,
                        new Finished(
                                retrying.attempt(),
                                retrying.begunAt(),
                                now,
                                StepOutcome.DONE,
                                done.facts()))
                : this;
    }

    private Progress retry(StepId step, Running running, String reason, Instant now) {
        var factor = 1L << Math.min(running.attempt() - 1, 10);
        var pause = FIRST_RETRY.multipliedBy(factor);
        var bounded = pause.compareTo(SLOWEST_RETRY) > 0 ? SLOWEST_RETRY : pause;
        return with(
                step,
                new Retrying(running.attempt(), running.begunAt(), now.plus(bounded), reason));
    }

    /** Ends a step without its executor: by the time fence, or by a person's word. */
    public Progress settled(StepId step, StepOutcome outcome, Instant now) {
        var begunAt = begun(step).orElse(now);
        return with(step, new Finished(nextAttempt(step) - 1, begunAt, now, outcome, Facts.NONE));
    }

    /**
     * What was measured before proves nothing any more: everything open begins now, and is asked
     * again.
     */
    public Progress forgetTime(Instant now) {
        var next = new LinkedHashMap<>(states);
        next.replaceAll(
                (_, state) ->
                        switch (state) {
                            case Running running ->
                                    new Running(running.attempt(), now, Instant.EPOCH);
                            case Retrying retrying ->
                                    new Retrying(
                                            retrying.attempt(),
                                            now,
                                            Instant.EPOCH,
                                            retrying.reason());
                            case Waiting waiting -> waiting;
                            case Asked _ -> new Asked(now);
                            case Finished finished -> finished;
                        });
        return new Progress(graph, next);
    }

    /** What was rejected may be tried again, because a person has put something right. */
    public Progress reopened() {
        var next = new LinkedHashMap<>(states);
        next.replaceAll(
                (_, state) ->
                        state instanceof Finished finished
                                        && finished.outcome() == StepOutcome.REJECTED
                                ? new Retrying(
                                        finished.attempts(),
                                        finished.begunAt(),
                                        Instant.EPOCH,
                                        "reopened")
                                : state);
        return new Progress(graph, next);
    }

    /** Steps that have been open for longer than they may. */
    public List<PlannedStep> overdue(Instant now) {
        return graph.stream()
                .filter(step -> !(state(step.id()) instanceof Finished))
                .filter(
                        step ->
                                begun(step.id())
                                        .filter(at -> !now.isBefore(at.plus(step.timeout())))
                                        .isPresent())
                .toList();
    }

    private Optional<Instant> begun(StepId step) {
        return switch (state(step)) {
            case Waiting _ -> Optional.empty();
            case Running running -> Optional.of(running.begunAt());
            case Retrying retrying -> Optional.of(retrying.begunAt());
            case Asked asked -> Optional.of(asked.begunAt());
            case Finished finished -> Optional.of(finished.begunAt());
        };
    }

    /** The next moment at which something here becomes due or overdue. */
    public Optional<Instant> wakeAt() {
        return graph.stream()
                .flatMap(step -> wakes(step, state(step.id())))
                .min(Instant::compareTo);
    }

    private static Stream<Instant> wakes(PlannedStep step, StepState state) {
        return switch (state) {
            case Running running ->
                    Stream.of(
                            running.heardAt().plus(SILENCE_LIMIT),
                            running.begunAt().plus(step.timeout()));
            case Retrying retrying ->
                    Stream.of(retrying.notBefore(), retrying.begunAt().plus(step.timeout()));
            case Asked asked -> Stream.of(asked.begunAt().plus(step.timeout()));
            case Waiting _, Finished _ -> Stream.empty();
        };
    }

    private Progress with(StepId step, StepState state) {
        var next = new LinkedHashMap<>(states);
        next.put(step, state);
        return new Progress(graph, next);
    }
}
