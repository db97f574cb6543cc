package dev.muster.backup.adapter.velero;

import dev.muster.backup.app.ObjectNames;
import dev.muster.backup.app.RunContext;
import dev.muster.backup.app.RunHandler;
import dev.muster.events.BackupAction.RestoreVelero;
import dev.muster.events.BackupResult;
import dev.muster.events.BackupResult.Failed;
import dev.muster.events.BackupResult.Restored;
import dev.muster.events.BackupResult.Underway;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Has Velero bring objects back; a run is one restore, however often it begins. */
@ApplicationScoped
public class VeleroRestore implements RunHandler<RestoreVelero> {

    private final VeleroSites sites;

    @Inject
    public VeleroRestore(VeleroSites sites) {
        this.sites = sites;
    }

    @Override
    public Class<RestoreVelero> action() {
        return RestoreVelero.class;
    }

    @Override
    public BackupResult carryOut(RestoreVelero action, RunContext context)
            throws InterruptedException {
        try {
            var api = sites.at(action.kubeconfig(), action.home());
            var restoring =
                    new Restoring(
                            api,
                            words ->
                                    context.progress()
                                            .accept(new Underway(words, Optional.empty())));
            var backup = restoring.backup(action.point());
            if (backup.standing() != Standing.COMPLETED) {
                return new Failed(
                        List.of("backup " + backup.name() + " is " + backup.phase() + " here"));
            }
            var end =
                    restoring.restore(
                            ObjectNames.ofRun(context.run()),
                            ObjectNames.labels(
                                    context.plan(), action.point().protection(), action.site()),
                            Map.of(ObjectNames.RUN, context.run().value()),
                            Spec.restore(backup.name(), action.how()));
            if (end.isEmpty()) {
                return new Failed(List.of("somebody deleted the Restore"));
            }
            var seen = end.get();
            return switch (seen.standing()) {
                case COMPLETED -> restored(action, seen);
                case FAILED -> new Failed(Outcome.restoreReasons(api, seen));
                case WAITING, RUNNING, GOING ->
                        new Failed(
                                List.of(
                                        "it is still "
                                                + Following.words(seen, "itemsRestored")
                                                + " after "
                                                + Following.LONGEST.toHours()
                                                + " hours"));
            };
        } catch (Restoring.Missing missing) {
            return new Failed(List.of(String.valueOf(missing.getMessage())));
        } catch (Trouble trouble) {
            return trouble.result();
        }
    }

    private static Restored restored(RestoreVelero action, Seen seen) {
        var moved = new TreeMap<>(action.how().namespaces());
        return new Restored(
                action.point().id(),
                Optional.of(action.point().asOf()),
                action.point().bytes(),
                action.site()
                        + ": "
                        + seen.number("status", "progress", "itemsRestored")
                        + " objects"
                        + (moved.isEmpty() ? "" : " " + moved),
                seen.started()
                        .map(from -> Duration.between(from, seen.ended()))
                        .orElse(Duration.ZERO));
    }
}
