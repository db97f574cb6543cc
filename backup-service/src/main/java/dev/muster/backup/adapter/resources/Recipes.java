package dev.muster.backup.adapter.resources;

import dev.muster.plan.ResourceBackup;
import dev.muster.plan.ResourceBackup.What;
import java.util.List;

/** How each operator is asked for a backup: object by object, the last one stands for the point. */
final class Recipes {

    private Recipes() {}

    /**
     * The stages of a backup.
     *
     * @param name of the object of each stage
     */
    static List<Stage> of(ResourceBackup backup, String name) {
        return switch (backup.what()) {
            case What.K8up k8up -> List.of(K8up.backup(k8up));
            case What.CsiSnapshot csi -> List.of(CsiSnapshots.snapshot(csi));
            case What.Longhorn longhorn ->
                    List.of(Longhorn.snapshot(longhorn), Longhorn.backup(longhorn, name));
            case What.CloudNativePg pg -> List.of(CloudNativePg.backup(pg));
            case What.FromCronJob job -> List.of(CronJobs.run(job));
        };
    }
}
