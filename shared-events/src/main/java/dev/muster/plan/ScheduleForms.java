package dev.muster.plan;

import dev.muster.plan.Form.Misfit;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** The forms of points in time that come again. */
final class ScheduleForms {

    private ScheduleForms() {}

    static final Form<ZoneId> TIME_ZONE =
            Forms.text(
                    "a time zone such as Europe/Berlin",
                    ZoneOffset.UTC,
                    text -> {
                        try {
                            return ZoneId.of(text);
                        } catch (DateTimeException unknown) {
                            throw new Misfit(
                                    "there is no time zone '" + text + "'",
                                    Spelling.nearest(text, ZoneId.getAvailableZoneIds())
                                            .map(zone -> "Did you mean '" + zone + "'?")
                                            .orElse(
                                                    "Name one of the IANA list, such as Europe/Berlin or UTC."));
                        }
                    });

    static final Form<String> CRON =
            Forms.text(
                    "five cron fields such as \"15 2 * * *\"",
                    text -> {
                        CronText.check(text);
                        return text;
                    });

    /** A time zone beside a cron text; UTC when none is given. */
    static ZoneId zone(Fields f) {
        return f.or("timeZone", TIME_ZONE, ZoneOffset.UTC);
    }

    static final Form<Schedule> SCHEDULE =
            Form.mapping(
                    "{cron: \"15 2 * * *\", timeZone: Europe/Berlin}",
                    f -> new Schedule(f.one("cron", CRON), zone(f)));
}
