package dev.muster.backup.app;

import dev.muster.events.BackupAction;
import dev.muster.events.BackupResult;

/**
 * Carries out one kind of run: looks first, acts only if the world is not yet as wanted, and
 * answers with what it then reads back.
 */
public interface RunHandler<A extends BackupAction> {

    Class<A> action();

    /**
     * Carries the run out, however long that takes.
     *
     * @throws InterruptedException when the service is being stopped; the run is commanded again
     */
    BackupResult carryOut(A action, RunContext context) throws InterruptedException;
}
