package dev.muster.backup.adapter.secrets;

import io.fabric8.kubernetes.api.model.Secret;
import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What was seen of a Secret, without its values.
 *
 * @param tls whether Kubernetes knows it as a certificate with its key
 * @param notAfter when the first certificate in {@code tls.crt} ends; empty where none can be read
 */
record Held(Content content, boolean tls, Optional<Instant> notAfter) {

    private static final String TLS = "kubernetes.io/tls";
    private static final String CERTIFICATE = "tls.crt";

    static Held of(Secret secret) {
        Map<String, String> data = secret.getData() == null ? Map.of() : secret.getData();
        return new Held(Content.of(data), TLS.equals(secret.getType()), end(data.get(CERTIFICATE)));
    }

    private static Optional<Instant> end(@Nullable String base64) {
        if (base64 == null) {
            return Optional.empty();
        }
        try {
            var bytes = new ByteArrayInputStream(Base64.getDecoder().decode(base64));
            return CertificateFactory.getInstance("X.509").generateCertificate(bytes)
                            instanceof X509Certificate certificate
                    ? Optional.of(certificate.getNotAfter().toInstant())
                    : Optional.empty();
        } catch (CertificateException | RuntimeException quotesWhatItRead) {
            return Optional.empty();
        }
    }
}
