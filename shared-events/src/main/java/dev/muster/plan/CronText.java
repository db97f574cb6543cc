package dev.muster.plan;

import com.cronutils.model.Cron;
import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import dev.muster.plan.Form.Misfit;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Optional;

/** Five-field cron, as cron itself reads it: minute, hour, day of month, month, day of week. */
final class CronText {

    private static final int LONGEST = 120;
    private static final int TURNS = 400;

    /** A leap year lies ahead, so that 29 February comes. */
    private static final ZonedDateTime FROM =
            ZonedDateTime.of(2027, 12, 31, 23, 59, 0, 0, ZoneOffset.UTC);

    private CronText() {}

    static void check(String text) throws Misfit {
        if (next(parse(text), FROM).isEmpty()) {
            throw new Misfit(
                    "'" + text + "' never comes", "Name a day that exists in the named month.");
        }
    }

    /** The longest time between two turns; found by looking at the next few hundred of them. */
    static Duration longestGap(String text) {
        try {
            var cron = parse(text);
            var longest = Duration.ZERO;
            var last = next(cron, FROM);
            for (int turn = 0; turn < TURNS && last.isPresent(); turn++) {
                var next = next(cron, last.get());
                if (next.isEmpty()) {
                    return Forms.LONGEST;
                }
                var gap = Duration.between(last.get(), next.get());
                longest = gap.compareTo(longest) > 0 ? gap : longest;
                last = next;
            }
            return longest;
        } catch (Misfit unreadable) {
            return Forms.LONGEST;
        }
    }

    /** The first turn after the given moment; none when the text cannot be read. */
    static Optional<ZonedDateTime> next(String text, ZonedDateTime after) {
        try {
            return next(parse(text), after);
        } catch (Misfit unreadable) {
            return Optional.empty();
        }
    }

    private static Optional<ZonedDateTime> next(Cron cron, ZonedDateTime after) {
        return ExecutionTime.forCron(cron).nextExecution(after);
    }

    private static Cron parse(String text) throws Misfit {
        if (text.length() > LONGEST) {
            throw new Misfit("it has " + text.length() + " characters", "Write five cron fields.");
        }
        try {
            var unix = CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX);
            return new CronParser(unix).parse(text).validate();
        } catch (IllegalArgumentException broken) {
            throw new Misfit(
                    "'" + text + "' is not a schedule",
                    "Write five fields: minute, hour, day of month, month, day of week;"
                            + " such as \"15 2 * * *\".");
        }
    }
}
