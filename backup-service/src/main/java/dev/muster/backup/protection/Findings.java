package dev.muster.backup.protection;

import dev.muster.backup.catalog.KnownPoint;
import dev.muster.backup.catalog.Selection;
import dev.muster.events.BackupEvent.Finding;
import dev.muster.events.BackupEvent.Finding.Code;
import dev.muster.events.BackupEvent.FindingClosed;
import dev.muster.events.BackupEvent.FindingOpened;
import dev.muster.plan.Assurance.Engine.PostgresqlBackup;
import dev.muster.plan.Assurance.Engine.Velero;
import dev.muster.plan.Assurance.Protection;
import dev.muster.plan.OwnEngine;
import dev.muster.plan.RecoveryPlan.Strategy;
import dev.muster.plan.SecretWatch;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What is not as it should be, and the moment it is no longer so; each is told once. */
final class Findings {

    private static final Duration STALE = Duration.ofDays(2);
    static final Duration GRACE = Duration.ofMinutes(5);
    private static final Duration SHORTEST_SILENCE = Duration.ofSeconds(30);
    private static final long AT_RISK_NUMERATOR = 4;
    private static final long AT_RISK_DENOMINATOR = 5;

    private Findings() {}

    static void review(Turn turn) {
        var now = new ArrayList<Finding>();
        for (var protection : turn.protections()) {
            switch (protection.engine()) {
                case OwnEngine own -> own(turn, protection, own, now);
                case Velero _ -> VeleroFindings.add(turn, protection, now);
            }
        }
        turn.engines.findings(SecretWatch.FIELD, turn.standbys()).forEach(now::add);
        var open = new ArrayList<Finding>();
        for (var finding : turn.findings) {
            if (contains(now, finding)) {
                open.add(finding);
            } else {
                turn.say(new FindingClosed(turn.planId(), finding, turn.now));
            }
        }
        for (var finding : now) {
            if (!contains(open, finding)) {
                open.add(finding);
                turn.say(new FindingOpened(turn.planId(), finding, turn.now));
            }
        }
        turn.findings = open;
    }

    /** Told once: a number that grows in its text makes no new finding. */
    private static boolean contains(List<Finding> findings, Finding one) {
        return findings.stream()
                .anyMatch(
                        other ->
                                other.code() == one.code()
                                        && other.protection().equals(one.protection()));
    }

    private static void own(Turn turn, Protection protection, OwnEngine own, List<Finding> found) {
        var name = protection.name();
        var newest = turn.catalogue.newest(name);
        attempts(turn, name, found);
        turn.engines
                .findings(name, List.of(EngineRuns.of(turn, protection).source()))
                .forEach(found::add);
        if (newest.isEmpty()) {
            nothing(turn, name, found);
            return;
        }
        age(turn, name, own, newest.get(), found);
        objective(turn, name, found);
        if (own instanceof PostgresqlBackup backup) {
            log(turn, name, backup, found);
        }
        proof(turn, protection, newest.get(), found);
    }

    static void nothing(Turn turn, String name, List<Finding> found) {
        if (isSure(turn, Code.NO_RECOVERY_POINT, name, GRACE)) {
            add(
                    found,
                    Code.NO_RECOVERY_POINT,
                    name,
                    "there is nothing to come back from",
                    "see why backups fail, or ask for one: POST /plans/{plan}/backups");
        }
    }

    private static void attempts(Turn turn, String name, List<Finding> found) {
        var attempts = turn.attempts(name);
        if (attempts.failures() > 0) {
            add(
                    found,
                    Code.BACKUP_FAILED,
                    name,
                    String.join("; ", attempts.reasons()),
                    "put it right; the next attempt comes by itself");
        }
    }

    private static void age(
            Turn turn, String name, OwnEngine own, KnownPoint newest, List<Finding> found) {
        var age = Duration.between(newest.point().asOf(), turn.now);
        if (age.compareTo(own.every().plus(own.every().dividedBy(2))) > 0
                && isSure(turn, Code.BACKUP_OVERDUE, name, GRACE)) {
            add(
                    found,
                    Code.BACKUP_OVERDUE,
                    name,
                    "the newest point is of " + newest.point().asOf(),
                    "see whether the site's backup-service and what it backs up answer");
        }
        stale(turn, name, found);
        turn.runs.values().stream()
                .filter(run -> run.protection().equals(name))
                .filter(run -> run.purpose() == Run.Purpose.BACKUP)
                .filter(run -> Duration.between(run.begunAt(), turn.now).compareTo(own.every()) > 0)
                .findFirst()
                .ifPresent(
                        run ->
                                add(
                                        found,
                                        Code.BACKUP_OUTLIVES_WINDOW,
                                        name,
                                        "the backup that began at "
                                                + run.begunAt()
                                                + " still runs when the next is due",
                                        "give it more bandwidth, or take backups less often"));
    }

    static void stale(Turn turn, String name, List<Finding> found) {
        var reach = Selection.newest(turn.catalogue, name).map(Selection.Choice::moment);
        if (reach.isPresent() && Duration.between(reach.get(), turn.now).compareTo(STALE) > 0) {
            add(
                    found,
                    Code.STALE,
                    name,
                    "nothing newer than " + reach.get() + " can be brought back",
                    "see why backups fail");
        }
    }

    /** Where nothing stands by, backups alone keep the promise. */
    static void objective(Turn turn, String name, List<Finding> found) {
        var plan = turn.plan().plan();
        if (plan.strategy() != Strategy.BACKUP_RESTORE) {
            return;
        }
        var reach = Selection.newest(turn.catalogue, name).map(Selection.Choice::moment);
        var loss = Duration.between(reach.orElse(Instant.EPOCH), turn.now);
        var rpo = plan.objectives().rpo();
        if (loss.compareTo(rpo) > 0) {
            add(
                    found,
                    Code.OBJECTIVE_MISSED,
                    name,
                    "a loss now would cost " + words(loss) + ", " + words(rpo) + " are promised",
                    "see why backups are late");
        } else if (loss.compareTo(
                        rpo.multipliedBy(AT_RISK_NUMERATOR).dividedBy(AT_RISK_DENOMINATOR))
                > 0) {
            add(
                    found,
                    Code.OBJECTIVE_AT_RISK,
                    name,
                    "a loss now would cost " + words(loss) + ", close to " + words(rpo),
                    "see why backups are late");
        }
    }

    private static void log(Turn turn, String name, PostgresqlBackup backup, List<Finding> found) {
        if (!backup.continuousWal()) {
            return;
        }
        var log = turn.catalogue.log(name);
        var limit = longer(SHORTEST_SILENCE, turn.plan().plan().objectives().rpo());
        var silent =
                log.map(known -> Duration.between(known.heardAt(), turn.now).compareTo(limit) > 0)
                        .orElse(true);
        if (silent && isSure(turn, Code.LOG_SILENT, name, limit)) {
            add(
                    found,
                    Code.LOG_SILENT,
                    name,
                    "the write-ahead log is not being shipped",
                    "see whether a backup-service runs at the active site, and reaches the database"
                            + " and the bucket");
        }
        log.filter(known -> !known.gaps().isEmpty())
                .ifPresent(
                        known ->
                                add(
                                        found,
                                        Code.LOG_GAP,
                                        name,
                                        "missing in the log: " + String.join(", ", known.gaps()),
                                        "no moment after the gap can be reached from a base before"
                                                + " it: take a base backup now"));
    }

    static void proof(Turn turn, Protection protection, KnownPoint newest, List<Finding> found) {
        var name = protection.name();
        if (!newest.trouble().isEmpty()) {
            add(
                    found,
                    Code.VERIFICATION_FAILED,
                    name,
                    newest.point().id() + ": " + String.join("; ", newest.trouble()),
                    "do not trust this point; an older one is used where that loses nothing");
        }
        protection
                .verify()
                .ifPresent(
                        wanted -> {
                            var limit = wanted.every().multipliedBy(2);
                            var proven =
                                    turn.catalogue
                                            .of(name)
                                            .filter(known -> known.proven())
                                            .filter(
                                                    known ->
                                                            known.level().compareTo(wanted.level())
                                                                    >= 0)
                                            .flatMap(known -> known.provenAt().stream())
                                            .max(Instant::compareTo);
                            if (isSure(turn, Code.UNVERIFIED, name, limit)
                                    && olderThan(proven, limit, turn.now)) {
                                add(
                                        found,
                                        Code.UNVERIFIED,
                                        name,
                                        "no point was shown to be "
                                                + wanted.level()
                                                        .name()
                                                        .toLowerCase(java.util.Locale.ROOT)
                                                + " within "
                                                + words(limit),
                                        "see whether a backup-service runs at another site");
                            }
                        });
    }

    private static boolean olderThan(Optional<Instant> at, Duration limit, Instant now) {
        return at.map(known -> Duration.between(known, now).compareTo(limit) > 0).orElse(true);
    }

    /** What is open stays open for as long as it is so, though a new host has not watched it. */
    static boolean isSure(Turn turn, Code code, String protection, Duration length) {
        return turn.findings.stream()
                        .anyMatch(
                                open ->
                                        open.code() == code
                                                && open.protection()
                                                        .filter(protection::equals)
                                                        .isPresent())
                || watchedFor(turn, length);
    }

    private static boolean watchedFor(Turn turn, Duration length) {
        return turn.watchedSince
                .map(since -> Duration.between(since, turn.now).compareTo(length) >= 0)
                .orElse(false);
    }

    static void add(
            List<Finding> found, Code code, String protection, String detail, String remedy) {
        found.add(new Finding(code, Optional.of(protection), detail, remedy));
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    private static String words(Duration duration) {
        if (duration.compareTo(Duration.ofMinutes(2)) < 0) {
            return duration.toSeconds() + " s";
        }
        if (duration.compareTo(Duration.ofHours(2)) < 0) {
            return duration.toMinutes() + " min";
        }
        return duration.compareTo(Duration.ofDays(2)) < 0
                ? duration.toHours() + " h"
                : duration.toDays() + " d";
    }
}
