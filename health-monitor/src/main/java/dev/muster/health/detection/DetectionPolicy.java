package dev.muster.health.detection;

import java.time.Duration;
import java.time.Instant;

/**
 * The numbers of assessing that are the same for every plan.
 *
 * @param heartbeat a verdict is said again after at most this long even if nothing changed; all of
 *     them at the same moments, since many that are said together cost little more than one
 * @param clockFreeze after a clock jump nothing is called down for this long
 */
public record DetectionPolicy(Duration heartbeat, Duration clockFreeze) {

    /** How many firing alerts are kept of one site. */
    static final int ALERTS_KEPT = 50;

    public static final DetectionPolicy DEFAULT =
            new DetectionPolicy(Duration.ofSeconds(1), Duration.ofSeconds(30));

    boolean signOfLifeIsDue(Instant saidAt, Instant now) {
        return beat(now) != beat(saidAt);
    }

    Instant nextSignOfLife(Instant now) {
        return Instant.ofEpochMilli((beat(now) + 1) * heartbeat.toMillis());
    }

    private long beat(Instant at) {
        return Math.floorDiv(at.toEpochMilli(), heartbeat.toMillis());
    }
}
