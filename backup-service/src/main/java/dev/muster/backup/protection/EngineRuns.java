package dev.muster.backup.protection;

import dev.muster.backup.verification.Ladder;
import dev.muster.events.BackupAction;
import dev.muster.events.BackupEvent.RestoreRequested;
import dev.muster.events.RecoveryPoint;
import dev.muster.plan.Assurance.Engine.PostgresqlBackup;
import dev.muster.plan.Assurance.Engine.Velero;
import dev.muster.plan.Assurance.Protection;
import dev.muster.plan.EtcdSnapshot;
import dev.muster.plan.GitMirror;
import dev.muster.plan.PostgresqlDump;
import dev.muster.plan.ResourceBackup;
import dev.muster.plan.SiteId;
import java.util.Optional;

/**
 * What the engine of one protection is told to do. An order is empty where it cannot be carried
 * out, because the plan does not say how a site is reached.
 */
interface EngineRuns {

    /** Where something is done, and what. */
    record Order(SiteId site, BackupAction action) {}

    /** The item of the plan. */
    String protection();

    /** Where backups are taken now. */
    SiteId source();

    /** A backup, now. */
    Optional<Order> take();

    /** A trial of a point, away from the site whose data it holds. */
    Optional<Order> trial(Ladder.Trial trial);

    /** A point, and all that belongs to it alone, goes. */
    Optional<Order> removal(RecoveryPoint point);

    /**
     * What the point holds, laid down in a folder.
     *
     * @param point what is restored; for an engine with a log only what is known to be there
     */
    Optional<Order> restore(RestoreRequested wish, RecoveryPoint point);

    /** The runs of the protection's engine. */
    static EngineRuns of(Turn turn, Protection protection) {
        return switch (protection.engine()) {
            case PostgresqlBackup backup -> new PostgresRuns(turn, protection.name(), backup);
            case PostgresqlDump dump -> new DumpRuns(turn, protection.name(), dump);
            case EtcdSnapshot etcd -> new EtcdRuns(turn, protection.name(), etcd);
            case GitMirror git -> new GitRuns(turn, protection.name(), git);
            case ResourceBackup backup -> new ResourceRuns(turn, protection.name(), backup);
            case Velero velero -> new VeleroRuns(turn, protection.name(), velero);
        };
    }
}
