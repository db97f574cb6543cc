package dev.muster.sandbox.bench.measure;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One side, once.
 *
 * @param operations how many were completed
 * @param wall from the first to the last
 * @param processor what each process used meanwhile, under its name
 * @param latencies of single operations
 */
public record Run(
        long operations, Duration wall, Map<String, Duration> processor, Latencies latencies) {

    private static final double NANOS_PER_SECOND = 1e9;
    private static final double NANOS_PER_MICRO = 1e3;

    public double perSecond() {
        return operations * NANOS_PER_SECOND / wall.toNanos();
    }

    public double millis() {
        return wall.toNanos() / 1e6;
    }

    /** Processor time per operation in microseconds, by process. */
    public Map<String, Double> microsPerOperation() {
        var micros = new LinkedHashMap<String, Double>();
        processor.forEach(
                (name, used) ->
                        micros.put(
                                name, used.toNanos() / NANOS_PER_MICRO / Math.max(1, operations)));
        return micros;
    }

    /** Processor time of all processes per operation in microseconds. */
    public double micros() {
        return microsPerOperation().values().stream().mapToDouble(d -> d).sum();
    }

    /** What this share of the operations did not exceed, in milliseconds. */
    public double latencyMillis(double share) {
        return latencies.millis(share);
    }
}
