package dev.muster.backup.catalog;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How long the last restores took, for a guess at the next one.
 *
 * @param samples the latest, oldest first
 */
public record RestoreSpeed(List<Sample> samples) {

    public static final RestoreSpeed UNKNOWN = new RestoreSpeed(List.of());

    private static final int KEPT = 20;

    /** One measured restore. */
    public record Sample(long bytes, Duration took) {}

    public RestoreSpeed {
        samples = List.copyOf(samples);
    }

    public RestoreSpeed with(long bytes, Duration took) {
        var more = new ArrayList<>(samples);
        more.add(new Sample(bytes, took));
        return new RestoreSpeed(more.subList(Math.max(0, more.size() - KEPT), more.size()));
    }

    /**
     * The time a restore of that many bytes would take: the slowest measured rate, and never less
     * than the shortest restore ever seen. Empty as long as nothing was restored.
     */
    public Optional<Duration> expected(long bytes) {
        if (samples.isEmpty()) {
            return Optional.empty();
        }
        var slowest = 0.0;
        var shortest = Duration.ofDays(1);
        for (var sample : samples) {
            slowest =
                    Math.max(
                            slowest,
                            (double) sample.took().toMillis() / Math.max(1, sample.bytes()));
            shortest = sample.took().compareTo(shortest) < 0 ? sample.took() : shortest;
        }
        var guess = Duration.ofMillis(Math.round(slowest * bytes));
        return Optional.of(guess.compareTo(shortest) < 0 ? shortest : guess);
    }
}
