package dev.muster.failover.adapter.http;

import dev.muster.failover.app.PublicAnswer;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Asks and tells over HTTP; bounded in time and in what it reads. */
@ApplicationScoped
public class Web implements PublicAnswer {

    private static final int MAX_BODY = 64 * 1024;
    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    private final HttpClient client;

    @Inject
    public Web(Vertx vertx) {
        client =
                vertx.createHttpClient(
                        new HttpClientOptions()
                                .setConnectTimeout((int) TIMEOUT.toMillis())
                                .setKeepAlive(false)
                                .setMaxPoolSize(32)
                                .setMaxWaitQueueSize(256));
    }

    /** An answer as far as it was read. */
    record Answer(int status, String body) {}

    @Override
    public boolean answersAt(URI url, String address) throws InterruptedException {
        return get(url, Optional.of(address)).filter(answer -> answer.status() < 400).isPresent();
    }

    /** Asks; empty when nothing answered in time. */
    Optional<Answer> get(URI url, Optional<String> address) throws InterruptedException {
        return send(HttpMethod.GET, url, address, Map.of(), Buffer.buffer());
    }

    Optional<Answer> post(URI url, Map<String, String> headers, String body)
            throws InterruptedException {
        return send(HttpMethod.POST, url, Optional.empty(), headers, Buffer.buffer(body));
    }

    private Optional<Answer> send(
            HttpMethod method,
            URI url,
            Optional<String> address,
            Map<String, String> headers,
            Buffer body)
            throws InterruptedException {
        var ssl = "https".equals(url.getScheme());
        var port = url.getPort() > 0 ? url.getPort() : ssl ? 443 : 80;
        var path = url.getRawPath() == null || url.getRawPath().isEmpty() ? "/" : url.getRawPath();
        var request =
                new RequestOptions()
                        .setMethod(method)
                        .setHost(url.getHost())
                        .setPort(port)
                        .setSsl(ssl)
                        .setURI(url.getRawQuery() == null ? path : path + "?" + url.getRawQuery())
                        .setTimeout(TIMEOUT.toMillis())
                        .setFollowRedirects(false);
        address.ifPresent(at -> request.setServer(SocketAddress.inetSocketAddress(port, at)));
        headers.forEach(request::putHeader);
        var answer =
                client.request(request)
                        .compose(r -> r.send(body))
                        .compose(
                                response ->
                                        response.body()
                                                .map(
                                                        b ->
                                                                new Answer(
                                                                        response.statusCode(),
                                                                        b.getString(
                                                                                0,
                                                                                Math.min(
                                                                                        b.length(),
                                                                                        MAX_BODY)))));
        try {
            return Optional.of(
                    answer.toCompletionStage()
                            .toCompletableFuture()
                            .get(2 * TIMEOUT.toMillis(), TimeUnit.MILLISECONDS));
        } catch (ExecutionException | TimeoutException e) {
            return Optional.empty();
        }
    }
}
