package dev.muster.plan;

import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import dev.muster.plan.RecoveryPlan.Freeze;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;

/** A recurring window of time, told by a five-field cron expression for its start. */
record FreezeWindow(ExecutionTime starts, Duration length, ZoneId zone) {

    private static final CronParser PARSER =
            new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX));

    /**
     * The window of a declared freeze.
     *
     * @throws IllegalArgumentException when the expression or the zone is none; the validator
     *     excludes it
     */
    static FreezeWindow of(Freeze freeze) {
        return new FreezeWindow(
                ExecutionTime.forCron(PARSER.parse(freeze.cron())),
                freeze.length(),
                ZoneId.of(freeze.timeZone()));
    }

    boolean covers(Instant at) {
        var local = at.atZone(zone);
        return starts.isMatch(local)
                || starts.lastExecution(local)
                        .map(start -> at.isBefore(start.toInstant().plus(length)))
                        .orElse(false);
    }
}
