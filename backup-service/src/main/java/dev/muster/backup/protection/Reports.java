package dev.muster.backup.protection;

import dev.muster.events.BackupAction;
import dev.muster.events.BackupAction.Removal;
import dev.muster.events.BackupAction.Trial;
import dev.muster.events.BackupEvent.BackupCompleted;
import dev.muster.events.BackupEvent.BackupFailed;
import dev.muster.events.BackupEvent.RecoveryPointExpired;
import dev.muster.events.BackupEvent.RecoveryPointVerified;
import dev.muster.events.BackupEvent.RemovalFailed;
import dev.muster.events.BackupEvent.RestoreCompleted;
import dev.muster.events.BackupEvent.RestoreFailed;
import dev.muster.events.BackupEvent.RunReported;
import dev.muster.events.BackupEvent.TrialOutcome;
import dev.muster.events.BackupResult;
import dev.muster.events.BackupResult.Failed;
import dev.muster.events.BackupResult.Removed;
import dev.muster.events.BackupResult.Restored;
import dev.muster.events.BackupResult.Taken;
import dev.muster.events.BackupResult.Tried;
import dev.muster.events.BackupResult.Unavailable;
import dev.muster.events.BackupResult.Underway;
import dev.muster.events.RecoveryPoint;
import dev.muster.events.RunId;
import dev.muster.plan.PlanId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** What executors say of the runs they were given. */
final class Reports {

    private static final String REMOVED = "older than its retention";
    private static final String WANTED = "somebody wanted it gone";

    private Reports() {}

    static void take(Turn turn, RunReported report) {
        if (report.result() instanceof Taken taken) {
            taken(turn, report.plan(), report.run(), taken.point());
            return;
        }
        var run = turn.runs.get(report.run());
        if (run == null || (report.attempt() < run.attempt() && !isFact(report.result()))) {
            return;
        }
        if (report.result() instanceof Removed) {
            removed(turn, report.plan(), run);
        } else if (!turn.isSilent(run)) {
            take(turn, run, report.result(), report.at());
        }
    }

    /** What was read back from the world is so, whichever attempt looked. */
    private static boolean isFact(BackupResult result) {
        return switch (result) {
            case Taken _, Tried _, Restored _, Removed _ -> true;
            case Underway _, Failed _, Unavailable _ -> false;
        };
    }

    /** A point that is there is never forgotten, even if the plan was retired meanwhile. */
    static void taken(Turn turn, PlanId plan, RunId run, RecoveryPoint point) {
        turn.runs.remove(run);
        if (turn.catalogue.point(point.id()).isEmpty()) {
            turn.attempts.remove(point.protection());
            turn.catalogue = turn.catalogue.with(point);
            turn.say(new BackupCompleted(plan, run, point, turn.now));
        }
    }

    private static void take(Turn turn, Run run, BackupResult result, Instant at) {
        switch (result) {
            case Underway _ -> turn.runs.put(run.id(), run.heard(turn.now));
            case Unavailable _ -> turn.runs.put(run.id(), run.later(turn.now));
            case Tried tried -> tried(turn, run, tried);
            case Restored restored -> restored(turn, run, restored);
            case Removed _ -> removed(turn, turn.planId(), run);
            case Failed failed -> failed(turn, run, failed.reasons(), at);
            case Taken taken -> taken(turn, turn.planId(), run.id(), taken.point());
        }
    }

    private static void tried(Turn turn, Run run, Tried tried) {
        var outcome = tried.passed() ? TrialOutcome.PASSED : TrialOutcome.FAILED;
        tried(turn, run, outcome, tried.reasons(), tried.took());
    }

    private static void tried(
            Turn turn, Run run, TrialOutcome outcome, List<String> reasons, Duration took) {
        turn.runs.remove(run.id());
        if (run.action() instanceof Trial trial) {
            var point = trial.point().id();
            turn.catalogue = turn.catalogue.tried(point, trial.level(), outcome, reasons, turn.now);
            turn.say(
                    new RecoveryPointVerified(
                            turn.planId(),
                            run.id(),
                            point,
                            trial.level(),
                            outcome,
                            reasons,
                            took,
                            turn.now));
        }
    }

    private static void restored(Turn turn, Run run, Restored restored) {
        turn.runs.remove(run.id());
        turn.say(
                new RestoreCompleted(
                        turn.planId(),
                        run.id(),
                        restored.point(),
                        restored.currentAsOf(),
                        restored.bytes(),
                        restored.at(),
                        restored.took(),
                        turn.now));
    }

    private static void removed(Turn turn, PlanId plan, Run run) {
        turn.runs.remove(run.id());
        if (run.action() instanceof Removal removal
                && turn.catalogue.point(removal.point().id()).isPresent()) {
            turn.catalogue = turn.catalogue.without(removal.point().id());
            turn.say(
                    new RecoveryPointExpired(
                            plan,
                            run.id(),
                            removal.point().id(),
                            run.purpose() == Run.Purpose.EXPIRY ? REMOVED : WANTED,
                            turn.now));
        }
    }

    private static void failed(Turn turn, Run run, List<String> reasons, Instant at) {
        switch (run.purpose()) {
            case BACKUP -> {
                turn.runs.remove(run.id());
                if (run.action() instanceof BackupAction.TakeVelero) {
                    EngineReports.failed(turn, run.id(), run.protection(), run.site(), reasons, at);
                    return;
                }
                turn.attempts.put(
                        run.protection(),
                        turn.attempts(run.protection()).failed(reasons, turn.now));
                turn.say(
                        new BackupFailed(
                                turn.planId(),
                                run.id(),
                                run.protection(),
                                run.action().engine(),
                                run.site(),
                                reasons,
                                turn.now));
            }
            case VERIFICATION -> tried(turn, run, TrialOutcome.UNDECIDED, reasons, Duration.ZERO);
            case RESTORE -> {
                turn.runs.remove(run.id());
                turn.say(new RestoreFailed(turn.planId(), run.id(), reasons, turn.now));
            }
            case EXPIRY -> turn.runs.put(run.id(), run.later(turn.now));
            case REMOVAL -> {
                turn.runs.remove(run.id());
                if (run.action() instanceof Removal removal) {
                    turn.say(
                            new RemovalFailed(
                                    turn.planId(),
                                    run.id(),
                                    removal.point().id(),
                                    reasons,
                                    turn.now));
                }
            }
        }
    }
}
