package dev.muster.failover.adapter.rest;

import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Turns an Idempotency-Key into the id of what it starts: the same key starts the same thing, at
 * whichever instance and however often.
 */
@ApplicationScoped
public class RequestKeys {

    private static final int REMEMBERED = 1_000;
    private static final int ID_DIGITS = 16;

    private final Map<String, String> bodies =
            new LinkedHashMap<>() {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
                    return size() > REMEMBERED;
                }
            };

    synchronized String take(@Nullable String key, String scope, String body) {
        if (key == null || key.isBlank() || key.length() > 255) {
            throw Problem.of(
                    400,
                    "idempotency-key",
                    "Idempotency-Key is missing",
                    "Send a header Idempotency-Key of 1 to 255 characters; the same key never starts"
                            + " a second move.");
        }
        var id = digest(scope + "/" + key);
        var before = bodies.putIfAbsent(id, body);
        if (before != null && !before.equals(body)) {
            throw Problem.of(
                    422,
                    "idempotency-key-reused",
                    "This Idempotency-Key was used for another request",
                    "Use a new key for a new request.");
        }
        return id;
    }

    private static String digest(String text) {
        try {
            var hash =
                    MessageDigest.getInstance("SHA-256")
                            .digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash).substring(0, ID_DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
