package dev.muster.plan;

/** Names one place from which sites are observed. */
public record VantageId(String value) implements Comparable<VantageId> {
    public VantageId {
        Names.requireDnsLabel("a vantage name", value);
    }

    @Override
    public int compareTo(VantageId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
