package dev.muster.sandbox.bench.reaction;

import java.time.Duration;

/**
 * How often is looked, at both, and how long a loss has to last.
 *
 * @param every between two looks; ours and the peer's scrape and evaluation interval
 * @param tolerance ours; a plan may not have less than it looks
 * @param lasting the peer's {@code for}
 * @param groupWait the peer's {@code group_wait}
 */
record Pace(String name, Duration every, Duration tolerance, Duration lasting, Duration groupWait) {

    static final Pace FIVE_SECONDS =
            new Pace(
                    "every 5 s",
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(1));
    static final Pace ONE_SECOND =
            new Pace(
                    "every 1 s",
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(1),
                    Duration.ZERO,
                    Duration.ZERO);

    /** How many failures in a row a vantage of ours has to see. */
    static final int OBSERVATIONS = 3;

    String everyText() {
        return every.toSeconds() + "s";
    }
}
