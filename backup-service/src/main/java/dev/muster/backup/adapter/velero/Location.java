package dev.muster.backup.adapter.velero;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Where a Velero keeps its backups.
 *
 * @param phase empty until Velero has looked at it for the first time
 * @param synced when Velero last looked there for backups that others took
 */
record Location(
        String name,
        boolean isDefault,
        String bucket,
        String prefix,
        boolean readOnly,
        String phase,
        String message,
        Optional<Instant> synced,
        Optional<Instant> validated) {

    private static final Duration SILENCE = Duration.ofMinutes(10);

    static Location of(GenericKubernetesResource object) {
        return new Location(
                object.getMetadata().getName(),
                Boolean.TRUE.equals(object.get("spec", "default")),
                text(object, "spec", "objectStorage", "bucket"),
                text(object, "spec", "objectStorage", "prefix"),
                "ReadOnly".equals(object.get("spec", "accessMode")),
                text(object, "status", "phase"),
                text(object, "status", "message"),
                Seen.instant(object.get("status", "lastSyncedTime")),
                Seen.instant(object.get("status", "lastValidationTime")));
    }

    boolean available() {
        return phase.equals("Available");
    }

    /** Velero looks at every location once a minute, unless it was told otherwise. */
    boolean silent(Instant now) {
        return validated.map(at -> Duration.between(at, now).compareTo(SILENCE) > 0).orElse(false);
    }

    /** The same at every site that keeps its backups there. */
    String address() {
        return "s3://" + bucket + (prefix.isEmpty() ? "" : "/" + prefix);
    }

    private static String text(GenericKubernetesResource object, String... path) {
        return object.get((Object[]) path) instanceof String text ? text : "";
    }
}
