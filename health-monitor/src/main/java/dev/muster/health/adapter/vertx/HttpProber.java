package dev.muster.health.adapter.vertx;

import dev.muster.health.app.Prober;
import dev.muster.health.probe.Observation;
import dev.muster.plan.ProbeTarget.Http;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** Asks over HTTP or HTTPS with a fresh connection, follows nothing, reads little. */
@ApplicationScoped
public class HttpProber implements Prober<Http> {

    private final HttpClient client;
    private final Vertx vertx;

    @Inject
    public HttpProber(Vertx vertx) {
        this(vertx, new HttpClientOptions());
    }

    HttpProber(Vertx vertx, HttpClientOptions trust) {
        this.vertx = vertx;
        this.client =
                vertx.createHttpClient(
                        trust.setKeepAlive(false).setMaxPoolSize(256).setMaxWaitQueueSize(4096));
    }

    @Override
    public Class<Http> target() {
        return Http.class;
    }

    @Override
    public CompletionStage<Observation> ask(Http target, Duration timeout) {
        var watch = Stopwatch.start();
        var answer =
                Asking.get(client, target.url(), Map.of(), timeout)
                        .compose(
                                response ->
                                        BoundedBody.beginning(response)
                                                .map(body -> judge(target, response, body, watch)));
        return Within.limit(vertx, answer, timeout)
                .otherwise(e -> Observation.down(Trouble.words(e), watch.elapsed()))
                .toCompletionStage();
    }

    private static Observation judge(
            Http target, HttpClientResponse response, String body, Stopwatch watch) {
        int status = response.statusCode();
        if (!target.status().contains(status)) {
            return Observation.down("answers " + status, watch.elapsed());
        }
        if (target.contains().filter(text -> !body.contains(text)).isPresent()) {
            return Observation.down("answers without the text that is expected", watch.elapsed());
        }
        var warning = CertificateAge.warning(response.request().connection(), Instant.now());
        return Observation.up(
                "answers " + status + warning.map(words -> "; " + words).orElse(""),
                watch.elapsed());
    }
}
