package dev.muster.backup.adapter.velero;

import dev.muster.backup.app.ObjectNames;
import dev.muster.backup.app.RunContext;
import dev.muster.backup.app.RunHandler;
import dev.muster.events.BackupAction.TakeVelero;
import dev.muster.events.BackupResult;
import dev.muster.events.BackupResult.Failed;
import dev.muster.events.BackupResult.Taken;
import dev.muster.events.BackupResult.Underway;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;

/** Has Velero take a backup now. One run is one backup, under one name, however often it begins. */
@ApplicationScoped
public class VeleroBackup implements RunHandler<TakeVelero> {

    private final VeleroSites sites;

    @Inject
    public VeleroBackup(VeleroSites sites) {
        this.sites = sites;
    }

    @Override
    public Class<TakeVelero> action() {
        return TakeVelero.class;
    }

    @Override
    public BackupResult carryOut(TakeVelero action, RunContext context)
            throws InterruptedException {
        try {
            var api = sites.at(action.kubeconfig(), action.backup().home());
            var locations = api.locations();
            if (Locations.of(action.backup(), locations).isEmpty()) {
                return failed(
                        Locations.missing(action.backup())
                                + ": create the BackupStorageLocation, the same at every site");
            }
            var name = ObjectNames.ofRun(context.run());
            if (api.find(Kind.BACKUP, name).isEmpty()) {
                api.create(
                        Kind.BACKUP,
                        name,
                        ObjectNames.labels(context.plan(), action.protection(), action.site()),
                        Map.of(ObjectNames.RUN, context.run().value()),
                        Spec.backup(action.backup()));
            }
            var end =
                    Following.toItsEnd(
                            api,
                            Kind.BACKUP,
                            name,
                            seen ->
                                    context.progress()
                                            .accept(
                                                    new Underway(
                                                            Following.words(seen, "itemsBackedUp"),
                                                            seen.share("itemsBackedUp"))));
            if (end.isEmpty()) {
                return failed("somebody deleted the Backup " + name);
            }
            var seen = end.get();
            return switch (seen.standing()) {
                case COMPLETED -> {
                    var location = Locations.of(seen, locations);
                    yield location.isPresent()
                            ? new Taken(
                                    Outcome.point(
                                            api,
                                            seen,
                                            location.get(),
                                            action.protection(),
                                            action.site()))
                            : failed("its location " + seen.location().orElse("") + " is gone");
                }
                case FAILED -> new Failed(Outcome.reasons(api, seen));
                case WAITING, RUNNING, GOING ->
                        failed(
                                "it is still "
                                        + Following.words(seen, "itemsBackedUp")
                                        + " after "
                                        + Following.LONGEST.toHours()
                                        + " hours: see what Velero waits for");
            };
        } catch (Trouble trouble) {
            return trouble.result();
        }
    }

    private static Failed failed(String reason) {
        return new Failed(List.of(reason));
    }
}
