package dev.muster.events;

/** One step of an execution, by name. */
public record StepId(String value) implements Comparable<StepId> {

    public StepId {
        if (!value.matches("[a-z0-9][-a-z0-9]{0,127}")) {
            throw new IllegalArgumentException("not a step id: '" + value + "'");
        }
    }

    @Override
    public int compareTo(StepId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
