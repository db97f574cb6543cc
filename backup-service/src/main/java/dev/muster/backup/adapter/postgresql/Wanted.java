package dev.muster.backup.adapter.postgresql;

import dev.muster.events.RecoveryPoint;
import dev.muster.plan.Assurance.ObjectStore;
import dev.muster.plan.PlanId;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * A server of the past that shall be.
 *
 * @param replay whether the log is replayed after the base
 * @param upTo the last moment whose commits are wanted; then the server is promoted
 * @param port where it listens
 * @param cause what wants it: a folder that was laid down for another cause is never taken over
 */
record Wanted(
        PlanId plan,
        String protection,
        ObjectStore from,
        RecoveryPoint base,
        Path directory,
        boolean replay,
        Optional<Instant> upTo,
        int port,
        String cause) {

    Keys keys() {
        return Keys.of(plan, protection);
    }

    /** Beside the folder: what was laid down there, so that it is never taken for another's. */
    Path marker() {
        return beside(".muster.json");
    }

    /** Where the log waits until the server takes it. */
    Path spool() {
        return beside(".log.d");
    }

    /** Where the base is laid down before it has its name. */
    Path draft() {
        return beside(".partial");
    }

    private Path beside(String suffix) {
        return directory.resolveSibling(directory.getFileName() + suffix);
    }
}
