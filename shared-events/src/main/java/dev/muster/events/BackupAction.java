package dev.muster.events;

import dev.muster.plan.Assurance.Engine.Velero;
import dev.muster.plan.Assurance.Level;
import dev.muster.plan.Assurance.ObjectStore;
import dev.muster.plan.Credential;
import dev.muster.plan.EtcdSnapshot;
import dev.muster.plan.GitMirror;
import dev.muster.plan.PostgresEndpoint;
import dev.muster.plan.ResourceBackup;
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
            case TakeDump _, VerifyDump _, RestoreDump _ -> "postgresql-dump";
            case TakeEtcd _, VerifyEtcd _, RestoreEtcd _ -> "etcd";
            case RemoveArchive removal -> removal.point().engine();
            case TakeGit _, VerifyGit _, RestoreGit _, RemoveGit _ -> "git";
            case TakeResource take -> take.backup().engine();
            case RemoveResource removal -> removal.point().engine();
            case TakeVelero _, VerifyVelero _, RestoreVelero _, RemoveVelero _ -> "velero";
        };
    }

    /** A backup is taken at the site that holds the authority. */
    sealed interface Take extends BackupAction {}

    /** A point is proven up to a level. */
    sealed interface Trial extends BackupAction {
        RecoveryPoint point();

        Level level();
    }

    /** A point, and all that belongs to it alone, is gone. */
    sealed interface Removal extends BackupAction {
        RecoveryPoint point();
    }

    /** A base backup of a running server lies in the bucket, with the log it needs. */
    record TakePostgresBase(
            String protection,
            String of,
            PostgresEndpoint source,
            ObjectStore to,
            Duration retention,
            boolean continuousLog)
            implements Take {}

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
            implements Trial {
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
    record RemovePostgres(RecoveryPoint point, ObjectStore from) implements Removal {}

    /** A logical dump of a database lies in the bucket. */
    record TakeDump(
            String protection, SiteId site, String of, PostgresEndpoint source, ObjectStore to)
            implements Take {}

    /**
     * The dump was proven up to the given level.
     *
     * @param queries asked of the restored copy, each with the least its first number may be
     */
    record VerifyDump(
            RecoveryPoint point,
            ObjectStore from,
            Level level,
            String database,
            List<Query> queries)
            implements Trial {
        public VerifyDump {
            queries = List.copyOf(queries);
        }
    }

    /**
     * A server of its own with what the dump holds runs in the folder.
     *
     * @param source whose role and database it gets
     * @param port where it listens; any free one when 0
     */
    record RestoreDump(
            RecoveryPoint point,
            ObjectStore from,
            PostgresEndpoint source,
            String directory,
            int port)
            implements BackupAction {}

    /** A snapshot of an etcd lies in the bucket. */
    record TakeEtcd(String protection, SiteId site, EtcdSnapshot.Cluster source, ObjectStore to)
            implements Take {}

    /**
     * The snapshot was proven up to the given level.
     *
     * @param level readable or restored
     */
    record VerifyEtcd(RecoveryPoint point, ObjectStore from, Level level) implements Trial {}

    /**
     * The data directory of a new member lies in the folder; whoever owns the cluster starts it.
     */
    record RestoreEtcd(RecoveryPoint point, ObjectStore from, String directory)
            implements BackupAction {}

    /** The archive and all that belongs to it is gone from the bucket. */
    record RemoveArchive(RecoveryPoint point, ObjectStore from) implements Removal {}

    /** Every mirror holds what the repository holds, and what it held before. */
    record TakeGit(
            String protection, SiteId site, GitMirror.Remote source, List<GitMirror.Remote> to)
            implements Take {
        public TakeGit {
            to = List.copyOf(to);
        }
    }

    /**
     * The point was proven up to the given level, in every mirror.
     *
     * @param level readable or restored
     */
    record VerifyGit(RecoveryPoint point, List<GitMirror.Remote> from, Level level)
            implements Trial {
        public VerifyGit {
            from = List.copyOf(from);
        }
    }

    /** A bare repository with the refs of that moment lies in the folder. */
    record RestoreGit(RecoveryPoint point, List<GitMirror.Remote> from, String directory)
            implements BackupAction {
        public RestoreGit {
            from = List.copyOf(from);
        }
    }

    /** No mirror holds the point any more; what the repository holds now stays. */
    record RemoveGit(RecoveryPoint point, List<GitMirror.Remote> from) implements Removal {
        public RemoveGit {
            from = List.copyOf(from);
        }
    }

    /** What an operator inside the cluster was asked for is there. */
    record TakeResource(
            String protection, SiteId site, Credential kubeconfig, ResourceBackup backup)
            implements Take {}

    /**
     * The object that stands for the point is gone, and so are its data where its operator cares.
     */
    record RemoveResource(RecoveryPoint point, Credential kubeconfig, ResourceBackup backup)
            implements Removal {}

    /** A backup that Velero took now lies in its store. */
    record TakeVelero(String protection, SiteId site, Credential kubeconfig, Velero backup)
            implements Take {}

    /**
     * The point was proven up to the given level, at the site of the kubeconfig.
     *
     * @param level readable or restored
     */
    record VerifyVelero(RecoveryPoint point, Credential kubeconfig, Velero backup, Level level)
            implements Trial {}

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
            implements Removal {}
}
