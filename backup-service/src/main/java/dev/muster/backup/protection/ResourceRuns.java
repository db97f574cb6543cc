package dev.muster.backup.protection;

import dev.muster.backup.verification.Ladder;
import dev.muster.events.BackupAction.RemoveResource;
import dev.muster.events.BackupAction.TakeResource;
import dev.muster.events.BackupEvent.RestoreRequested;
import dev.muster.events.RecoveryPoint;
import dev.muster.plan.Credential;
import dev.muster.plan.ResourceBackup;
import dev.muster.plan.SiteId;
import java.util.Optional;

/** What operators inside the active site's cluster are asked for. */
record ResourceRuns(Turn turn, String protection, ResourceBackup backup) implements EngineRuns {

    @Override
    public SiteId source() {
        return turn.activeSite();
    }

    @Override
    public Optional<Order> take() {
        return kubeconfig(source())
                .map(
                        kubeconfig ->
                                new Order(
                                        source(),
                                        new TakeResource(
                                                protection, source(), kubeconfig, backup)));
    }

    /** Only a restore inside the cluster could try one. */
    @Override
    public Optional<Order> trial(Ladder.Trial trial) {
        return Optional.empty();
    }

    /** Its object is in the cluster that it was taken in. */
    @Override
    public Optional<Order> removal(RecoveryPoint point) {
        return kubeconfig(point.site())
                .map(
                        kubeconfig ->
                                new Order(
                                        point.site(),
                                        new RemoveResource(point, kubeconfig, backup)));
    }

    /** Its operator restores it, into volumes and not into a folder. */
    @Override
    public Optional<Order> restore(RestoreRequested wish, RecoveryPoint point) {
        return Optional.empty();
    }

    private Optional<Credential> kubeconfig(SiteId site) {
        return turn.plan().sites().stream()
                .filter(one -> one.name().equals(site))
                .findFirst()
                .flatMap(one -> one.kubeconfig());
    }
}
