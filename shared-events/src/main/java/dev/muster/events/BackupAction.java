package dev.muster.events;

import dev.muster.plan.Assurance.Engine.Velero;
import dev.muster.plan.Assurance.Level;
import dev.muster.plan.Assurance.ObjectStore;
import dev.muster.plan.Credential;
import dev.muster.plan.PostgresEndpoint;
import dev.muster.plan.SiteId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What a run does; complete in itself, so that no executor has to look up a plan. */
public sealed interface BackupAction {

    /** What carries it out, in the one lower-case word that its points carry. */
    default String engine() {
        return switch (this) {
            case TakePostgresBase _, VerifyPostgres _, RestorePostgres _, RemovePostgres _ ->
                    "postgresql";
            case TakeVelero _, VerifyVelero _, RestoreVelero _, RemoveVelero _ -> "velero";
        };
    }

    /** A base backup of a running server lies in the bucket, with the log it needs. */
    record TakePostgresBase(
            String protection,
            String of,
            PostgresEndpoint source,
            ObjectStore to,
            Duration retention,
            boolean continuousLog)
            implements BackupAction {}

    /**
     * The point was proven up to the given level.
     *
     * @param queries asked of the restored copy, each with the least its first number may be
     */
    record VerifyPostgres(
            RecoveryPoint point,
            ObjectStore from,
            Level level,
            String database,
            List<Query> queries)
            implements BackupAction {
        public VerifyPostgres {
            queries = List.copyOf(queries);
        }
    }

    /** A question to restored data. */
    record Query(String name, String text, long atLeast) {}

    /**
     * A server with the data as they were runs in the folder, beside whatever else there is.
     *
     * @param upTo the last moment whose commits are wanted; the newest that can be reached when
     *     empty
     * @param port where it listens, on the loopback address; any free one when 0
     */
    record RestorePostgres(
            String protection, ObjectStore from, Optional<Instant> upTo, String directory, int port)
            implements BackupAction {}

    /** The point, and all that belongs to it alone, is gone. */
    record RemovePostgres(RecoveryPoint point, ObjectStore from) implements BackupAction {}

    /** A backup that Velero took now lies in its store. */
    record TakeVelero(String protection, SiteId site, Credential kubeconfig, Velero backup)
            implements BackupAction {}

    /**
     * The point was proven up to the given level, at the site of the kubeconfig.
     *
     * @param level readable or restored
     */
    record VerifyVelero(RecoveryPoint point, Credential kubeconfig, Velero backup, Level level)
            implements BackupAction {}

    /**
     * What the point holds is there.
     *
     * @param home the namespace in which Velero runs
     */
    record RestoreVelero(
            RecoveryPoint point,
            SiteId site,
            Credential kubeconfig,
            String home,
            ObjectsRestore how)
            implements BackupAction {}

    /**
     * The point and its data are gone.
     *
     * @param home the namespace in which Velero runs
     */
    record RemoveVelero(RecoveryPoint point, Credential kubeconfig, String home)
            implements BackupAction {}
}
