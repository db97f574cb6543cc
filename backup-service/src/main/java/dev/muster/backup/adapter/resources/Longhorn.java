package dev.muster.backup.adapter.resources;

import dev.muster.plan.ResourceBackup.What;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.util.Map;
import java.util.Optional;

/**
 * Snapshots of Longhorn and their copies in its backup target.
 *
 * @see <a
 *     href="https://longhorn.io/docs/1.12.1/snapshots-and-backups/backup-and-restore/create-a-backup/">
 *     Longhorn: create a backup</a>
 */
final class Longhorn {

    private static final String PRODUCT = "Longhorn";
    private static final String INSTALL = "helm install longhorn longhorn/longhorn";
    private static final double WHOLE = 100;

    private Longhorn() {}

    static Stage snapshot(What.Longhorn asked) {
        return new Stage(
                kind("Snapshot", "snapshots"),
                PRODUCT,
                INSTALL,
                (_, _) ->
                        Stage.Content.of(Map.of("volume", asked.volume(), "createSnapshot", true)),
                Longhorn::snapshotStanding);
    }

    static Stage backup(What.Longhorn asked, String snapshot) {
        return new Stage(
                kind("Backup", "backups"),
                PRODUCT,
                INSTALL,
                (_, _) ->
                        new Stage.Content(
                                Map.of("backup-volume", asked.volume()),
                                Map.of(
                                        "snapshotName",
                                        snapshot,
                                        "backupMode",
                                        asked.full() ? "full" : "incremental"),
                                Optional.empty()),
                Longhorn::backupStanding);
    }

    private static ResourceDefinitionContext kind(String kind, String plural) {
        return new ResourceDefinitionContext.Builder()
                .withGroup("longhorn.io")
                .withVersion("v1beta2")
                .withKind(kind)
                .withPlural(plural)
                .withNamespaced(true)
                .build();
    }

    static Standing snapshotStanding(Status status) {
        var error = status.text("error");
        if (!error.isEmpty()) {
            return new Standing.Failed("the snapshot: " + error);
        }
        var taken = status.time("creationTime").orElseGet(status::created);
        return status.flag("readyToUse")
                ? new Standing.Done(taken, taken, status.number("size"), "")
                : new Standing.Waiting("its snapshot is not ready");
    }

    static Standing backupStanding(Status status) {
        var state = status.text("state");
        return switch (state) {
            case "Completed" ->
                    new Standing.Done(
                            status.time("snapshotCreatedAt").orElseGet(status::created),
                            status.time("backupCreatedAt").orElseGet(status::created),
                            status.number("size"),
                            status.text("url"));
            case "Error", "Unknown", "Deleting" ->
                    new Standing.Failed(
                            state + status.maybe("error").map(why -> ": " + why).orElse(""));
            default ->
                    new Standing.Waiting(
                            state.isEmpty() ? "not begun" : state,
                            status.maybe("progress")
                                    .map(_ -> Math.min(1, status.number("progress") / WHOLE)));
        };
    }
}
