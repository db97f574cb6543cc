package dev.muster.backup.protection;

import dev.muster.events.BackupAction;
import dev.muster.events.BackupAction.RemovePostgres;
import dev.muster.events.BackupAction.RemoveVelero;
import dev.muster.events.BackupEvent.BackupFailed;
import java.util.List;
import java.util.Optional;

/** What becomes of that which was under way at a site when the authority is at another. */
final class Authority {

    private Authority() {}

    /** A site that was left may never answer again: nothing waits for it. */
    static void follow(Turn turn) {
        if (turn.declared.isEmpty()) {
            return;
        }
        for (var run : List.copyOf(turn.runs.values())) {
            if (!run.site().equals(turn.activeSite()) && !turn.isSilent(run)) {
                switch (run.purpose()) {
                    case BACKUP -> giveUp(turn, run);
                    case EXPIRY, REMOVAL ->
                            here(turn, run.action())
                                    .ifPresent(
                                            action ->
                                                    turn.runs.put(
                                                            run.id(),
                                                            run.movedTo(
                                                                    turn.activeSite(), action)));
                    case VERIFICATION, RESTORE -> {}
                }
            }
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

    private static Optional<BackupAction> here(Turn turn, BackupAction action) {
        return switch (action) {
            case RemovePostgres removal -> Optional.of(removal);
            case RemoveVelero removal ->
                    turn.plan()
                            .site(turn.activeSite())
                            .kubeconfig()
                            .map(there -> new RemoveVelero(removal.point(), there, removal.home()));
            default -> Optional.empty();
        };
    }
}
