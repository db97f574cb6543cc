package dev.muster.events;

/** The authority over a plan: raised once per move, never lowered; an effect carries it. */
public record Epoch(long value) implements Comparable<Epoch> {

    /** Before the first move: the primary holds it without ever having moved. */
    public static final Epoch FIRST = new Epoch(1);

    public Epoch {
        if (value < 1) {
            throw new IllegalArgumentException("an epoch is at least 1: " + value);
        }
    }

    public Epoch next() {
        return new Epoch(value + 1);
    }

    @Override
    public int compareTo(Epoch other) {
        return Long.compare(value, other.value);
    }

    public boolean isOlderThan(Epoch other) {
        return value < other.value;
    }

    @Override
    public String toString() {
        return Long.toString(value);
    }
}
