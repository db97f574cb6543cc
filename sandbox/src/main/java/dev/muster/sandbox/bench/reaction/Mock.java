package dev.muster.sandbox.bench.reaction;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The Kubernetes API of a site as far as a workload's replicas go, and a webhook: both tell when
 * something arrived for the first time.
 */
final class Mock implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String NOT_FOUND =
            """
            {"kind": "Status", "apiVersion": "v1", "status": "Failure", "reason": "NotFound", "code": 404}
            """;

    static {
        // Else small answers wait 40 ms for an acknowledgement.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<String, ObjectNode> deployments = new ConcurrentHashMap<>();
    private final Map<String, Instant> changed = new ConcurrentHashMap<>();
    private final Map<String, Instant> alerted = new ConcurrentHashMap<>();

    Mock(InetSocketAddress address) {
        try {
            server = HttpServer.create(address, 64);
        } catch (IOException e) {
            throw new UncheckedIOException("no mock at " + address, e);
        }
        server.setExecutor(threads);
        server.createContext("/apis/apps/v1/namespaces/", this::workload);
        server.createContext("/alert", this::alert);
        server.start();
    }

    /** Puts a workload of that name there. */
    void deploy(String name, int replicas) {
        var text =
                """
                {"apiVersion": "apps/v1", "kind": "Deployment",
                 "metadata": {"name": "%1$s", "namespace": "bench", "uid": "%1$s", "resourceVersion": "1",
                   "generation": 1},
                 "spec": {"replicas": %2$d, "selector": {"matchLabels": {"app": "%1$s"}},
                   "template": {"metadata": {"labels": {"app": "%1$s"}},
                     "spec": {"containers": [{"name": "web", "image": "web"}]}}},
                 "status": {"observedGeneration": 1, "replicas": %2$d, "readyReplicas": %2$d}}
                """
                        .formatted(name, replicas);
        try {
            deployments.put(name, (ObjectNode) JSON.readTree(text));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** When the workload was first changed. */
    Optional<Instant> changed(String name) {
        return Optional.ofNullable(changed.get(name));
    }

    /** When an alert about the instance first came in. */
    Optional<Instant> alerted(String instance) {
        return Optional.ofNullable(alerted.get(instance));
    }

    private void workload(HttpExchange exchange) throws IOException {
        var now = Instant.now();
        try (exchange) {
            var path = exchange.getRequestURI().getPath();
            var name = path.substring(path.lastIndexOf('/') + 1);
            var present = deployments.get(name);
            if (present == null) {
                answer(exchange, 404, NOT_FOUND);
            } else if (exchange.getRequestMethod().equals("GET")) {
                answer(exchange, 200, present.toString());
            } else {
                changed.putIfAbsent(name, now);
                var next = (ObjectNode) JSON.readTree(exchange.getRequestBody());
                var version = metadata(next).path("resourceVersion").asText();
                if (!version.equals(metadata(present).path("resourceVersion").asText())) {
                    answer(exchange, 409, NOT_FOUND.replace("404", "409"));
                    return;
                }
                deployments.put(name, settled(next));
                answer(exchange, 200, next.toString());
            }
        }
    }

    /** As if a controller had done at once what is wanted. */
    private static ObjectNode settled(ObjectNode wanted) {
        var generation = metadata(wanted).path("generation").asInt() + 1;
        var replicas = wanted.path("spec").path("replicas").asInt();
        metadata(wanted)
                .put("resourceVersion", Integer.toString(generation))
                .put("generation", generation);
        wanted.putObject("status")
                .put("observedGeneration", generation)
                .put("replicas", replicas)
                .put("readyReplicas", replicas);
        return wanted;
    }

    private static ObjectNode metadata(ObjectNode object) {
        return (ObjectNode) object.get("metadata");
    }

    private void alert(HttpExchange exchange) throws IOException {
        var now = Instant.now();
        try (exchange) {
            for (JsonNode alert : JSON.readTree(exchange.getRequestBody()).path("alerts")) {
                if (alert.path("status").asText().equals("firing")) {
                    alerted.putIfAbsent(
                            alert.path("labels").path("instance").asText().replace("http://", ""),
                            now);
                }
            }
            answer(exchange, 200, "{}");
        }
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        var bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.close();
    }
}
