package dev.muster.stream;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Time of day that never runs backwards: anchored once to the wall clock, then driven by the
 * monotonic clock. Tells when the two have drifted apart or when nobody looked for too long.
 */
final class SteadyClock {

    private final InstantSource wall;
    private final LongSupplier nanos;
    private final Duration stall;
    private Instant anchor;
    private long anchorNanos;
    private long lastLook;

    /** By so much a wall clock that was set back is behind; told once, and then known. */
    private Duration ahead = Duration.ZERO;

    SteadyClock(InstantSource wall, LongSupplier nanos, Duration stall) {
        this.wall = wall;
        this.nanos = nanos;
        this.stall = stall;
        this.anchor = wall.instant();
        this.anchorNanos = nanos.getAsLong();
        this.lastLook = anchorNanos;
    }

    Instant now() {
        return anchor.plusNanos(nanos.getAsLong() - anchorNanos);
    }

    /** Called at every tick: the size of the jump or of the pause since the last look, if any. */
    Optional<Duration> look() {
        var present = nanos.getAsLong();
        var pause = Duration.ofNanos(present - lastLook);
        lastLook = present;
        var drift = Duration.between(wall.instant(), now()).minus(ahead).abs();
        if (drift.compareTo(DRIFT_LIMIT) > 0) {
            anchor = later(wall.instant(), now());
            anchorNanos = present;
            ahead = Duration.between(wall.instant(), anchor);
            return Optional.of(drift);
        }
        return pause.compareTo(stall) > 0 ? Optional.of(pause) : Optional.empty();
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private static final Duration DRIFT_LIMIT = Duration.ofMillis(500);
}
