package dev.muster.health.adapter.vertx;

import dev.muster.health.app.Prober;
import dev.muster.health.probe.Observation;
import dev.muster.plan.ProbeTarget.Tcp;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClientOptions;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/** Connects, and hangs up. */
@ApplicationScoped
public class TcpProber implements Prober<Tcp> {

    private final Vertx vertx;

    @Inject
    public TcpProber(Vertx vertx) {
        this.vertx = vertx;
    }

    @Override
    public Class<Tcp> target() {
        return Tcp.class;
    }

    @Override
    public CompletionStage<Observation> ask(Tcp target, Duration timeout) {
        var watch = Stopwatch.start();
        var client =
                vertx.createNetClient(
                        new NetClientOptions().setConnectTimeout((int) timeout.toMillis()));
        return client.connect(target.port(), target.host())
                .map(
                        socket -> {
                            var _ = socket.close();
                            return Observation.up("accepts connections", watch.elapsed());
                        })
                .otherwise(e -> Observation.down(Trouble.words(e), watch.elapsed()))
                .onComplete(_ -> client.close())
                .toCompletionStage();
    }
}
