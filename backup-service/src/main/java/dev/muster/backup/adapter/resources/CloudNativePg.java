package dev.muster.backup.adapter.resources;

import dev.muster.plan.ResourceBackup.Method;
import dev.muster.plan.ResourceBackup.What;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Base backups of CloudNativePG. That its log cannot be archived is no end: the operator waits for
 * it, until the deadline of the plan has passed.
 *
 * @see <a
 *     href="https://cloudnative-pg.io/documentation/1.30/cloudnative-pg.v1/#backup">CloudNativePG:
 *     Backup</a>
 */
final class CloudNativePg {

    private static final String PLUGIN = "barman-cloud.cloudnative-pg.io";

    private CloudNativePg() {}

    static Stage backup(What.CloudNativePg asked) {
        return new Stage(
                new ResourceDefinitionContext.Builder()
                        .withGroup("postgresql.cnpg.io")
                        .withVersion("v1")
                        .withKind("Backup")
                        .withPlural("backups")
                        .withNamespaced(true)
                        .build(),
                "CloudNativePG",
                "helm install cnpg cnpg/cloudnative-pg",
                (_, _) -> Stage.Content.of(spec(asked)),
                CloudNativePg::standing);
    }

    private static Map<String, Object> spec(What.CloudNativePg asked) {
        var spec = new LinkedHashMap<String, Object>();
        spec.put("cluster", Map.of("name", asked.cluster()));
        spec.put(
                "method",
                switch (asked.method()) {
                    case PLUGIN -> "plugin";
                    case VOLUME_SNAPSHOT -> "volumeSnapshot";
                    case BARMAN_OBJECT_STORE -> "barmanObjectStore";
                });
        if (asked.method() == Method.PLUGIN) {
            spec.put("pluginConfiguration", Map.of("name", PLUGIN));
        }
        spec.put("target", asked.preferStandby() ? "prefer-standby" : "primary");
        return spec;
    }

    static Standing standing(Status status) {
        var phase = status.text("phase");
        var error = status.maybe("error").map(why -> ": " + why).orElse("");
        return switch (phase) {
            case "completed" -> {
                var ended = status.time("stoppedAt").orElseGet(status::created);
                yield new Standing.Done(
                        ended,
                        ended,
                        0,
                        status.text("destinationPath") + " backup " + status.text("backupId"));
            }
            case "failed", "invalid backup definition" -> new Standing.Failed(phase + error);
            case "" -> new Standing.Waiting("not begun");
            default -> new Standing.Waiting(phase + error);
        };
    }
}
