package dev.muster.events;

/** Names one recovery point; unique in its plan and never used again. */
public record RecoveryPointId(String value) implements Comparable<RecoveryPointId> {
    @Override
    public int compareTo(RecoveryPointId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
