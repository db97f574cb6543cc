package dev.muster.health.adapter.vertx;

import dev.muster.health.app.Prober;
import dev.muster.health.probe.Observation;
import dev.muster.plan.ProbeTarget.Tcp;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/** Connects, and hangs up. */
@ApplicationScoped
public class TcpProber implements Prober<Tcp> {

    /** No connection attempt outlives this, whatever its question's own deadline was. */
    private static final Duration LONGEST = Duration.ofSeconds(10);

    private final Vertx vertx;
    private final NetClient client;

    @Inject
    public TcpProber(Vertx vertx) {
        this.vertx = vertx;
        this.client =
                vertx.createNetClient(
                        new NetClientOptions().setConnectTimeout((int) LONGEST.toMillis()));
    }

    @Override
    public Class<Tcp> target() {
        return Tcp.class;
    }

    @Override
    public CompletionStage<Observation> ask(Tcp target, Duration timeout) {
        var watch = Stopwatch.start();
        // Closed whenever it comes, also after the deadline.
        var connected = client.connect(target.port(), target.host()).onSuccess(NetSocket::close);
        return Within.limit(vertx, connected, timeout)
                .map(_ -> Observation.up("accepts connections", watch.elapsed()))
                .otherwise(e -> Observation.down(words(e), watch.elapsed()))
                .toCompletionStage();
    }

    /** Nothing else than the connection is waited for here. */
    private static String words(Throwable failure) {
        return failure instanceof java.util.concurrent.TimeoutException
                ? "no connection in time"
                : Trouble.words(failure);
    }
}
