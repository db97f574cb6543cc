package dev.muster.plan;

import dev.muster.plan.Assurance.Drill;
import dev.muster.plan.Assurance.Engine;
import dev.muster.plan.Assurance.Protection;
import dev.muster.plan.RecoveryPlan.Strategy;
import java.time.Duration;
import java.util.Comparator;

/** Backups must be able to keep what the plan promises. */
final class AssuranceRules {

    private AssuranceRules() {}

    static void check(RecoveryPlan plan, Faults faults) {
        if (plan.strategy() == Strategy.BACKUP_RESTORE) {
            objective(plan, faults);
            restorable(plan, faults);
        }
        var protection = plan.assurance().protection();
        for (int i = 0; i < protection.size(); i++) {
            var at = "spec.protection[" + i + "]";
            retention(at, protection.get(i), faults);
            level(at, protection.get(i), faults);
            if (protection.get(i).engine() instanceof Engine.Velero velero) {
                VeleroRules.check(at, protection.get(i), velero, faults);
            }
        }
        var drills = plan.assurance().drills();
        for (int i = 0; i < drills.size(); i++) {
            if (drills.get(i).kind() == Drill.Kind.RESTORE && protection.isEmpty()) {
                faults.follows(
                        "spec.drills[" + i + "].kind",
                        "there is no backup to restore",
                        "Declare spec.protection, or another kind of drill.",
                        "spec.protection");
            }
        }
    }

    /** Where only backups carry the data, the tightest of them bounds what is lost. */
    private static void objective(RecoveryPlan plan, Faults faults) {
        var protection = plan.assurance().protection();
        if (protection.isEmpty()) {
            faults.follows(
                    "spec.protection",
                    "the strategy is backupRestore, and nothing is backed up",
                    "Declare a backup, or choose another strategy.",
                    "spec.strategy",
                    "spec.objectives");
            return;
        }
        var tightest =
                protection.stream()
                        .map(AssuranceRules::interval)
                        .min(Comparator.naturalOrder())
                        .orElseThrow();
        var rpo = plan.objectives().rpo();
        if (rpo.compareTo(tightest) < 0) {
            faults.follows(
                    "spec.objectives.rpo",
                    "up to "
                            + ShortDuration.format(tightest)
                            + " lie between two backups, more than the RPO of "
                            + ShortDuration.format(rpo),
                    "Take backups more often, ship the write-ahead log, or allow a longer RPO.",
                    "spec.protection");
        }
    }

    /** Where nothing stands by, every data set needs a backup that each standby can take in. */
    private static void restorable(RecoveryPlan plan, Faults faults) {
        for (var data : plan.data()) {
            var backups =
                    plan.assurance().protection().stream()
                            .map(Protection::engine)
                            .filter(Engine.PostgresqlBackup.class::isInstance)
                            .map(Engine.PostgresqlBackup.class::cast)
                            .filter(backup -> backup.of().equals(data.name()))
                            .toList();
            for (var standby : plan.sites().standbys()) {
                if (backups.stream().allMatch(backup -> backup.directoryAt(standby).isEmpty())) {
                    faults.follows(
                            "spec.protection",
                            "the strategy is backupRestore, and no backup of '"
                                    + data.name()
                                    + "' can be restored at "
                                    + standby,
                            "Give one postgresqlBackup {of: "
                                    + data.name()
                                    + "} an item restore: [{at: "
                                    + standby
                                    + ", directory: /path}].",
                            "spec.strategy",
                            "spec.objectives",
                            "spec.data",
                            "spec.sites");
                }
            }
        }
    }

    /** What no trial can show is not promised. */
    private static void level(String at, Protection protection, Faults faults) {
        var highest = protection.engine().highest();
        protection
                .verify()
                .filter(wanted -> !highest.reaches(wanted.level()))
                .ifPresent(
                        wanted ->
                                faults.follows(
                                        at + ".verify.level",
                                        "it is tried in a place that is cut off, where nothing can"
                                                + " be served",
                                        "Prove it up to "
                                                + Forms.camelCase(highest)
                                                + " here, and declare a drill for the rest."));
    }

    private static void retention(String at, Protection protection, Faults faults) {
        var gap = baseInterval(protection);
        switch (protection.engine()) {
            case Engine.Velero velero ->
                    keptLongEnough(at + ".velero.ttl", velero.ttl(), gap, at + ".schedule", faults);
            case OwnEngine own -> {
                var field = at + "." + OwnEngineForms.field(own);
                keptLongEnough(
                        field + ".retention",
                        own.retention(),
                        gap,
                        field + (own instanceof Engine.PostgresqlBackup ? ".baseEvery" : ".every"),
                        faults);
            }
        }
    }

    private static void keptLongEnough(
            String path, Duration kept, Duration gap, String relies, Faults faults) {
        if (kept.compareTo(gap) < 0) {
            faults.follows(
                    path,
                    "a backup is gone after "
                            + ShortDuration.format(kept)
                            + ", before the next one, up to "
                            + ShortDuration.format(gap)
                            + " later",
                    "Keep backups longer than the time between two of them.",
                    relies);
        }
    }

    private static Duration interval(Protection protection) {
        return protection.engine() instanceof Engine.PostgresqlBackup backup
                        && backup.continuousWal()
                ? Duration.ZERO
                : baseInterval(protection);
    }

    private static Duration baseInterval(Protection protection) {
        return switch (protection.engine()) {
            case OwnEngine own -> own.every();
            case Engine.Velero _ ->
                    protection
                            .schedule()
                            .map(schedule -> CronText.longestGap(schedule.cron()))
                            .orElse(Forms.LONGEST);
        };
    }
}
