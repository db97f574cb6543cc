package dev.muster.backup.adapter.velero;

import dev.muster.backup.app.ObjectNames;
import dev.muster.backup.app.RunContext;
import dev.muster.backup.app.RunHandler;
import dev.muster.events.BackupAction.RemoveVelero;
import dev.muster.events.BackupResult;
import dev.muster.events.BackupResult.Failed;
import dev.muster.events.BackupResult.Removed;
import dev.muster.events.BackupResult.Underway;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Has Velero delete a backup with its data. Deleting the object alone would do nothing: Velero
 * makes it again from what lies in the store.
 */
@ApplicationScoped
public class VeleroRemoval implements RunHandler<RemoveVelero> {

    private static final Duration LONGEST = Duration.ofMinutes(10);
    private static final Duration PAUSE = Duration.ofMillis(500);

    private final VeleroSites sites;

    @Inject
    public VeleroRemoval(VeleroSites sites) {
        this.sites = sites;
    }

    @Override
    public Class<RemoveVelero> action() {
        return RemoveVelero.class;
    }

    @Override
    public BackupResult carryOut(RemoveVelero action, RunContext context)
            throws InterruptedException {
        try {
            var api = sites.at(action.kubeconfig(), action.home());
            var location =
                    api.locations().stream()
                            .filter(one -> Identity.liesIn(action.point(), one))
                            .findFirst();
            if (location.isEmpty()) {
                return failed("no location here leads to " + action.point().location());
            }
            if (location.get().readOnly()) {
                return failed(
                        "location "
                                + location.get().name()
                                + " is read-only here: remove it at the site that writes there");
            }
            return remove(api, Identity.backup(action.point()), context);
        } catch (Trouble trouble) {
            return trouble.result();
        }
    }

    private static BackupResult remove(VeleroApi api, String backup, RunContext context)
            throws Trouble, InterruptedException {
        var request = ObjectNames.ofRun(context.run());
        var until = System.nanoTime() + LONGEST.toNanos();
        while (api.find(Kind.BACKUP, backup).isPresent()) {
            var asked = api.find(Kind.DELETION, request);
            if (asked.isEmpty()) {
                api.create(
                        Kind.DELETION,
                        request,
                        Map.of(
                                ObjectNames.MANAGED_BY,
                                ObjectNames.US,
                                "velero.io/backup-name",
                                backup),
                        Map.of(ObjectNames.RUN, context.run().value()),
                        Map.of("backupName", backup));
            } else if (asked.get().get("status", "errors") instanceof List<?> errors
                    && !errors.isEmpty()) {
                api.delete(Kind.DELETION, request);
                return new Failed(errors.stream().map(String::valueOf).toList());
            }
            if (System.nanoTime() > until) {
                return failed("Velero has not deleted it within ten minutes");
            }
            context.progress().accept(new Underway("Velero deletes " + backup, Optional.empty()));
            Thread.sleep(PAUSE);
        }
        return new Removed("Velero has deleted " + backup);
    }

    private static Failed failed(String reason) {
        return new Failed(List.of(reason));
    }
}
