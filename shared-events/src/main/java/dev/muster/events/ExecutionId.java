package dev.muster.events;

/** One run of a recovery plan; derived from the plan and the epoch it raises. */
public record ExecutionId(String value) {

    public ExecutionId {
        if (!value.matches("[a-z0-9][-a-z0-9]{0,127}")) {
            throw new IllegalArgumentException("not an execution id: '" + value + "'");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
