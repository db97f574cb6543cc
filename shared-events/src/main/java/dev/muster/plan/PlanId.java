package dev.muster.plan;

/** Names one recovery plan. */
public record PlanId(String value) implements Comparable<PlanId> {
    public PlanId {
        Names.requireDnsLabel("a plan name", value);
    }

    @Override
    public int compareTo(PlanId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
