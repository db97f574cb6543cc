package dev.muster.health.adapter.vertx;

import io.vertx.core.http.HttpConnection;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import javax.net.ssl.SSLPeerUnverifiedException;

/** A certificate that runs out takes the application with it, on a day that is known before. */
final class CertificateAge {

    private static final Duration WARNING = Duration.ofDays(14);

    private CertificateAge() {}

    /** What to say of the server's certificate, when it is soon to expire. */
    static Optional<String> warning(HttpConnection connection, Instant now) {
        if (!connection.isSsl() || connection.sslSession() == null) {
            return Optional.empty();
        }
        try {
            var chain = connection.sslSession().getPeerCertificates();
            return chain.length > 0 && chain[0] instanceof X509Certificate certificate
                    ? warning(certificate.getNotAfter().toInstant(), now)
                    : Optional.empty();
        } catch (SSLPeerUnverifiedException unverified) {
            return Optional.empty();
        }
    }

    private static Optional<String> warning(Instant end, Instant now) {
        var left = Duration.between(now, end);
        if (left.isNegative()) {
            return Optional.of("its TLS certificate has expired");
        }
        return left.compareTo(WARNING) > 0
                ? Optional.empty()
                : Optional.of("its TLS certificate expires in " + left.toDays() + " days");
    }
}
