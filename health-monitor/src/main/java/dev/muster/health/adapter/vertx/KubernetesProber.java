package dev.muster.health.adapter.vertx;

import dev.muster.health.app.Prober;
import dev.muster.health.app.Secrets;
import dev.muster.health.probe.Observation;
import dev.muster.plan.ProbeTarget.Kubernetes;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Asks a Kubernetes API whether it is ready and, if the plan wants so, how many nodes are. */
@ApplicationScoped
public class KubernetesProber implements Prober<Kubernetes> {

    private final Vertx vertx;
    private final Map<String, Access> accesses = new HashMap<>();

    private record Access(HttpClient client, URI server, Optional<String> token) {}

    @Inject
    public KubernetesProber(Vertx vertx) {
        this.vertx = vertx;
    }

    @Override
    public Class<Kubernetes> target() {
        return Kubernetes.class;
    }

    @Override
    public CompletionStage<Observation> ask(Kubernetes target, Duration timeout) {
        var watch = Stopwatch.start();
        final Access access;
        try {
            access = access(Secrets.text(target.kubeconfig()));
        } catch (Secrets.Unreadable
                | IOException
                | KubernetesClientException
                | IllegalArgumentException e) {
            return CompletableFuture.completedFuture(
                    Observation.down(
                            "the kubeconfig "
                                    + Secrets.place(target.kubeconfig())
                                    + " cannot be used",
                            watch.elapsed()));
        }
        var answer =
                get(access, "/readyz", timeout)
                        .compose(
                                response ->
                                        response.statusCode() == 200
                                                ? nodes(access, target, timeout, watch)
                                                : Future.succeededFuture(
                                                        Observation.down(
                                                                "readyz answers "
                                                                        + response.statusCode(),
                                                                watch.elapsed())));
        return Within.limit(vertx, answer, timeout)
                .otherwise(e -> Observation.down(Trouble.words(e), watch.elapsed()))
                .toCompletionStage();
    }

    private static Future<HttpClientResponse> get(Access access, String path, Duration timeout) {
        var ssl = "https".equals(access.server().getScheme());
        var request =
                new RequestOptions()
                        .setMethod(HttpMethod.GET)
                        .setHost(access.server().getHost())
                        .setPort(
                                access.server().getPort() > 0
                                        ? access.server().getPort()
                                        : ssl ? 443 : 80)
                        .setSsl(ssl)
                        .setURI(path)
                        .setConnectTimeout(timeout.toMillis())
                        .setTimeout(timeout.toMillis());
        access.token().ifPresent(token -> request.putHeader("Authorization", "Bearer " + token));
        return access.client().request(request).compose(r -> r.send());
    }

    private static Future<Observation> nodes(
            Access access, Kubernetes target, Duration timeout, Stopwatch watch) {
        if (target.readyNodes() <= 0) {
            return Future.succeededFuture(Observation.up("ready", watch.elapsed()));
        }
        return get(access, "/api/v1/nodes?limit=500&resourceVersion=0", timeout)
                .compose(HttpClientResponse::body)
                .map(body -> judge(body, target.readyNodes(), watch));
    }

    private static Observation judge(Buffer body, double wanted, Stopwatch watch) {
        var items = new JsonObject(body).getJsonArray("items");
        var ready = 0;
        for (var i = 0; i < items.size(); i++) {
            if (isReady(items.getJsonObject(i))) {
                ready++;
            }
        }
        var words = ready + " of " + items.size() + " nodes are ready";
        return !items.isEmpty() && ready >= wanted * items.size()
                ? Observation.up(words, watch.elapsed())
                : Observation.down(words, watch.elapsed());
    }

    private static boolean isReady(JsonObject node) {
        var conditions = node.getJsonObject("status", new JsonObject()).getJsonArray("conditions");
        if (conditions == null) {
            return false;
        }
        for (var i = 0; i < conditions.size(); i++) {
            var condition = conditions.getJsonObject(i);
            if ("Ready".equals(condition.getString("type"))) {
                return "True".equals(condition.getString("status"));
            }
        }
        return false;
    }

    private synchronized Access access(String kubeconfig) throws IOException {
        var known = accesses.get(kubeconfig);
        if (known == null) {
            if (accesses.size() > 1_000) {
                accesses.values().forEach(old -> old.client().close());
                accesses.clear();
            }
            known = open(Config.fromKubeconfig(kubeconfig));
            accesses.put(kubeconfig, known);
        }
        return known;
    }

    private Access open(Config config) throws IOException {
        var options =
                new HttpClientOptions().setKeepAlive(false).setMaxPoolSize(8).setVerifyHost(true);
        var authority = pem(config.getCaCertData(), config.getCaCertFile());
        if (config.isTrustCerts()) {
            options.setTrustAll(true).setVerifyHost(false);
        } else if (authority != null) {
            options.setTrustOptions(new PemTrustOptions().addCertValue(authority));
        }
        var certificate = pem(config.getClientCertData(), config.getClientCertFile());
        var key = pem(config.getClientKeyData(), config.getClientKeyFile());
        if (certificate != null && key != null) {
            options.setKeyCertOptions(
                    new PemKeyCertOptions().addCertValue(certificate).addKeyValue(key));
        }
        return new Access(
                vertx.createHttpClient(options),
                URI.create(config.getMasterUrl()),
                Optional.ofNullable(config.getAutoOAuthToken())
                        .or(() -> Optional.ofNullable(config.getOauthToken())));
    }

    private static @Nullable Buffer pem(@Nullable String data, @Nullable String file)
            throws IOException {
        if (data != null) {
            return Buffer.buffer(Base64.getDecoder().decode(data));
        }
        return file == null ? null : Buffer.buffer(Files.readAllBytes(Path.of(file)));
    }
}
