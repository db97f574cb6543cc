package dev.muster.events;

/**
 * Names one run of a backup, a verification, a restore or a removal; made from what caused it, so
 * that the same cause never starts a second one.
 */
public record RunId(String value) implements Comparable<RunId> {
    @Override
    public int compareTo(RunId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
