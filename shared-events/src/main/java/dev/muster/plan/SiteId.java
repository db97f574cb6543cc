package dev.muster.plan;

/** Names one site: a cluster or region on which applications run. */
public record SiteId(String value) implements Comparable<SiteId> {
    public SiteId {
        Names.requireDnsLabel("a site name", value);
    }

    @Override
    public int compareTo(SiteId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
