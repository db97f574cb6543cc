package dev.muster.backup.protection;

import dev.muster.backup.verification.Ladder;
import dev.muster.events.BackupAction.RemoveVelero;
import dev.muster.events.BackupAction.RestoreVelero;
import dev.muster.events.BackupAction.TakeVelero;
import dev.muster.events.BackupAction.VerifyVelero;
import dev.muster.events.BackupEvent.RestoreRequested;
import dev.muster.events.ObjectsRestore;
import dev.muster.events.RecoveryPoint;
import dev.muster.plan.Assurance.Engine.Velero;
import dev.muster.plan.Credential;
import dev.muster.plan.SiteId;
import java.util.Optional;

/** What Velero is told to do beside its own schedule. */
record VeleroRuns(Turn turn, String protection, Velero velero) implements EngineRuns {

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
                                        new TakeVelero(protection, source(), kubeconfig, velero)));
    }

    @Override
    public Optional<Order> trial(Ladder.Trial trial) {
        var site = turn.elsewhere();
        return kubeconfig(site)
                .map(
                        kubeconfig ->
                                new Order(
                                        site,
                                        new VerifyVelero(
                                                trial.point().point(),
                                                kubeconfig,
                                                velero,
                                                trial.rung())));
    }

    @Override
    public Optional<Order> removal(RecoveryPoint point) {
        return kubeconfig(source())
                .map(
                        kubeconfig ->
                                new Order(
                                        source(),
                                        new RemoveVelero(point, kubeconfig, velero.home())));
    }

    /** Kubernetes objects go into no folder. */
    @Override
    public Optional<Order> restore(RestoreRequested wish, RecoveryPoint point) {
        return Optional.empty();
    }

    Optional<Order> restore(RecoveryPoint point, SiteId site, ObjectsRestore how) {
        return kubeconfig(site)
                .map(
                        kubeconfig ->
                                new Order(
                                        site,
                                        new RestoreVelero(
                                                point, site, kubeconfig, velero.home(), how)));
    }

    /** A valid plan has one for every site of a protection with Velero. */
    private Optional<Credential> kubeconfig(SiteId site) {
        return turn.plan().site(site).kubeconfig();
    }
}
