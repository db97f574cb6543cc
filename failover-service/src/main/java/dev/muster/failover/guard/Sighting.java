package dev.muster.failover.guard;

import dev.muster.events.HealthEvent.HealthAssessed;
import java.time.Duration;
import java.time.Instant;

/** The last verdict on a site, and when it was received here. */
public record Sighting(HealthAssessed assessed, Instant heardAt) {

    public boolean olderThan(Duration limit, Instant now) {
        return Duration.between(heardAt, now).compareTo(limit) > 0;
    }
}
