package dev.muster.sandbox.bench.measure;

import java.util.Arrays;

/** How long each of many operations took. */
public final class Latencies {

    private final long[] ascending;

    private Latencies(long[] ascending) {
        this.ascending = ascending;
    }

    /** Of so many nanoseconds each, in any order. */
    public static Latencies of(long[] nanos) {
        var ascending = nanos.clone();
        Arrays.sort(ascending);
        return new Latencies(ascending);
    }

    public int count() {
        return ascending.length;
    }

    /** What this share of the operations did not exceed, in milliseconds. */
    public double millis(double share) {
        return ascending.length == 0
                ? Double.NaN
                : ascending[(int) Math.min(ascending.length - 1.0, ascending.length * share)] / 1e6;
    }
}
