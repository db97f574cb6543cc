package dev.muster.health.adapter.vertx;

import io.fabric8.kubernetes.api.model.Cluster;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a kubeconfig gives: where the API server is, whom to trust, and who we are. */
record ClusterAccess(HttpClient client, URI server, Optional<String> token, long openedAt) {

    /** Reads files and may run a credential plugin: not to be called on an event loop. */
    static ClusterAccess open(Vertx vertx, String kubeconfig) throws IOException {
        requireServer(kubeconfig);
        var config = Config.fromKubeconfig(kubeconfig);
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
        return new ClusterAccess(
                vertx.createHttpClient(options),
                URI.create(config.getMasterUrl()),
                Optional.ofNullable(config.getAutoOAuthToken())
                        .or(() -> Optional.ofNullable(config.getOauthToken())),
                System.nanoTime());
    }

    /**
     * A kubeconfig that names no server must not be read as "the cluster I run in", which is what
     * the client makes of one that is empty or broken.
     *
     * @throws IllegalArgumentException when its current context leads to no server
     */
    private static void requireServer(String kubeconfig) {
        var parsed =
                Serialization.unmarshal(kubeconfig, io.fabric8.kubernetes.api.model.Config.class);
        var current = parsed == null ? null : parsed.getCurrentContext();
        boolean leadsToServer =
                current != null
                        && parsed.getContexts().stream()
                                .filter(context -> current.equals(context.getName()))
                                .map(context -> context.getContext().getCluster())
                                .anyMatch(
                                        name ->
                                                parsed.getClusters().stream()
                                                        .filter(c -> c.getName().equals(name))
                                                        .anyMatch(c -> hasServer(c.getCluster())));
        if (!leadsToServer) {
            throw new IllegalArgumentException("the kubeconfig's current context has no server");
        }
    }

    private static boolean hasServer(@Nullable Cluster cluster) {
        return cluster != null && cluster.getServer() != null && !cluster.getServer().isBlank();
    }

    URI at(String path) {
        return server.resolve(path);
    }

    Map<String, String> headers() {
        return token.map(given -> Map.of("Authorization", "Bearer " + given)).orElse(Map.of());
    }

    private static @Nullable Buffer pem(@Nullable String data, @Nullable String file)
            throws IOException {
        if (data != null) {
            return Buffer.buffer(Base64.getMimeDecoder().decode(data));
        }
        return file == null ? null : Buffer.buffer(Files.readAllBytes(Path.of(file)));
    }
}
