package dev.muster.health.adapter.rest;

import dev.muster.health.app.HealthConfig;
import dev.muster.service.BadSetting;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
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

    private final HealthConfig config;
    private volatile Optional<byte[]> bearer = Optional.empty();
    private volatile Optional<byte[]> basic = Optional.empty();

    @Inject
    public WebhookCredentials(HealthConfig config) {
        this.config = config;
    }

    void onStart(@Observes StartupEvent started) {
        BadSetting.endsOn(this::read);
    }

    private void read() {
        var webhook = config.health().webhook();
        bearer = webhook.tokenFile().map(file -> header("Bearer ", read(file, "TOKEN")));
        basic =
                webhook.basicFile()
                        .map(file -> read(file, "BASIC").getBytes(StandardCharsets.UTF_8))
                        .map(text -> header("Basic ", Base64.getEncoder().encodeToString(text)));
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
                throw wrong(which, file, "is empty");
            }
            return text;
        } catch (IOException e) {
            throw wrong(which, file, "cannot be read (" + e.getClass().getSimpleName() + ")");
        }
    }

    private static BadSetting wrong(String which, Path file, String what) {
        return new BadSetting(
                "MUSTER_HEALTH_WEBHOOK_"
                        + which
                        + "_FILE="
                        + file
                        + " "
                        + what
                        + ", expected a file with the secret");
    }
}
