package dev.muster.health.app;

import dev.muster.plan.Credential;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads secrets where plans say they lie; read anew each time, so that rotation just works. */
public final class Secrets {

    private static final int MAX_BYTES = 256 * 1024;

    private Secrets() {}

    /** A secret that cannot be read; the message names the place, never the value. */
    public static final class Unreadable extends Exception {
        private static final long serialVersionUID = 1L;

        Unreadable(String message) {
            super(message);
        }
    }

    public static String text(Credential credential) throws Unreadable {
        var path = path(credential);
        try {
            if (Files.size(path) > MAX_BYTES) {
                throw new Unreadable(path + " is larger than " + MAX_BYTES + " bytes");
            }
            return Files.readString(path).strip();
        } catch (IOException e) {
            throw new Unreadable(path + " cannot be read (" + e.getClass().getSimpleName() + ")");
        }
    }

    /** Where the secret lies, for messages. */
    public static String place(Credential credential) {
        return switch (credential) {
            case Credential.File file -> "file " + file.path();
            case Credential.Secret secret -> "key " + secret.key() + " of secret " + secret.name();
        };
    }

    private static Path path(Credential credential) {
        return switch (credential) {
            case Credential.File file -> Path.of(file.path());
            case Credential.Secret secret ->
                    Path.of("/etc/muster/secrets", secret.name(), secret.key());
        };
    }
}
