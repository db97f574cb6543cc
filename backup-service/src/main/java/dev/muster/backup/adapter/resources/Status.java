package dev.muster.backup.adapter.resources;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What an object says of itself; what it does not say is empty, whatever stands there instead. */
record Status(GenericKubernetesResource object) {

    /** One of its conditions. */
    record Condition(String type, boolean holds, String reason, String message, Instant since) {}

    String uid() {
        return object.getMetadata().getUid();
    }

    Instant created() {
        return instant(object.getMetadata().getCreationTimestamp()).orElse(Instant.EPOCH);
    }

    Optional<String> annotation(String key) {
        var annotations = object.getMetadata().getAnnotations();
        return annotations == null ? Optional.empty() : Optional.ofNullable(annotations.get(key));
    }

    String text(String... path) {
        return maybe(path).orElse("");
    }

    Optional<String> maybe(String... path) {
        Object found = object.get(inStatus(path));
        return found instanceof String || found instanceof Number
                ? Optional.of(String.valueOf(found))
                : Optional.empty();
    }

    boolean flag(String... path) {
        return Boolean.TRUE.equals(object.get(inStatus(path)));
    }

    Optional<Instant> time(String... path) {
        return maybe(path).flatMap(Status::instant);
    }

    /** A whole number, written as one or as text; 0 when there is none. */
    long number(String... path) {
        try {
            return maybe(path).map(Long::parseLong).orElse(0L);
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    Optional<Condition> condition(String type) {
        if (object.get("status", "conditions") instanceof List<?> all) {
            return all.stream()
                    .filter(Map.class::isInstance)
                    .map(one -> (Map<?, ?>) one)
                    .filter(one -> type.equals(one.get("type")))
                    .findFirst()
                    .map(
                            one ->
                                    new Condition(
                                            type,
                                            "True".equals(one.get("status")),
                                            word(one.get("reason")),
                                            word(one.get("message")),
                                            instant(word(one.get("lastTransitionTime")))
                                                    .orElseGet(this::created)));
        }
        return Optional.empty();
    }

    private static String word(@org.jspecify.annotations.Nullable Object value) {
        return value == null ? "" : String.valueOf(value);
    }

    private static Object[] inStatus(String... path) {
        var full = new Object[path.length + 1];
        full[0] = "status";
        System.arraycopy(path, 0, full, 1, path.length);
        return full;
    }

    private static Optional<Instant> instant(@org.jspecify.annotations.Nullable String text) {
        try {
            return text == null || text.isEmpty()
                    ? Optional.empty()
                    : Optional.of(Instant.parse(text));
        } catch (DateTimeParseException unreadable) {
            return Optional.empty();
        }
    }
}
