package dev.muster.health.probe;

import java.time.Duration;
import java.time.Instant;

/**
 * A stretch of time through which one clock of a vantage can be compared with itself: from the
 * start of its process, or from when that clock was set. Readers learn anew how late its reports
 * are in each, so that a clock that was set back does not make a vantage stale for minutes.
 *
 * @param number greater than that of every life before: milliseconds since 1970 at its begin, or
 *     one more than the last where the clock was set back
 * @param wall what the clock showed when it was last looked at
 * @param nanos a monotonic clock at the same moment
 */
public record Life(long number, Instant wall, long nanos) {

    /** More than clocks are pulled when they are kept right, and less than would be noticed. */
    static final Duration SET_BY = Duration.ofMillis(500);

    /** The first life of a process. */
    public static Life begins(Instant wall, long nanos) {
        return new Life(wall.toEpochMilli(), wall, nanos);
    }

    /** The life that goes on, or the next one when the clock was set since the last look. */
    public Life at(Instant now, long nowNanos) {
        var shown = Duration.between(wall, now);
        var passed = Duration.ofNanos(nowNanos - nanos);
        var wasSet = shown.minus(passed).abs().compareTo(SET_BY) > 0;
        return new Life(wasSet ? Math.max(number + 1, now.toEpochMilli()) : number, now, nowNanos);
    }
}
