package dev.muster.health.adapter.vertx;

import io.netty.channel.ConnectTimeoutException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/** What a failed call means, in words that hold no address and no secret. */
final class Trouble {

    private Trouble() {}

    static String words(Throwable failure) {
        return switch (failure) {
            case ConnectTimeoutException _ -> "no connection in time";
            case TimeoutException _ -> "no answer in time";
            case ConnectException _ -> "connection refused";
            case UnknownHostException _ -> "unknown host";
            case SSLException _ -> "no trusted TLS connection";
            default -> failure.getClass().getSimpleName();
        };
    }
}
