package dev.muster.health.adapter.rest;

import dev.muster.health.app.HealthConfig;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Who may post alerts: the holder of a bearer token, or of a user name and password. */
@ApplicationScoped
public class WebhookCredentials {

    private final Optional<byte[]> bearer;
    private final Optional<byte[]> basic;

    @Inject
    public WebhookCredentials(HealthConfig config) {
        var webhook = config.health().webhook();
        this.bearer = webhook.tokenFile().map(file -> header("Bearer ", read(file, "TOKEN")));
        this.basic =
                webhook.basicFile()
                        .map(file -> read(file, "BASIC"))
                        .map(
                                text ->
                                        header(
                                                "Basic ",
                                                Base64.getEncoder()
                                                        .encodeToString(
                                                                text.getBytes(
                                                                        StandardCharsets.UTF_8))));
    }

    /** Takes the same time whatever is wrong. */
    boolean accepts(@Nullable String authorization) {
        var given = (authorization == null ? "" : authorization).getBytes(StandardCharsets.UTF_8);
        var ok = false;
        for (var wanted : new Optional<?>[] {bearer, basic}) {
            ok |= wanted.isPresent() && MessageDigest.isEqual((byte[]) wanted.get(), given);
        }
        return ok;
    }

    private static byte[] header(String scheme, String value) {
        return (scheme + value).getBytes(StandardCharsets.UTF_8);
    }

    private static String read(Path file, String which) {
        try {
            var text = Files.readString(file).strip();
            if (text.isEmpty()) {
                throw new IllegalStateException(
                        "MUSTER_HEALTH_WEBHOOK_" + which + "_FILE=" + file + " is empty");
            }
            return text;
        } catch (IOException e) {
            throw new IllegalStateException(
                    "MUSTER_HEALTH_WEBHOOK_"
                            + which
                            + "_FILE="
                            + file
                            + " cannot be read: expected a file with the secret",
                    e);
        }
    }
}
