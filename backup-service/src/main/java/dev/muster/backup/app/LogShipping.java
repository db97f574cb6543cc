package dev.muster.backup.app;

import dev.muster.events.BackupEvent;
import dev.muster.plan.Assurance.Engine.PostgresqlBackup;
import dev.muster.plan.PlanId;
import dev.muster.plan.PostgresEndpoint;
import dev.muster.plan.SiteId;
import java.util.function.Consumer;

/** Ships the log of a database to its bucket as it is written; a port. */
public interface LogShipping {

    /**
     * What is to be shipped.
     *
     * @param protection the item of the plan
     */
    record Order(
            PlanId plan,
            String protection,
            SiteId site,
            PostgresEndpoint source,
            PostgresqlBackup backup) {}

    /**
     * Begins, and goes on through every trouble until it is closed.
     *
     * @param news told about once a second how far the bucket holds the log, and what hinders it
     */
    AutoCloseable ship(Order order, Consumer<BackupEvent> news);

    /**
     * Makes a server hold back no more log for what is not shipped from it any more; nothing
     * happens while somebody ships all the same.
     *
     * @return whether the server answered, and holds back none now
     */
    boolean release(Order order);
}
