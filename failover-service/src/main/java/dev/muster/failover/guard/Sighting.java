package dev.muster.failover.guard;

import dev.muster.events.HealthEvent.HealthAssessed;
import dev.muster.events.HealthEvent.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The last verdict on a site, and when it was received here.
 *
 * @param troubleSince when the present trouble was first heard of here; the instants inside of the
 *     verdict are of another clock
 */
public record Sighting(HealthAssessed assessed, Instant heardAt, Optional<Instant> troubleSince) {

    /** The next thing heard after {@code before}. */
    public static Sighting of(HealthAssessed assessed, Optional<Sighting> before, Instant now) {
        var troubleSince =
                assessed.verdict() == Verdict.HEALTHY
                        ? Optional.<Instant>empty()
                        : before.flatMap(Sighting::troubleSince).or(() -> Optional.of(now));
        return new Sighting(assessed, now, troubleSince);
    }

    public boolean olderThan(Duration limit, Instant now) {
        return Duration.between(heardAt, now).compareTo(limit) > 0;
    }
}
