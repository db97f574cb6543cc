package dev.muster.machine;

import java.time.Instant;
import java.util.Optional;

/**
 * A pure decision: from what is known of one key and from what just happened to what is known next
 * and what is said about it. No I/O, clock, randomness, thread or logging; the same arguments
 * always give the same outcome, so that a decision can be simulated, replayed and explained.
 *
 * @param <S> what is known of one key; a record of plain data
 */
public interface Machine<S> {

    /** Names the machine, its state and its place in the log; a DNS label that never changes. */
    String name();

    /**
     * Decides.
     *
     * @param state what was known, empty for a key that is heard of for the first time
     * @param input what happened
     * @param now time that never runs backwards while the host lives; not comparable over {@link
     *     Input.Resumed} and {@link Input.ClockJumped}
     */
    Outcome<S> decide(Optional<S> state, Input input, Instant now);
}
