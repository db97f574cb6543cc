package dev.muster.service.rest;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** By which a caller says that two requests are the same one, at whichever instance they arrive. */
public record IdempotencyKey(String value) {

    private static final int LONGEST = 255;
    private static final int ID_DIGITS = 16;

    /**
     * The key of a request that begins something.
     *
     * @param header as it was sent
     * @param what the same key never begins twice, for the message
     * @throws jakarta.ws.rs.WebApplicationException the problem that the caller is answered, when
     *     there is no key, or one of more than 255 characters
     */
    public static IdempotencyKey of(@Nullable String header, String what) {
        if (header == null || header.isBlank() || header.length() > LONGEST) {
            throw Problem.of(
                    400,
                    "idempotency-key",
                    "Idempotency-Key is missing",
                    "Send a header Idempotency-Key of 1 to "
                            + LONGEST
                            + " characters; the same key never starts a second "
                            + what
                            + ".");
        }
        return new IdempotencyKey(header);
    }

    /** What the key begins within the scope: the same for the same key, and 16 hex digits long. */
    public String id(String scope) {
        try {
            var text = (scope + "/" + value).getBytes(StandardCharsets.UTF_8);
            var hash = MessageDigest.getInstance("SHA-256").digest(text);
            return HexFormat.of().formatHex(hash).substring(0, ID_DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
