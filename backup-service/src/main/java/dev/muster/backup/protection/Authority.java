package dev.muster.backup.protection;

import dev.muster.events.BackupAction.Removal;
import dev.muster.events.BackupEvent.BackupFailed;
import java.util.List;

/** What becomes of that which was under way at a site when the authority is at another. */
final class Authority {

    private Authority() {}

    /** A site that was left may never answer again: nothing waits for it. */
    static void follow(Turn turn) {
        if (turn.declared.isEmpty()) {
            return;
        }
        for (var run : List.copyOf(turn.runs.values())) {
            turn.protection(run.protection())
                    .ifPresent(protection -> follow(turn, run, EngineRuns.of(turn, protection)));
        }
    }

    private static void follow(Turn turn, Run run, EngineRuns runs) {
        if (run.site().equals(runs.source())) {
            return;
        }
        switch (run.purpose()) {
            case BACKUP -> giveUp(turn, run);
            case EXPIRY, REMOVAL -> {
                if (run.action() instanceof Removal removal) {
                    runs.removal(removal.point())
                            .filter(order -> !order.site().equals(run.site()))
                            .ifPresent(order -> turn.runs.put(run.id(), run.movedTo(order)));
                }
            }
            case VERIFICATION, RESTORE -> {}
        }
    }

    /** It is no failure of the protection: the next backup is taken at the new site, at once. */
    private static void giveUp(Turn turn, Run run) {
        turn.runs.remove(run.id());
        turn.engines = turn.engines.givenUp(run.id());
        turn.say(
                new BackupFailed(
                        turn.planId(),
                        run.id(),
                        run.protection(),
                        run.action().engine(),
                        run.site(),
                        List.of(run.site() + " is no longer the site where backups are taken"),
                        turn.now));
    }
}
