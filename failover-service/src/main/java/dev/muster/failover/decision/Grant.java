package dev.muster.failover.decision;

import java.time.Duration;
import java.time.Instant;

/**
 * The last time a guard was allowed to stay active.
 *
 * @param lease how long that guard counts, whatever the plan says by now
 */
public record Grant(Instant at, Duration lease) {}
