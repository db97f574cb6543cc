package dev.muster.backup.protection;

import dev.muster.backup.verification.Ladder;
import dev.muster.events.BackupAction.RemoveArchive;
import dev.muster.events.BackupAction.RestoreEtcd;
import dev.muster.events.BackupAction.TakeEtcd;
import dev.muster.events.BackupAction.VerifyEtcd;
import dev.muster.events.BackupEvent.RestoreRequested;
import dev.muster.events.RecoveryPoint;
import dev.muster.plan.EtcdSnapshot;
import dev.muster.plan.SiteId;
import java.util.Optional;

/** Snapshots of the etcd behind the active site. */
record EtcdRuns(Turn turn, String protection, EtcdSnapshot etcd) implements EngineRuns {

    @Override
    public SiteId source() {
        return turn.activeSite();
    }

    @Override
    public Optional<Order> take() {
        return Optional.ofNullable(etcd.clusters().get(source()))
                .map(
                        cluster ->
                                new Order(
                                        source(),
                                        new TakeEtcd(protection, source(), cluster, etcd.to())));
    }

    @Override
    public Optional<Order> trial(Ladder.Trial trial) {
        return Optional.of(
                new Order(
                        turn.elsewhere(),
                        new VerifyEtcd(trial.point().point(), etcd.to(), trial.rung())));
    }

    @Override
    public Optional<Order> removal(RecoveryPoint point) {
        return Optional.of(new Order(source(), new RemoveArchive(point, etcd.to())));
    }

    @Override
    public Optional<Order> restore(RestoreRequested wish, RecoveryPoint point) {
        return Optional.of(
                new Order(wish.site(), new RestoreEtcd(point, etcd.to(), wish.directory())));
    }
}
