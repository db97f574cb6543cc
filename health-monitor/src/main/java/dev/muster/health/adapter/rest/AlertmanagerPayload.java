package dev.muster.health.adapter.rest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads the body of Alertmanager's webhook, version 4, in one pass and without a tree: unknown
 * fields are ignored, a bad alert does not spoil its group.
 *
 * @see <a
 *     href="https://prometheus.io/docs/alerting/latest/configuration/#webhook_config">webhook</a>
 */
final class AlertmanagerPayload {

    static final int MAX_LABELS = 64;
    private static final int MAX_TEXT = 1024;
    private static final int MAX_ALERTS = 20_000;
    private static final int MAX_DEPTH = 16;
    private static final int MAX_FINGERPRINT = 64;

    private static final JsonFactory JSON =
            JsonFactory.builder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxNestingDepth(MAX_DEPTH)
                                    .maxStringLength(256 * 1024)
                                    .maxNumberLength(40)
                                    .build())
                    .build();

    private final byte[] body;
    private final JsonParser parser;
    private final List<Alert> good = new ArrayList<>();
    private final List<byte[]> bad = new ArrayList<>();
    private String version = "";
    private boolean alertsThere;
    private boolean tooMany;
    private int truncated;

    private AlertmanagerPayload(byte[] body, JsonParser parser) {
        this.body = body;
        this.parser = parser;
    }

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
        try (var parser = JSON.createParser(body)) {
            return new AlertmanagerPayload(body, parser).read();
        } catch (IOException e) {
            return new Reading.Refused(
                    400,
                    "not-json",
                    "The body is not JSON, or nested deeper than " + MAX_DEPTH + ".");
        }
    }

    private Reading read() throws IOException {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            return new Reading.Refused(400, "not-json", "The body is not a JSON object.");
        }
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            var field = parser.currentName();
            parser.nextToken();
            switch (field) {
                case "version" -> version = text();
                case "truncatedAlerts" -> {
                    truncated = parser.getValueAsInt(0);
                    parser.skipChildren();
                }
                case "alerts" -> alerts();
                default -> parser.skipChildren();
            }
        }
        if (!version.equals("4")) {
            return new Reading.Refused(
                    400,
                    "webhook-version",
                    "version is '"
                            + shortened(version)
                            + "', only '4' is understood: remove a custom payload from the"
                            + " webhook_config.");
        }
        return !alertsThere || tooMany
                ? new Reading.Refused(
                        400,
                        "no-alerts",
                        "alerts has to be an array of at most " + MAX_ALERTS + ".")
                : new Reading.Group(good, bad, truncated);
    }

    private void alerts() throws IOException {
        // Of a field that is there twice the last one counts.
        good.clear();
        bad.clear();
        alertsThere = parser.currentToken() == JsonToken.START_ARRAY;
        if (!alertsThere) {
            parser.skipChildren();
            return;
        }
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (good.size() + bad.size() == MAX_ALERTS) {
                tooMany = true;
                parser.skipChildren();
                continue;
            }
            var start = (int) parser.currentTokenLocation().getByteOffset();
            var alert = alert();
            if (alert.isPresent()) {
                good.add(alert.get());
            } else {
                parser.finishToken();
                var end = (int) parser.currentLocation().getByteOffset();
                bad.add(Arrays.copyOfRange(body, start, end));
            }
        }
    }

    /** Reads to the end of what stands there, whatever it is. */
    private Optional<Alert> alert() throws IOException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return Optional.empty();
        }
        var status = "";
        var startsAt = "";
        var fingerprint = "";
        @Nullable Map<String, String> labels = null;
        @Nullable Map<String, String> annotations = null;
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            var field = parser.currentName();
            parser.nextToken();
            switch (field) {
                case "status" -> status = text();
                case "startsAt" -> startsAt = text();
                case "fingerprint" -> fingerprint = text();
                case "labels" -> labels = texts();
                case "annotations" -> annotations = texts();
                default -> parser.skipChildren();
            }
        }
        if (!(status.equals("firing") || status.equals("resolved"))
                || labels == null
                || labels.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    new Alert(
                            isFingerprint(fingerprint) ? fingerprint : digest(labels),
                            status.equals("firing"),
                            labels,
                            annotations == null ? Map.of() : annotations,
                            OffsetDateTime.parse(startsAt).toInstant()));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** A scalar as text; an array or object has none. */
    private String text() throws IOException {
        if (parser.currentToken().isScalarValue()) {
            return parser.getText();
        }
        parser.skipChildren();
        return "";
    }

    /** Null unless it is an object of texts and not too large. */
    private @Nullable Map<String, String> texts() throws IOException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return null;
        }
        var texts = new TreeMap<String, String>();
        var usable = true;
        for (var count = 1; parser.nextToken() != JsonToken.END_OBJECT; count++) {
            var name = parser.currentName();
            usable &= parser.nextToken() == JsonToken.VALUE_STRING && count <= MAX_LABELS;
            if (usable) {
                texts.put(shortened(name), shortened(parser.getText()));
            } else {
                parser.skipChildren();
            }
        }
        return usable ? texts : null;
    }

    private static String shortened(String text) {
        return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT);
    }

    private static boolean isFingerprint(String text) {
        for (var i = 0; i < text.length(); i++) {
            var c = text.charAt(i);
            if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) {
                return false;
            }
        }
        return !text.isEmpty() && text.length() <= MAX_FINGERPRINT;
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
