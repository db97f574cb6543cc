package dev.muster.plan;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;

/** When something is due: five-field cron, read in the given time zone. */
public record Schedule(String cron, ZoneId timeZone) {

    /** The first turn after the given instant; empty when there is none within its calendar. */
    public Optional<Instant> next(Instant after) {
        return CronText.next(cron, after.atZone(timeZone)).map(java.time.ZonedDateTime::toInstant);
    }
}
