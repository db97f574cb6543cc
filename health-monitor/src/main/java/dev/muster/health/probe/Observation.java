package dev.muster.health.probe;

import dev.muster.events.HealthEvent.Replication;
import java.time.Duration;
import java.util.Optional;

/**
 * The answer to one question asked once.
 *
 * @param detail why, in words for a person, without secrets
 */
public record Observation(
        boolean up, String detail, Duration took, Optional<Replication> replication) {

    public static Observation up(String detail, Duration took) {
        return new Observation(true, detail, took, Optional.empty());
    }

    public static Observation down(String detail, Duration took) {
        return new Observation(false, detail, took, Optional.empty());
    }
}
