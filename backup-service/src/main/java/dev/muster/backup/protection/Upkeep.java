package dev.muster.backup.protection;

import dev.muster.backup.catalog.KnownPoint;
import dev.muster.backup.catalog.Retention;
import dev.muster.backup.protection.Run.Purpose;
import dev.muster.backup.verification.Ladder;
import dev.muster.events.BackupAction.RemovePostgres;
import dev.muster.events.BackupAction.TakePostgresBase;
import dev.muster.events.RecoveryPoint;
import dev.muster.events.RunId;
import dev.muster.plan.Assurance.Engine;
import dev.muster.plan.Assurance.Engine.PostgresqlBackup;
import dev.muster.plan.Assurance.Protection;
import dev.muster.plan.PostgresEndpoint;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What is due now: commands that nobody answered, backups, trials, removals. */
final class Upkeep {

    private static final Duration LOOK_AGAIN = Duration.ofSeconds(30);

    private Upkeep() {}

    static void run(Turn turn) {
        for (var protection : turn.protections()) {
            switch (protection.engine()) {
                case PostgresqlBackup backup -> postgres(turn, protection, backup);
                case Engine.Velero velero -> VeleroRuns.upkeep(turn, protection, velero);
            }
        }
        reissue(turn);
        turn.wakeAt(turn.now.plus(LOOK_AGAIN));
    }

    private static void reissue(Turn turn) {
        for (var run : List.copyOf(turn.runs.values())) {
            if (turn.now.isBefore(run.dueAgainAt())) {
                turn.wakeAt(run.dueAgainAt());
            } else if (mayGoOn(turn, run)) {
                var again = run.again(turn.now);
                turn.command(again);
                turn.wakeAt(again.dueAgainAt());
            }
        }
    }

    /** What retention lets go is asked for again only while it would still let it go. */
    private static boolean mayGoOn(Turn turn, Run run) {
        if (turn.isSilent(run) || run.purpose() != Purpose.EXPIRY) {
            return !turn.isSilent(run);
        }
        turn.removalsFrom.ifPresent(turn::wakeAt);
        var known = run.removes().flatMap(turn.catalogue::point);
        return turn.removalsFrom.isEmpty()
                && (known.isEmpty()
                        || turn.protection(run.protection()).stream()
                                .map(Protection::engine)
                                .filter(PostgresqlBackup.class::isInstance)
                                .map(PostgresqlBackup.class::cast)
                                .flatMap(
                                        backup ->
                                                Retention.removable(
                                                        turn.catalogue,
                                                        run.protection(),
                                                        backup.retention(),
                                                        turn.now)
                                                        .stream())
                                .anyMatch(known.get()::equals));
    }

    private static void postgres(Turn turn, Protection protection, PostgresqlBackup backup) {
        backUp(turn, protection, backup);
        protection
                .verify()
                .flatMap(wanted -> Ladder.next(turn.catalogue, protection.name(), wanted, turn.now))
                .ifPresent(trial -> attempt(turn, backup, trial));
        remove(turn, protection, backup);
    }

    private static void backUp(Turn turn, Protection protection, PostgresqlBackup backup) {
        var name = protection.name();
        var due = dueAt(turn, name, backup);
        if (turn.running(name, Purpose.BACKUP)) {
            return;
        }
        if (turn.now.isBefore(due)) {
            turn.wakeAt(due);
            return;
        }
        var attempts = turn.attempts(name);
        if (!attempts.mayBegin(turn.now)) {
            attempts.notBefore().ifPresent(turn::wakeAt);
            return;
        }
        // By when it begins, not by when it was due: the same turn comes again after a point is
        // gone.
        base(turn, protection, backup, Names.at(turn.now) + Names.after(attempts.failures()));
    }

    /** Now when there is none, or none of the site that is active. */
    private static Instant dueAt(Turn turn, String name, PostgresqlBackup backup) {
        return turn.catalogue
                .newest(name)
                .filter(known -> known.point().site().equals(turn.activeSite()))
                .map(known -> known.point().asOf().plus(backup.baseEvery()))
                .orElse(turn.now);
    }

    /** Begins a base backup at the active site, under a name made from what caused it. */
    static void base(Turn turn, Protection protection, PostgresqlBackup backup, String cause) {
        endpoint(turn, backup)
                .ifPresent(
                        source ->
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
                                        new TakePostgresBase(
                                                protection.name(),
                                                backup.of(),
                                                source,
                                                backup.to(),
                                                backup.retention(),
                                                backup.continuousWal())));
    }

    private static Optional<PostgresEndpoint> endpoint(Turn turn, PostgresqlBackup backup) {
        return turn.plan().plan().data().stream()
                .filter(data -> data.name().equals(backup.of()))
                .findFirst()
                .map(data -> data.postgresql().get(turn.activeSite()));
    }

    /** One trial of a plan at a time: it takes room and bandwidth. */
    private static void attempt(Turn turn, PostgresqlBackup backup, Ladder.Trial trial) {
        if (!turn.running(Purpose.VERIFICATION)) {
            Trials.begin(turn, backup, trial, Names.trial(trial, Names.at(turn.now)));
        }
    }

    /** Takes a point away before its time, because somebody wants that. */
    static void remove(Turn turn, RecoveryPoint point, PostgresqlBackup backup, String requestId) {
        turn.begin(
                new RunId(turn.planId() + "-" + requestId),
                point.protection(),
                Purpose.REMOVAL,
                turn.activeSite(),
                new RemovePostgres(point, backup.to()));
    }

    private static void remove(Turn turn, Protection protection, PostgresqlBackup backup) {
        if (turn.removalsFrom.isPresent() || turn.running(protection.name(), Purpose.EXPIRY)) {
            turn.removalsFrom.ifPresent(turn::wakeAt);
            return;
        }
        Retention.removable(turn.staying(), protection.name(), backup.retention(), turn.now)
                .stream()
                .findFirst()
                .map(KnownPoint::point)
                .ifPresent(
                        point ->
                                turn.begin(
                                        new RunId(point.id() + "-expiry-" + Names.at(turn.now)),
                                        protection.name(),
                                        Purpose.EXPIRY,
                                        turn.activeSite(),
                                        new RemovePostgres(point, backup.to())));
    }
}
