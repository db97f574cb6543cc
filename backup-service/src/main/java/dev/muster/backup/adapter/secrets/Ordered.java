package dev.muster.backup.adapter.secrets;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An object that asks an operator for a Secret, and what the operator says of it. */
record Ordered(Operator operator, GenericKubernetesResource object) {

    /** So many turns may be missed. */
    private static final int TURNS = 3;

    private static final Duration USUAL_REFRESH = Duration.ofHours(1);

    /** The Secret that comes of it. */
    String secret() {
        var own = object.getMetadata().getName();
        return switch (operator) {
            case SEALED_SECRETS -> own;
            case EXTERNAL_SECRETS -> text("spec", "target", "name").orElse(own);
            case CERT_MANAGER -> text("spec", "secretName").orElse(own);
        };
    }

    /** When the certificate that was issued last ends; others have none. */
    Optional<Instant> notAfter() {
        return operator == Operator.CERT_MANAGER ? time("status", "notAfter") : Optional.empty();
    }

    /** Why what came of it is not to be relied upon. */
    List<String> complaints(Instant now) {
        var complaints = new ArrayList<String>();
        var condition = condition();
        if (condition.isEmpty()) {
            complaints.add(operator.product() + " has said nothing of it yet");
        } else if (!"True".equals(condition.get().get("status"))) {
            complaints.add(
                    operator.product()
                            + " says it is not "
                            + operator.condition().toLowerCase(java.util.Locale.ROOT)
                            + reason(condition.get()));
        }
        late(now).ifPresent(complaints::add);
        return complaints;
    }

    /** One word at most, as conditions have it; an operator's message may quote what it read. */
    private static String reason(Map<?, ?> condition) {
        return condition.get("reason") instanceof String reason
                        && reason.matches("[A-Z][A-Za-z]{1,63}")
                ? " (" + reason + ")"
                : "";
    }

    private Optional<String> late(Instant now) {
        if (operator != Operator.EXTERNAL_SECRETS
                || !text("spec", "refreshPolicy").orElse("Periodic").equals("Periodic")) {
            return Optional.empty();
        }
        var interval = text("spec", "refreshInterval");
        var every =
                interval.isEmpty() ? Optional.of(USUAL_REFRESH) : GoDuration.parse(interval.get());
        return time("status", "refreshTime")
                .filter(
                        at ->
                                every.filter(Duration::isPositive)
                                        .map(turn -> at.plus(turn.multipliedBy(TURNS)))
                                        .filter(now::isAfter)
                                        .isPresent())
                .map(
                        at ->
                                "External Secrets refreshed it last at "
                                        + at
                                        + ", and should every "
                                        + interval.orElse("1h"));
    }

    private Optional<Map<?, ?>> condition() {
        if (object.get("status", "conditions") instanceof List<?> all) {
            for (var one : all) {
                if (one instanceof Map<?, ?> map && operator.condition().equals(map.get("type"))) {
                    return Optional.of(map);
                }
            }
        }
        return Optional.empty();
    }

    private Optional<String> text(Object... path) {
        return object.get(path) instanceof String text && !text.isBlank()
                ? Optional.of(text)
                : Optional.empty();
    }

    private Optional<Instant> time(Object... path) {
        try {
            return text(path).map(Instant::parse);
        } catch (DateTimeParseException notOne) {
            return Optional.empty();
        }
    }
}
