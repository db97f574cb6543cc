package dev.muster.plan;

import java.time.Duration;
import java.util.Map;

/**
 * One question asked again and again of each site.
 *
 * @param name unique within its site or plan
 * @param every the interval between two questions, jittered
 * @param timeout after which one question counts as failed; shorter than {@code every}
 * @param failureThreshold failures in a row before the probe counts as down, at least 1
 * @param successThreshold successes in a row before it counts as up again, at least 1
 * @param targets what is asked, by site
 */
public record Probe(
        String name,
        Duration every,
        Duration timeout,
        int failureThreshold,
        int successThreshold,
        Map<SiteId, ProbeTarget> targets) {

    public static final Duration DEFAULT_EVERY = Duration.ofSeconds(10);
    public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(2);
    public static final int DEFAULT_FAILURE_THRESHOLD = 3;
    public static final int DEFAULT_SUCCESS_THRESHOLD = 2;

    public Probe {
        targets = Map.copyOf(targets);
    }
}
