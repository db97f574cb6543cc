package dev.muster.backup.protection;

import dev.muster.backup.catalog.KnownPoint;
import dev.muster.backup.catalog.Retention;
import dev.muster.backup.protection.Run.Purpose;
import dev.muster.backup.verification.Ladder;
import dev.muster.events.RunId;
import dev.muster.plan.Assurance.Protection;
import dev.muster.plan.OwnEngine;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** What is due now: commands that nobody answered, backups, trials, removals. */
final class Upkeep {

    private static final Duration LOOK_AGAIN = Duration.ofSeconds(30);

    private Upkeep() {}

    static void run(Turn turn) {
        for (var protection : turn.protections()) {
            var runs = EngineRuns.of(turn, protection);
            if (protection.engine() instanceof OwnEngine own) {
                backUp(turn, protection, own, runs);
                attempt(turn, protection, runs);
                expire(turn, protection, own, runs);
            } else {
                attempt(turn, protection, runs);
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
                                .filter(OwnEngine.class::isInstance)
                                .map(OwnEngine.class::cast)
                                .flatMap(
                                        own ->
                                                Retention.removable(
                                                        turn.catalogue,
                                                        run.protection(),
                                                        own.retention(),
                                                        turn.now)
                                                        .stream())
                                .anyMatch(known.get()::equals));
    }

    private static void backUp(Turn turn, Protection protection, OwnEngine own, EngineRuns runs) {
        var name = protection.name();
        if (turn.running(name, Purpose.BACKUP)) {
            return;
        }
        var due = dueAt(turn, name, own, runs);
        if (turn.now.isBefore(due)) {
            turn.wakeAt(due);
            return;
        }
        var attempts = turn.attempts(name);
        if (!attempts.mayBegin(turn.now)) {
            attempts.notBefore().ifPresent(turn::wakeAt);
            return;
        }
        // By where and when it begins, not by when it was due: a turn comes again after its point
        // is gone, and at another site at the very moment when the first is left.
        take(
                turn,
                name,
                runs,
                runs.source() + "-" + Names.at(turn.now) + Names.after(attempts.failures()));
    }

    /** Now when there is none, or none of the place where backups are taken now. */
    private static Instant dueAt(Turn turn, String name, OwnEngine own, EngineRuns runs) {
        return turn.catalogue
                .newest(name)
                .filter(known -> known.point().site().equals(runs.source()))
                .map(known -> known.point().asOf().plus(own.every()))
                .orElse(turn.now);
    }

    /** Begins a backup, under a name made from what caused it. */
    static void take(Turn turn, String protection, EngineRuns runs, String cause) {
        runs.take()
                .ifPresent(
                        order ->
                                turn.begin(
                                        new RunId(turn.planId() + "-" + protection + "-" + cause),
                                        protection,
                                        Purpose.BACKUP,
                                        order));
    }

    /** One trial of a plan at a time: it takes room and bandwidth. */
    private static void attempt(Turn turn, Protection protection, EngineRuns runs) {
        if (turn.running(Purpose.VERIFICATION)) {
            return;
        }
        protection
                .verify()
                .flatMap(wanted -> Ladder.next(turn.catalogue, protection.name(), wanted, turn.now))
                .ifPresent(
                        trial ->
                                attempt(turn, runs, trial, Names.trial(trial, Names.at(turn.now))));
    }

    static void attempt(Turn turn, EngineRuns runs, Ladder.Trial trial, String id) {
        runs.trial(trial)
                .ifPresent(
                        order ->
                                turn.begin(
                                        new RunId(id),
                                        trial.point().protection(),
                                        Purpose.VERIFICATION,
                                        order));
    }

    private static void expire(Turn turn, Protection protection, OwnEngine own, EngineRuns runs) {
        if (turn.removalsFrom.isPresent() || turn.running(protection.name(), Purpose.EXPIRY)) {
            turn.removalsFrom.ifPresent(turn::wakeAt);
            return;
        }
        Retention.removable(turn.staying(), protection.name(), own.retention(), turn.now).stream()
                .findFirst()
                .map(KnownPoint::point)
                .ifPresent(
                        point ->
                                runs.removal(point)
                                        .ifPresent(
                                                order ->
                                                        turn.begin(
                                                                new RunId(
                                                                        point.id()
                                                                                + "-expiry-"
                                                                                + Names.at(
                                                                                        turn.now)),
                                                                protection.name(),
                                                                Purpose.EXPIRY,
                                                                order)));
    }
}
