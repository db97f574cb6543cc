package dev.muster.sandbox.bench.reaction;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** One fault, as all saw it; times in milliseconds, empty where something was never seen. */
record Fault(
        int number,
        Instant failedAt,
        Sequence sequence,
        Optional<Instant> effect,
        Optional<Instant> alerted) {

    Optional<Double> toEffect() {
        return effect.map(at -> millis(failedAt, at));
    }

    Optional<Double> toAlert() {
        return alerted.map(at -> millis(failedAt, at));
    }

    Optional<Double> toLastLook() {
        return sequence.observed().map(at -> millis(failedAt, at));
    }

    /** Ours to answer for. */
    Optional<Double> reaction(Pace pace) {
        return between(sequence.observed(), effect)
                .map(millis -> millis - pace.tolerance().toMillis());
    }

    Optional<Double> lookToLoss() {
        return between(sequence.observed(), sequence.lost());
    }

    /** How much later than the tolerance says a loss was called one. */
    Optional<Double> timer(Pace pace) {
        return between(sequence.lost(), sequence.down())
                .map(millis -> millis - pace.tolerance().toMillis());
    }

    Optional<Double> verdictToDecision() {
        return between(sequence.down(), sequence.started());
    }

    Optional<Double> decisionToCommand() {
        return between(sequence.started(), sequence.commanded());
    }

    Optional<Double> commandToEffect() {
        return between(sequence.commanded(), effect);
    }

    /** What became of it when it was not answered with one move and its effect. */
    Optional<String> wrong() {
        return sequence.moves() == 1 && effect.isPresent()
                ? Optional.empty()
                : Optional.of("%s moved %d times".formatted(Stage.plan(number), sequence.moves()));
    }

    boolean isMeasured() {
        return effect.isPresent() && sequence.observed().isPresent();
    }

    private static Optional<Double> between(Optional<Instant> from, Optional<Instant> to) {
        return from.flatMap(f -> to.map(t -> millis(f, t)));
    }

    private static double millis(Instant from, Instant to) {
        return Duration.between(from, to).toNanos() / 1e6;
    }
}
