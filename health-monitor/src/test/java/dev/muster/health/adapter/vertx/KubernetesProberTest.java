package dev.muster.health.adapter.vertx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.health.probe.Observation;
import dev.muster.health.probe.Observation.Answer;
import dev.muster.plan.Credential;
import dev.muster.plan.ProbeTarget.Kubernetes;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.PemTrustOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KubernetesProberTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final Vertx VERTX = Vertx.vertx();
    private static final String NODES =
            """
            {"kind": "NodeList", "metadata": {}, "items": [
              {"status": {"conditions": [{"type": "MemoryPressure", "status": "False"}, {"type": "Ready", "status": "True"}]}},
              {"status": {"conditions": [{"type": "Ready", "status": "False"}]}},
              {"status": {"conditions": [{"type": "Ready", "status": "Unknown"}]}},
              {"status": {}}]}
            """;
    private static final String TABLE =
            """
            {"kind": "Table", "metadata": {"continue": "more"},
             "columnDefinitions": [{"name": "Name"}, {"name": "Status"}],
             "rows": [{"cells": ["a", "Ready"]}, {"cells": ["b", "Ready,SchedulingDisabled"]},
                      {"cells": ["c", "NotReady"]}]}
            """;

    @TempDir private Path folder;
    private final KubernetesProber prober = new KubernetesProber(VERTX);
    private final List<HttpServerRequest> requests = new CopyOnWriteArrayList<>();
    private final List<HttpServer> servers = new CopyOnWriteArrayList<>();
    private Certificates certificates = Certificates.valid(Duration.ofDays(-1), Duration.ofDays(9));

    @AfterEach
    void close() {
        servers.forEach(
                server ->
                        Answers.within(Duration.ofSeconds(5), server.close().toCompletionStage()));
    }

    @AfterAll
    static void end() throws Exception {
        VERTX.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void a_ready_server_with_enough_ready_nodes_is_up() throws IOException {
        var seen = ask(kubeconfig(serving(200, NODES)), 0.25);

        assertThat(seen.answer()).isEqualTo(Answer.UP);
        assertThat(seen.detail()).isEqualTo("1 of 4 nodes are ready");
    }

    @Test
    void too_few_ready_nodes_are_down() throws IOException {
        var seen = ask(kubeconfig(serving(200, NODES)), 0.5);

        assertThat(seen.answer()).isEqualTo(Answer.DOWN);
        assertThat(seen.detail()).isEqualTo("1 of 4 nodes are ready");
    }

    @Test
    void nodes_are_read_from_a_table_where_the_server_knows_tables() throws IOException {
        var seen = ask(kubeconfig(serving(200, TABLE)), 0.6);

        assertThat(seen.answer()).isEqualTo(Answer.UP);
        assertThat(seen.detail()).isEqualTo("2 of the first 3 nodes are ready");
        assertThat(requests.getLast().getHeader("Accept")).contains("as=Table");
        assertThat(requests.getLast().uri()).startsWith("/api/v1/nodes?limit=500");
    }

    @Test
    void a_cluster_without_nodes_is_down() throws IOException {
        var seen = ask(kubeconfig(serving(200, "{\"kind\": \"NodeList\", \"items\": []}")), 0.1);

        assertThat(seen.answer()).isEqualTo(Answer.DOWN);
    }

    @Test
    void where_nodes_do_not_matter_they_are_not_asked_for() throws IOException {
        var seen = ask(kubeconfig(serving(500, "")), 0.0);

        assertThat(seen.detail()).isEqualTo("ready");
        assertThat(requests).hasSize(1);
    }

    @Test
    void the_token_of_the_kubeconfig_is_shown() throws IOException {
        ask(kubeconfig(serving(200, NODES)), 0.1);

        assertThat(requests)
                .allSatisfy(
                        request ->
                                assertThat(request.getHeader("Authorization"))
                                        .isEqualTo("Bearer sesame"));
    }

    @Test
    void a_server_that_is_not_ready_is_down() throws IOException {
        int port = listen(request -> request.response().setStatusCode(500).end("etcd failed"));

        var seen = ask(kubeconfig(port), 0.1);

        assertThat(seen.answer()).isEqualTo(Answer.DOWN);
        assertThat(seen.detail()).isEqualTo("readyz answers 500");
    }

    @Test
    void a_server_that_refuses_our_credentials_is_not_called_down() throws IOException {
        var unauthorised = ask(kubeconfig(listen(r -> r.response().setStatusCode(401).end())), 0.1);
        var forbidden = ask(kubeconfig(serving(403, "{}")), 0.1);

        assertThat(unauthorised.answer()).isEqualTo(Answer.NONE);
        assertThat(forbidden.answer()).isEqualTo(Answer.NONE);
        assertThat(forbidden.detail()).contains("list on nodes");
    }

    @Test
    void a_kubeconfig_that_is_not_there_says_nothing_of_the_site() {
        var seen = ask(folder.resolve("missing"), 0.1);

        assertThat(seen.answer()).isEqualTo(Answer.NONE);
        assertThat(seen.detail()).contains("missing").contains("cannot be used here");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "sesame: [",
                "sesame: true",
                "apiVersion: v1\nkind: Config\ncurrent-context: sesame\n",
                "apiVersion: v1\nkind: Config\ncontexts: [{name: x, context: {cluster: c}}]\ncurrent-context: x\n",
            })
    void a_kubeconfig_that_leads_to_no_server_is_never_taken_for_the_cluster_we_run_in(String text)
            throws IOException {
        var file = Files.writeString(folder.resolve("broken"), text);

        var seen = ask(file, 0.1);

        assertThat(seen.answer()).isEqualTo(Answer.NONE);
        assertThat(seen.detail()).doesNotContain("sesame");
    }

    @Test
    void a_client_certificate_of_the_kubeconfig_is_shown() throws IOException {
        int port =
                listen(
                        new HttpServerOptions().setClientAuth(ClientAuth.REQUIRED),
                        request -> request.response().end("ok"));
        var user =
                "{client-certificate-data: %s, client-key-data: %s}"
                        .formatted(base64(certificates.certificate()), base64(certificates.key()));

        assertThat(ask(kubeconfig(port, user), 0.0).detail()).isEqualTo("ready");
        assertThat(ask(kubeconfig(port), 0.0).answer()).isEqualTo(Answer.DOWN);
    }

    @Test
    void an_answer_that_is_no_list_of_nodes_is_down() throws IOException {
        assertThat(ask(kubeconfig(serving(200, "<html>")), 0.1).answer()).isEqualTo(Answer.DOWN);
    }

    @Test
    void a_list_without_end_is_given_up() throws IOException {
        var part = "x".repeat(1 << 20);
        int port =
                listen(
                        request -> {
                            var response = request.response().setChunked(true);
                            if ("/readyz".equals(request.path())) {
                                response.end("ok");
                                return;
                            }
                            for (int i = 0; i < 20; i++) {
                                response.write(part);
                            }
                            response.end();
                        });

        var seen = ask(kubeconfig(port), 0.1);

        assertThat(seen.answer()).isEqualTo(Answer.DOWN);
        assertThat(seen.detail()).isEqualTo("answers with more than 16777216 bytes");
    }

    @Test
    void a_server_that_does_not_answer_is_down_at_the_deadline() throws IOException {
        int port = listen(_ -> {});
        var target = new Kubernetes(new Credential.File(kubeconfig(port).toString()), 0.1);

        var seen = Answers.within(TIMEOUT, prober.ask(target, Duration.ofMillis(700)));

        assertThat(seen.detail()).isEqualTo("no answer in time");
    }

    @Test
    void an_expired_certificate_of_the_server_is_named_as_such() throws IOException {
        certificates = Certificates.valid(Duration.ofDays(-9), Duration.ofDays(-1));

        var seen = ask(kubeconfig(serving(200, NODES)), 0.1);

        assertThat(seen.answer()).isEqualTo(Answer.DOWN);
        assertThat(seen.detail()).isEqualTo("the TLS certificate has expired");
    }

    @Test
    void a_server_with_another_certificate_than_the_kubeconfig_trusts_is_down() throws IOException {
        int port = serving(200, NODES);
        certificates = Certificates.valid(Duration.ofDays(-1), Duration.ofDays(9));

        assertThat(ask(kubeconfig(port), 0.1).detail()).isEqualTo("no trusted TLS connection");
    }

    private Observation ask(Path kubeconfig, double readyNodes) {
        var target = new Kubernetes(new Credential.File(kubeconfig.toString()), readyNodes);
        return Answers.within(Duration.ofSeconds(10), prober.ask(target, TIMEOUT));
    }

    /** A server that is ready and answers like this when it is asked for nodes. */
    private int serving(int status, String nodes) {
        return listen(
                request -> {
                    if ("/readyz".equals(request.path())) {
                        request.response().end("ok");
                    } else {
                        request.response().setStatusCode(status).end(nodes);
                    }
                });
    }

    private int listen(Handler<HttpServerRequest> handler) {
        return listen(new HttpServerOptions(), handler);
    }

    private int listen(HttpServerOptions options, Handler<HttpServerRequest> handler) {
        options.setSsl(true).setHost("127.0.0.1").setPort(0);
        options.setKeyCertOptions(certificates.options());
        options.setTrustOptions(
                new PemTrustOptions().addCertValue(Buffer.buffer(certificates.authority())));
        var server =
                Answers.within(
                        Duration.ofSeconds(5),
                        VERTX.createHttpServer(options)
                                .requestHandler(
                                        request -> {
                                            requests.add(request);
                                            handler.handle(request);
                                        })
                                .listen()
                                .toCompletionStage());
        servers.add(server);
        return server.actualPort();
    }

    private Path kubeconfig(int port) throws IOException {
        return kubeconfig(port, "{token: sesame}");
    }

    private Path kubeconfig(int port, String user) throws IOException {
        return Files.writeString(
                Files.createTempFile(folder, "kubeconfig", ""),
                """
                apiVersion: v1
                kind: Config
                clusters: [{name: c, cluster: {server: "https://127.0.0.1:%d", certificate-authority-data: %s}}]
                users: [{name: u, user: %s}]
                contexts: [{name: x, context: {cluster: c, user: u}}]
                current-context: x
                """
                        .formatted(port, base64(certificates.authority()), user));
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
