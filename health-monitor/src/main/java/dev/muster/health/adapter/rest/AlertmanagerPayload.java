package dev.muster.health.adapter.rest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Reads the body of Alertmanager's webhook, version 4: unknown fields are ignored, a bad alert does
 * not spoil its group.
 *
 * @see <a
 *     href="https://prometheus.io/docs/alerting/latest/configuration/#webhook_config">webhook</a>
 */
final class AlertmanagerPayload {

    static final int MAX_LABELS = 64;
    private static final int MAX_TEXT = 1024;
    private static final int MAX_ALERTS = 20_000;
    private static final int MAX_DEPTH = 16;

    private static final ObjectMapper JSON =
            new ObjectMapper(
                    JsonFactory.builder()
                            .streamReadConstraints(
                                    StreamReadConstraints.builder()
                                            .maxNestingDepth(MAX_DEPTH)
                                            .maxStringLength(256 * 1024)
                                            .maxNumberLength(40)
                                            .build())
                            .build());

    private AlertmanagerPayload() {}

    /** What a body turned out to be. */
    sealed interface Reading {
        /** A group; {@code bad} are the alerts of it that cannot be used, as they were sent. */
        record Group(List<Alert> alerts, List<byte[]> bad, int truncated) implements Reading {}

        /** Not to be used at all. */
        record Refused(int status, String kind, String detail) implements Reading {}
    }

    /** One alert of a group. */
    record Alert(
            String fingerprint,
            boolean firing,
            Map<String, String> labels,
            Map<String, String> annotations,
            Instant startsAt) {}

    static Reading read(byte[] body) {
        final JsonNode root;
        try {
            root = JSON.readTree(body);
        } catch (IOException e) {
            return new Reading.Refused(
                    400,
                    "not-json",
                    "The body is not JSON, or nested deeper than " + MAX_DEPTH + ".");
        }
        if (root == null || !root.isObject()) {
            return new Reading.Refused(400, "not-json", "The body is not a JSON object.");
        }
        if (!"4".equals(root.path("version").asText())) {
            return new Reading.Refused(
                    400,
                    "webhook-version",
                    "version is '"
                            + shortened(root.path("version").asText())
                            + "', only '4' is understood: remove a custom payload from the"
                            + " webhook_config.");
        }
        var alerts = root.path("alerts");
        if (!alerts.isArray() || alerts.size() > MAX_ALERTS) {
            return new Reading.Refused(
                    400, "no-alerts", "alerts has to be an array of at most " + MAX_ALERTS + ".");
        }
        var good = new ArrayList<Alert>();
        var bad = new ArrayList<byte[]>();
        for (var node : alerts) {
            alert(node)
                    .ifPresentOrElse(
                            good::add,
                            () -> bad.add(node.toString().getBytes(StandardCharsets.UTF_8)));
        }
        return new Reading.Group(good, bad, root.path("truncatedAlerts").asInt(0));
    }

    private static Optional<Alert> alert(JsonNode node) {
        var status = node.path("status").asText();
        var labels = texts(node.path("labels"));
        var annotations = texts(node.path("annotations"));
        if (!(status.equals("firing") || status.equals("resolved"))
                || labels.isEmpty()
                || labels.get().isEmpty()) {
            return Optional.empty();
        }
        try {
            var startsAt = OffsetDateTime.parse(node.path("startsAt").asText()).toInstant();
            var fingerprint = node.path("fingerprint").asText();
            return Optional.of(
                    new Alert(
                            fingerprint.matches("[0-9a-f]{1,64}")
                                    ? fingerprint
                                    : digest(labels.get()),
                            status.equals("firing"),
                            labels.get(),
                            annotations.orElse(Map.of()),
                            startsAt));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static Optional<Map<String, String>> texts(JsonNode node) {
        if (!node.isObject() || node.size() > MAX_LABELS) {
            return Optional.empty();
        }
        var texts = new TreeMap<String, String>();
        for (var field : node.properties()) {
            if (!field.getValue().isTextual()) {
                return Optional.empty();
            }
            texts.put(shortened(field.getKey()), shortened(field.getValue().asText()));
        }
        return Optional.of(texts);
    }

    private static String shortened(String text) {
        return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT);
    }

    private static String digest(Map<String, String> labels) {
        try {
            var hash =
                    MessageDigest.getInstance("SHA-256")
                            .digest(labels.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash).substring(0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
