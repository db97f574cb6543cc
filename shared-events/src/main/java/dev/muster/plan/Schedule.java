package dev.muster.plan;

import java.time.ZoneId;

/** When something is due: five-field cron, read in the given time zone. */
public record Schedule(String cron, ZoneId timeZone) {}
