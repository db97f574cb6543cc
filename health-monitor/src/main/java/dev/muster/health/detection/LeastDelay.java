package dev.muster.health.detection;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The shortest that any report of one vantage took from its making until it was received here. Two
 * clocks that nobody has set alike measure it, so it may be anything, even negative; but what a
 * report took longer than this it has spent waiting, and it is older by as much.
 *
 * <p>It may grow: a little with every report, because clocks run at slightly different rates; and
 * all at once when the vantage's clock was set back. A report that is late by more than any report
 * waits, its writer gives up far earlier, shows one or the other: a clock that was set, or a log
 * that is being read late. Only time tells them apart. While a backlog is read, each report is less
 * late than the one before; after a clock was set none is ever quicker again. So such a report is
 * counted as old as it looks, and the new delay is believed once no report has been quicker for as
 * long again. Until then the vantage is stale, which costs a vote, not an application.
 *
 * @param setBack what would be believed if the vantage's clock was set back
 */
public record LeastDelay(Duration known, Optional<SetBack> setBack) {

    /**
     * A delay that is not believed yet.
     *
     * @param least the shortest since then
     */
    public record SetBack(Duration least, Instant since) {}

    /** Longer than the writer of a report tries to write it. */
    static final Duration NONE_WAITS_LONGER = Duration.ofSeconds(15);

    private static final Duration FORGIVEN = Duration.ofMillis(50);

    /** Nothing to compare with yet. */
    static LeastDelay of(Duration first) {
        return new LeastDelay(first, Optional.empty());
    }

    /** With one more report, received now. */
    LeastDelay with(Duration delay, Instant now) {
        if (delay.minus(known).compareTo(NONE_WAITS_LONGER) <= 0) {
            return of(least(known, delay));
        }
        var next =
                setBack.filter(it -> delay.compareTo(it.least().minus(FORGIVEN)) >= 0)
                        .map(it -> new SetBack(least(it.least(), delay), it.since()))
                        .orElse(new SetBack(delay, now));
        return Duration.between(next.since(), now).compareTo(NONE_WAITS_LONGER) < 0
                ? new LeastDelay(known, Optional.of(next))
                : of(next.least());
    }

    private static Duration least(Duration before, Duration delay) {
        var forgiving = before.plus(FORGIVEN);
        return delay.compareTo(forgiving) < 0 ? delay : forgiving;
    }
}
