package dev.muster.failover.evacuation;

import java.time.Duration;

/**
 * How many plans may leave one site by themselves.
 *
 * @param atOnce in flight together, once one has been verified; before that only one
 * @param perWindow in one window altogether
 */
public record BlastRadiusPolicy(int atOnce, int perWindow, Duration window) {

    public static final BlastRadiusPolicy DEFAULT =
            new BlastRadiusPolicy(3, 3, Duration.ofMinutes(10));
}
