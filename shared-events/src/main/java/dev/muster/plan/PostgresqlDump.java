package dev.muster.plan;

import dev.muster.plan.Assurance.Level;
import dev.muster.plan.Assurance.ObjectStore;
import java.time.Duration;

/**
 * Logical dumps of a data set, which any later release of PostgreSQL can read.
 *
 * @param of the data set of the plan
 */
public record PostgresqlDump(String of, Duration every, Duration retention, ObjectStore to)
        implements OwnEngine {

    @Override
    public Level highest() {
        return Level.SERVING;
    }
}
