package dev.muster.service;

import dev.muster.plan.Credential;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads secrets where plans say they lie; read anew each time, so that rotation just works. */
public final class Secrets {

    private static final int MAX_BYTES = 256 * 1024;

    private Secrets() {}

    /** A name and a password. */
    public record Login(String user, String password) {
        @Override
        public String toString() {
            return "Login[user=" + user + "]";
        }
    }

    /**
     * A secret that cannot be read; the message names the place and the remedy, never the value.
     */
    public static final class Unreadable extends Exception {
        private static final long serialVersionUID = 1L;

        Unreadable(String message) {
            super(message);
        }
    }

    /** The whole text of the secret, without surrounding white space. */
    public static String text(Credential credential) throws Unreadable {
        return read(path(credential));
    }

    /** A secret of the form {@code user:password}. */
    public static Login login(Credential credential) throws Unreadable {
        var text = text(credential);
        var colon = text.indexOf(':');
        if (colon < 1) {
            throw new Unreadable(place(credential) + " does not have the form user:password");
        }
        return new Login(text.substring(0, colon), text.substring(colon + 1));
    }

    /** Where the secret lies, for messages. */
    public static String place(Credential credential) {
        return switch (credential) {
            case Credential.File file -> "file " + file.path();
            case Credential.Secret secret -> "key " + secret.key() + " of secret " + secret.name();
        };
    }

    /** The file in which the secret lies, for clients that want a path. */
    public static Path path(Credential credential) {
        return switch (credential) {
            case Credential.File file -> Path.of(file.path());
            case Credential.Secret secret ->
                    Path.of("/etc/muster/secrets", secret.name(), secret.key());
        };
    }

    private static String read(Path path) throws Unreadable {
        try {
            if (Files.size(path) > MAX_BYTES) {
                throw new Unreadable(path + " is larger than " + MAX_BYTES + " bytes");
            }
            return Files.readString(path).strip();
        } catch (IOException e) {
            throw new Unreadable(
                    path
                            + " cannot be read ("
                            + e.getClass().getSimpleName()
                            + "): create it, readable by this service");
        }
    }
}
