package dev.muster.backup.adapter.resources;

import dev.muster.plan.ResourceBackup.What;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Snapshots of volumes. An error is no end: the controller tries again, until the deadline of the
 * plan has passed.
 *
 * @see <a href="https://kubernetes.io/docs/concepts/storage/volume-snapshots/">Kubernetes: volume
 *     snapshots</a>
 */
final class CsiSnapshots {

    private CsiSnapshots() {}

    static Stage snapshot(What.CsiSnapshot asked) {
        return new Stage(
                new ResourceDefinitionContext.Builder()
                        .withGroup("snapshot.storage.k8s.io")
                        .withVersion("v1")
                        .withKind("VolumeSnapshot")
                        .withPlural("volumesnapshots")
                        .withNamespaced(true)
                        .build(),
                "the CSI snapshot controller",
                "install external-snapshotter with its CRDs, and a driver that takes snapshots",
                (_, _) -> Stage.Content.of(spec(asked)),
                CsiSnapshots::standing);
    }

    private static Map<String, Object> spec(What.CsiSnapshot asked) {
        var spec = new LinkedHashMap<String, Object>();
        spec.put("source", Map.of("persistentVolumeClaimName", asked.claim()));
        asked.snapshotClass().ifPresent(name -> spec.put("volumeSnapshotClassName", name));
        return spec;
    }

    static Standing standing(Status status) {
        if (status.flag("readyToUse")) {
            var taken = status.time("creationTime").orElseGet(status::created);
            return new Standing.Done(
                    taken,
                    taken,
                    status.maybe("restoreSize").map(CsiSnapshots::bytes).orElse(0L),
                    "VolumeSnapshotContent " + status.text("boundVolumeSnapshotContentName"));
        }
        return new Standing.Waiting(
                status.maybe("error", "message")
                        .or(() -> status.maybe("creationTime").map(at -> "taken at " + at))
                        .orElse("not begun"));
    }

    private static long bytes(String quantity) {
        try {
            return Quantity.getAmountInBytes(Quantity.parse(quantity)).longValue();
        } catch (IllegalArgumentException unreadable) {
            return 0;
        }
    }
}
