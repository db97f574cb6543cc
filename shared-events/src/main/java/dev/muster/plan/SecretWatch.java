package dev.muster.plan;

import java.time.Duration;

/**
 * A secret or a certificate that the application needs wherever it runs.
 *
 * @param name of the object of that kind, the same at every site
 * @param warnBefore how long before its end a certificate is warned of
 */
public record SecretWatch(String namespace, String name, Kind kind, Duration warnBefore) {

    /** The field of a plan that holds them; what is observed of them is told under this name. */
    public static final String FIELD = "spec.secrets";

    /** What brings it to a site. */
    public enum Kind {
        /** Somebody does, by whatever means. */
        SECRET,
        /** Sealed Secrets, from a {@code SealedSecret}. */
        SEALED_SECRET,
        /** External Secrets, from an {@code ExternalSecret}. */
        EXTERNAL_SECRET,
        /** cert-manager, from a {@code Certificate}. */
        CERTIFICATE
    }

    /** The namespace and the name. */
    public String where() {
        return namespace + "/" + name;
    }
}
