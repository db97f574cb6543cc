package dev.muster.events;

import dev.muster.plan.SiteId;
import java.time.Instant;
import java.util.Optional;

/**
 * A state of the past that can be brought back.
 *
 * @param protection the item of the plan that asked for it
 * @param engine what made it, in one lower-case word
 * @param site where the data were when it was made
 * @param of the data set it holds; empty when it holds whole namespaces
 * @param asOf everything that was committed until then is in it, by the source's clock
 * @param completedAt when all of it was durable
 * @param expiresAt when the engine itself takes it away; empty when only Muster does
 * @param bytes as stored
 * @param objects what the engine counts: files, Kubernetes objects, keys, refs
 * @param location where it lies, without a secret
 * @param log where in the source's log it begins, for an engine that replays one
 */
public record RecoveryPoint(
        RecoveryPointId id,
        String protection,
        String engine,
        SiteId site,
        Optional<String> of,
        Instant asOf,
        Instant completedAt,
        Optional<Instant> expiresAt,
        long bytes,
        long objects,
        String location,
        Optional<LogPosition> log) {

    /**
     * A place in a write-ahead log.
     *
     * @param timeline which of the server's histories
     * @param position as PostgreSQL writes it, such as {@code 0/3000148}
     */
    public record LogPosition(int timeline, String position) {}
}
