package dev.muster.backup.protection;

import dev.muster.backup.protection.Run.Purpose;
import dev.muster.backup.verification.Ladder;
import dev.muster.events.BackupAction.RemoveVelero;
import dev.muster.events.BackupAction.RestoreVelero;
import dev.muster.events.BackupAction.TakeVelero;
import dev.muster.events.BackupAction.VerifyVelero;
import dev.muster.events.ObjectsRestore;
import dev.muster.events.RecoveryPoint;
import dev.muster.events.RunId;
import dev.muster.plan.Assurance.Engine.Velero;
import dev.muster.plan.Assurance.Protection;
import dev.muster.plan.Credential;
import dev.muster.plan.SiteId;
import java.util.Optional;

/** What Velero is told to do beside its own schedule. */
final class VeleroRuns {

    private VeleroRuns() {}

    /** Velero takes backups by its schedule and lets them go by itself; trials are ours. */
    static void upkeep(Turn turn, Protection protection, Velero velero) {
        protection
                .verify()
                .flatMap(wanted -> Ladder.next(turn.catalogue, protection.name(), wanted, turn.now))
                .filter(_ -> !turn.running(Purpose.VERIFICATION))
                .ifPresent(
                        trial ->
                                attempt(
                                        turn,
                                        velero,
                                        trial,
                                        Names.trial(trial, Names.at(turn.now))));
    }

    static void take(Turn turn, Protection protection, Velero velero, String cause) {
        kubeconfig(turn, turn.activeSite())
                .ifPresent(
                        kubeconfig ->
                                turn.begin(
                                        new RunId(
                                                turn.planId()
                                                        + "-"
                                                        + protection.name()
                                                        + "-"
                                                        + cause),
                                        protection.name(),
                                        Purpose.BACKUP,
                                        turn.activeSite(),
                                        new TakeVelero(
                                                protection.name(),
                                                turn.activeSite(),
                                                kubeconfig,
                                                velero)));
    }

    /** Away from the site whose objects it holds. */
    static void attempt(Turn turn, Velero velero, Ladder.Trial trial, String id) {
        var site = turn.elsewhere();
        kubeconfig(turn, site)
                .ifPresent(
                        kubeconfig ->
                                turn.begin(
                                        new RunId(id),
                                        trial.point().protection(),
                                        Purpose.VERIFICATION,
                                        site,
                                        new VerifyVelero(
                                                trial.point().point(),
                                                kubeconfig,
                                                velero,
                                                trial.rung())));
    }

    static void restore(
            Turn turn,
            Velero velero,
            RecoveryPoint point,
            SiteId site,
            ObjectsRestore how,
            String requestId) {
        kubeconfig(turn, site)
                .ifPresent(
                        kubeconfig ->
                                turn.begin(
                                        new RunId(turn.planId() + "-" + requestId),
                                        point.protection(),
                                        Purpose.RESTORE,
                                        site,
                                        new RestoreVelero(
                                                point, site, kubeconfig, velero.home(), how)));
    }

    static void remove(Turn turn, Velero velero, RecoveryPoint point, String requestId) {
        kubeconfig(turn, turn.activeSite())
                .ifPresent(
                        kubeconfig ->
                                turn.begin(
                                        new RunId(turn.planId() + "-" + requestId),
                                        point.protection(),
                                        Purpose.REMOVAL,
                                        turn.activeSite(),
                                        new RemoveVelero(point, kubeconfig, velero.home())));
    }

    /** A valid plan has one for every site of a protection with Velero. */
    private static Optional<Credential> kubeconfig(Turn turn, SiteId site) {
        return turn.plan().site(site).kubeconfig();
    }
}
