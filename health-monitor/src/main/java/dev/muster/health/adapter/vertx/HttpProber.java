package dev.muster.health.adapter.vertx;

import dev.muster.health.app.Prober;
import dev.muster.health.probe.Observation;
import dev.muster.plan.ProbeTarget.Http;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/** Asks over HTTP or HTTPS with a fresh connection, follows nothing, reads little. */
@ApplicationScoped
public class HttpProber implements Prober<Http> {

    private final HttpClient client;
    private final Vertx vertx;

    @Inject
    public HttpProber(Vertx vertx) {
        this.vertx = vertx;
        this.client =
                vertx.createHttpClient(
                        new HttpClientOptions()
                                .setKeepAlive(false)
                                .setMaxPoolSize(256)
                                .setMaxWaitQueueSize(4096));
    }

    @Override
    public Class<Http> target() {
        return Http.class;
    }

    @Override
    public CompletionStage<Observation> ask(Http target, Duration timeout) {
        var watch = Stopwatch.start();
        var url = target.url();
        var ssl = "https".equals(url.getScheme());
        var path = url.getRawPath() == null || url.getRawPath().isEmpty() ? "/" : url.getRawPath();
        var request =
                new RequestOptions()
                        .setMethod(HttpMethod.GET)
                        .setHost(url.getHost())
                        .setPort(url.getPort() > 0 ? url.getPort() : ssl ? 443 : 80)
                        .setSsl(ssl)
                        .setURI(url.getRawQuery() == null ? path : path + "?" + url.getRawQuery())
                        .setConnectTimeout(timeout.toMillis())
                        .setTimeout(timeout.toMillis())
                        .setFollowRedirects(false);
        var answer =
                client.request(request)
                        .compose(r -> r.send())
                        .compose(
                                response ->
                                        BoundedBody.of(response)
                                                .map(
                                                        body ->
                                                                judge(
                                                                        target,
                                                                        response.statusCode(),
                                                                        body,
                                                                        watch)));
        return Within.limit(vertx, answer, timeout)
                .otherwise(e -> Observation.down(Trouble.words(e), watch.elapsed()))
                .toCompletionStage();
    }

    private static Observation judge(Http target, int status, String body, Stopwatch watch) {
        if (!target.status().contains(status)) {
            return Observation.down("answers " + status, watch.elapsed());
        }
        return target.contains().filter(text -> !body.contains(text)).isPresent()
                ? Observation.down("answers without the text that is expected", watch.elapsed())
                : Observation.up("answers " + status, watch.elapsed());
    }
}
