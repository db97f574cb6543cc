package dev.muster.health.detection;

import java.time.Duration;

/**
 * The numbers of assessing that are the same for every plan.
 *
 * @param heartbeat a verdict is said again after this long even if nothing changed
 * @param clockFreeze after a clock jump nothing is called down for this long
 */
public record DetectionPolicy(Duration heartbeat, Duration clockFreeze) {

    /** How many firing alerts are kept of one site. */
    static final int ALERTS_KEPT = 50;

    public static final DetectionPolicy DEFAULT =
            new DetectionPolicy(Duration.ofSeconds(1), Duration.ofSeconds(30));
}
