package dev.muster.health.probe;

import java.time.Duration;

/**
 * When a probe is asked again. Chance comes from outside, as a number from 0 to below 1: questions
 * that began together must not stay together.
 */
public final class Cadence {

    /** After a first contradiction the next questions follow at once, as many as are needed. */
    public static final Duration BURST_PAUSE = Duration.ofMillis(50);

    /** While somebody suspects a site, its probes are asked no more often than this. */
    public static final Duration SUSPICION_PAUSE = Duration.ofMillis(250);

    private static final double SPREAD = 0.1;

    private Cadence() {}

    /** How long the first question waits: anywhere within one interval. */
    public static Duration first(Duration every, double chance) {
        return share(every, chance);
    }

    /**
     * How long after the last question was asked the next one is due: the interval, give or take 5
     * %, or a burst while the answers contradict the status.
     */
    public static Duration next(Duration every, ProbeState state, double chance) {
        return state.inDoubt() && BURST_PAUSE.compareTo(every) < 0
                ? BURST_PAUSE
                : share(every, 1 - SPREAD / 2 + SPREAD * chance);
    }

    private static Duration share(Duration every, double share) {
        return Duration.ofNanos((long) (every.toNanos() * share));
    }
}
