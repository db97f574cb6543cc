package dev.muster.backup.protection;

import dev.muster.events.BackupEvent.BackupFailed;
import dev.muster.events.BackupEvent.EngineObserved;
import dev.muster.events.BackupEvent.EngineReported;
import dev.muster.events.BackupEvent.RecoveryPointExpired;
import dev.muster.events.BackupResult.Failed;
import dev.muster.events.BackupResult.Removed;
import dev.muster.events.BackupResult.Restored;
import dev.muster.events.BackupResult.Taken;
import dev.muster.events.BackupResult.Tried;
import dev.muster.events.BackupResult.Unavailable;
import dev.muster.events.BackupResult.Underway;
import dev.muster.events.RecoveryPointId;
import dev.muster.events.RunId;
import dev.muster.plan.Assurance.Engine;
import dev.muster.plan.SiteId;
import java.time.Instant;
import java.util.List;

/** What is heard of engines that run by themselves: each thing counts once, whoever says it. */
final class EngineReports {

    private static final String VELERO = "velero";

    private EngineReports() {}

    static void take(Turn turn, EngineReported report) {
        if (!isVelero(turn, report.protection())) {
            return;
        }
        switch (report.result()) {
            case Taken taken -> Reports.taken(turn, report.plan(), report.run(), taken.point());
            case Failed failed -> {
                turn.runs.remove(report.run());
                failed(
                        turn,
                        report.run(),
                        report.protection(),
                        report.site(),
                        failed.reasons(),
                        report.at());
            }
            case Removed gone -> removed(turn, report.run(), gone.detail());
            case Underway _, Unavailable _, Tried _, Restored _ -> {}
        }
    }

    static void observe(Turn turn, EngineObserved news) {
        if (turn.heardOf().contains(news.protection())
                && turn.plan().plan().sites().all().contains(news.site())) {
            turn.engines = turn.engines.observed(news.protection(), news.site(), news.findings());
        }
    }

    /** A run fails once. */
    static void failed(
            Turn turn,
            RunId run,
            String protection,
            SiteId site,
            List<String> reasons,
            Instant at) {
        if (turn.engines.told(run)) {
            return;
        }
        turn.engines = turn.engines.failed(protection, new Engines.Failure(run, at, reasons));
        turn.say(new BackupFailed(turn.planId(), run, protection, VELERO, site, reasons, turn.now));
    }

    /** The engine let it go; what is gone at one site is gone from the store. */
    private static void removed(Turn turn, RunId run, String reason) {
        var id = new RecoveryPointId(run.value());
        if (turn.catalogue.point(id).isPresent()) {
            turn.catalogue = turn.catalogue.without(id);
            turn.say(new RecoveryPointExpired(turn.planId(), run, id, reason, turn.now));
        }
    }

    private static boolean isVelero(Turn turn, String protection) {
        return turn.declared.isPresent()
                && turn.protection(protection)
                        .filter(known -> known.engine() instanceof Engine.Velero)
                        .isPresent();
    }
}
