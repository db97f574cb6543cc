package dev.muster.backup.adapter.velero;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A backup or a restore as Velero describes it. */
record Seen(GenericKubernetesResource object) {

    String name() {
        return object.getMetadata().getName();
    }

    /** Names this very object; the same backup has another one at every site. */
    String uid() {
        return object.getMetadata().getUid();
    }

    String label(String key) {
        var labels = object.getMetadata().getLabels();
        return labels == null ? "" : labels.getOrDefault(key, "");
    }

    Optional<String> annotation(String key) {
        var annotations = object.getMetadata().getAnnotations();
        return annotations == null ? Optional.empty() : Optional.ofNullable(annotations.get(key));
    }

    String phase() {
        return text("status", "phase").orElse("");
    }

    Standing standing() {
        return object.isMarkedForDeletion() ? Standing.GOING : Standing.of(phase());
    }

    Instant created() {
        return instant(object.getMetadata().getCreationTimestamp()).orElse(Instant.EPOCH);
    }

    Optional<Instant> started() {
        return at("status", "startTimestamp");
    }

    Optional<Instant> completed() {
        return at("status", "completionTimestamp");
    }

    Optional<Instant> expires() {
        return at("status", "expiration");
    }

    /** When it ended: what ended without a time ended no earlier than it began. */
    Instant ended() {
        return completed().or(this::started).orElseGet(this::created);
    }

    Optional<String> location() {
        return text("spec", "storageLocation");
    }

    long number(String... path) {
        return object.get((Object[]) path) instanceof Number number ? number.longValue() : 0;
    }

    /** Volumes of whatever kind that it tried to take along. */
    long volumes() {
        return number("status", "volumeSnapshotsAttempted")
                + number("status", "csiVolumeSnapshotsAttempted")
                + number("status", "backupItemOperationsAttempted");
    }

    /** How much of it is done, from 0 to 1, when that is known. */
    Optional<Double> share(String doneField) {
        var total = number("status", "progress", "totalItems");
        return total == 0
                ? Optional.empty()
                : Optional.of(
                        Math.min(1, (double) number("status", "progress", doneField) / total));
    }

    /** What its own object says of a failure, without what only its store knows. */
    List<String> reasons() {
        var reasons = new ArrayList<String>();
        if (object.get("status", "validationErrors") instanceof List<?> errors) {
            errors.forEach(error -> reasons.add(String.valueOf(error)));
        }
        text("status", "failureReason").ifPresent(reasons::add);
        return reasons;
    }

    private Optional<String> text(String... path) {
        return Optional.ofNullable(object.get((Object[]) path))
                .filter(String.class::isInstance)
                .map(String.class::cast);
    }

    private Optional<Instant> at(String... path) {
        return text(path).flatMap(Seen::instant);
    }

    static Optional<Instant> instant(@Nullable Object text) {
        try {
            return text == null
                    ? Optional.empty()
                    : Optional.of(Instant.parse(Objects.toString(text)));
        } catch (DateTimeParseException unreadable) {
            return Optional.empty();
        }
    }

    /** What is wanted, as it stands there. */
    Object spec() {
        Object spec = object.get("spec");
        return spec == null ? Map.of() : spec;
    }

    Map<String, String> labels() {
        var labels = object.getMetadata().getLabels();
        return labels == null ? Map.of() : labels;
    }
}
