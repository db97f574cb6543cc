package dev.muster.backup.protection;

import dev.muster.backup.catalog.KnownPoint;
import dev.muster.events.BackupEvent.Finding;
import dev.muster.events.BackupEvent.Finding.Code;
import dev.muster.plan.Assurance.Protection;
import java.util.List;
import java.util.Optional;

/** What is not as it should be with backups that Velero takes by its own schedule. */
final class VeleroFindings {

    private VeleroFindings() {}

    static void add(Turn turn, Protection protection, List<Finding> found) {
        var name = protection.name();
        var newest = turn.catalogue.newest(name);
        turn.engines.findings(name, turn.plan().plan().sites().all()).forEach(found::add);
        failure(turn, name, newest, found);
        if (newest.isEmpty()) {
            Findings.nothing(turn, name, found);
            return;
        }
        overdue(turn, protection, newest.get(), found);
        Findings.stale(turn, name, found);
        Findings.objective(turn, name, found);
        Findings.proof(turn, protection, newest.get(), found);
    }

    /** Until a later backup is good, by the engine's own clock. */
    private static void failure(
            Turn turn, String name, Optional<KnownPoint> newest, List<Finding> found) {
        turn.engines
                .lastFailure(name)
                .filter(
                        failure ->
                                newest.map(known -> known.point().completedAt())
                                        .filter(failure.at()::isBefore)
                                        .isEmpty())
                .ifPresent(
                        failure ->
                                Findings.add(
                                        found,
                                        Code.BACKUP_FAILED,
                                        name,
                                        failure.run() + ": " + String.join("; ", failure.reasons()),
                                        "put it right; Velero takes the next one by its schedule"));
    }

    private static void overdue(
            Turn turn, Protection protection, KnownPoint newest, List<Finding> found) {
        protection
                .schedule()
                .flatMap(schedule -> schedule.next(newest.point().asOf()))
                .filter(due -> turn.now.isAfter(due.plus(Findings.GRACE)))
                .filter(
                        _ ->
                                Findings.isSure(
                                        turn,
                                        Code.BACKUP_OVERDUE,
                                        protection.name(),
                                        Findings.GRACE))
                .ifPresent(
                        due ->
                                Findings.add(
                                        found,
                                        Code.BACKUP_OVERDUE,
                                        protection.name(),
                                        "nothing came of the backup that was due at " + due,
                                        "see whether Velero runs at "
                                                + turn.activeSite()
                                                + ", and what it says of its backups"));
    }
}
