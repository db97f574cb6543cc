package dev.muster.health.adapter.vertx;

import io.netty.channel.ConnectTimeoutException;
import io.vertx.core.VertxException;
import io.vertx.core.http.HttpClosedException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Locale;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** What a failed call means, in words that hold no address and no secret. */
final class Trouble {

    private static final int DEEPEST = 8;

    private Trouble() {}

    static String words(Throwable failure) {
        if (isCausedBy(failure, CertificateExpiredException.class)) {
            return "the TLS certificate has expired";
        }
        if (isCausedBy(failure, CertificateNotYetValidException.class)) {
            return "the TLS certificate is not valid yet";
        }
        return switch (failure) {
            case Refused refused -> refused.words();
            case ConnectTimeoutException _ -> "no connection in time";
            case TimeoutException _ -> "no answer in time";
            case NoRouteToHostException _ -> "no route to the host";
            case ConnectException e -> connect(e.getMessage());
            case UnknownHostException _ -> "unknown host";
            case SSLException _ -> "no trusted TLS connection";
            case HttpClosedException _ ->
                    "the connection was closed before the answer was complete";
            case IOException e -> io(e.getMessage());
            case VertxException e -> io(e.getMessage());
            default -> failure.getClass().getSimpleName();
        };
    }

    private static String connect(@Nullable String message) {
        var text = lower(message);
        if (text.contains("unreachable")) {
            return "the network is unreachable";
        }
        return text.contains("timed out") ? "no connection in time" : "connection refused";
    }

    private static String io(@Nullable String message) {
        var text = lower(message);
        if (text.contains("reset")) {
            return "the connection was reset";
        }
        return text.contains("closed") || text.contains("broken pipe")
                ? "the connection was closed before the answer was complete"
                : "the connection failed";
    }

    private static String lower(@Nullable String message) {
        return message == null ? "" : message.toLowerCase(Locale.ROOT);
    }

    private static boolean isCausedBy(Throwable failure, Class<? extends Throwable> type) {
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < DEEPEST; depth++) {
            if (type.isInstance(cause)) {
                return true;
            }
            cause = cause.getCause();
        }
        return false;
    }

    /** We do not go on, for a reason of our own. */
    static final class Refused extends Exception {
        private static final long serialVersionUID = 1L;

        Refused(String words) {
            super(words, null, false, false);
        }

        String words() {
            return String.valueOf(getMessage());
        }
    }
}
