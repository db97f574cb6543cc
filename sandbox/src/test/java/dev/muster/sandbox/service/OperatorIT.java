package dev.muster.sandbox.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.muster.sandbox.kafka.Broker;
import dev.muster.sandbox.network.Neighbourhood;
import dev.muster.sandbox.process.Deadline;
import dev.muster.sandbox.process.ProcessTable;
import dev.muster.sandbox.region.Services;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The failover-service as people use it: who may do what, and what each is told. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OperatorIT {

    private static final String OPERATOR = "operator-token-0123456789";
    private static final String APPROVER = "approver-token-0123456789";
    private static final String MOVE = "/api/v1/plans/shop/failover";

    private static final String PLAN =
            """
            apiVersion: muster.dev/v1alpha1
            kind: Site
            metadata: {name: west}
            spec:
              failureDomain: us-west
              kubernetes: {kubeconfig: {file: /nowhere/west.kubeconfig}}
              probes: [{name: edge, tcp: {host: 192.0.2.1, port: 443}}]
            ---
            apiVersion: muster.dev/v1alpha1
            kind: Site
            metadata: {name: east}
            spec:
              failureDomain: us-east
              kubernetes: {kubeconfig: {file: /nowhere/east.kubeconfig}}
              probes: [{name: edge, tcp: {host: 192.0.2.2, port: 443}}]
            ---
            apiVersion: muster.dev/v1alpha1
            kind: RecoveryPlan
            metadata: {name: shop}
            spec:
              objectives: {rto: 2m, rpo: 10s}
              sites: {primary: west, standbys: [east]}
              applications:
                - {namespace: shop, workload: deployment/web, replicas: {active: 1, passive: 0}}
              traffic:
                - name: www
                  dns: {provider: rfc2136, server: "127.0.0.1:1", zone: example.org., tsig: {file: /nowhere/tsig}}
                  record: {name: shop.example.org., type: A, ttl: 30s}
                  url: "http://shop.example.org/"
                  targets: {west: [192.0.2.10], east: [192.0.2.20]}
                  resolvers: ["127.0.0.1:1"]
              detection: {vantages: [one], quorum: 1}
              failover: {mode: manual}
            """;

    private final Neighbourhood neighbourhood = Neighbourhood.claim();
    private final ProcessTable table = ProcessTable.open("operator-it");
    private final HttpClient http = HttpClient.newHttpClient();
    private final InetSocketAddress address = neighbourhood.socket(3, 83, 8083);

    @BeforeAll
    void a_service_with_one_plan() throws IOException {
        var broker = Broker.start(table, "broker", neighbourhood.address(3, 9));
        var plans = table.directory("plans");
        Files.writeString(plans.resolve("shop.yaml"), PLAN);
        var tokens = table.directory("secrets").resolve("tokens");
        Files.writeString(
                tokens,
                "# name role token\nada operator %s\ngrace approver %s\n"
                        .formatted(OPERATOR, APPROVER));
        new Services(table, Path.of("..").toAbsolutePath().normalize(), Map.of())
                .start(
                        "failover-service",
                        "failover",
                        address,
                        Map.of(
                                "KAFKA_BOOTSTRAP_SERVERS",
                                broker.bootstrap(),
                                "MUSTER_TOPICS_CREATE",
                                "true",
                                "MUSTER_TOPICS_PARTITIONS",
                                "2",
                                "MUSTER_PLANS_DIR",
                                plans.toString(),
                                "MUSTER_ACCESS_TOKENS_FILE",
                                tokens.toString()),
                        List.of("-Xmx192m"));
        Deadline.inSeconds(90).until("the plan to be known", () -> isThere("/api/v1/plans/shop"));
    }

    @AfterAll
    void end() {
        http.close();
        table.close();
        neighbourhood.close();
    }

    @Test
    void reading_needs_no_token_and_changing_needs_one_that_is_known() throws IOException {
        assertThat(get("/api/v1/plans").statusCode()).isEqualTo(200);
        assertThat(problem(401, post(MOVE, "", "k", "{\"reason\": \"r\"}")))
                .endsWith("/token-missing");
        assertThat(problem(401, post(MOVE, "guess", "k", "{\"reason\": \"r\"}")))
                .endsWith("/token-unknown");
        assertThat(problem(401, put("/api/v1/automation", "", "{}"))).endsWith("/token-missing");
    }

    @Test
    void an_operator_accepts_no_data_loss_and_approves_nothing() throws IOException {
        assertThat(
                        problem(
                                403,
                                post(
                                        MOVE,
                                        OPERATOR,
                                        "k1",
                                        "{\"reason\": \"r\", \"allowDataLoss\": true}")))
                .endsWith("/role-missing");
        assertThat(problem(403, post("/api/v1/executions/shop-x/approve", OPERATOR, "k2", "{}")))
                .endsWith("/role-missing");
    }

    @Test
    void what_is_missing_in_a_request_is_named() throws IOException {
        assertThat(problem(400, post(MOVE, OPERATOR, "", "{\"reason\": \"r\"}")))
                .endsWith("/idempotency-key");
        assertThat(problem(400, post(MOVE, OPERATOR, "k3", "{}"))).endsWith("/incomplete-request");
        assertThat(
                        problem(
                                400,
                                post(
                                        MOVE,
                                        OPERATOR,
                                        "k4",
                                        "{\"reason\": \"r\", \"to\": \"mars\"}")))
                .endsWith("/unknown-site");
        assertThat(problem(404, post("/api/v1/plans/nope/failover", OPERATOR, "k5", "{}")))
                .endsWith("/unknown-plan");
    }

    @Test
    void the_same_key_starts_one_move_and_gives_the_stored_answer_when_it_has_ended()
            throws IOException {
        var body = "{\"reason\": \"maintenance\"}";
        var first = post(MOVE, OPERATOR, "k6", body);
        assertThat(first.statusCode()).isEqualTo(202);
        var location = first.headers().firstValue("Location").orElseThrow();
        var path = URI.create(location).getPath();
        Deadline.inSeconds(30).until("the refusal", () -> get(path).body().contains("\"refused\""));

        var again = post(MOVE, OPERATOR, "k6", body);
        assertThat(again.statusCode()).isEqualTo(202);
        assertThat(again.headers().firstValue("Location")).contains(location);
        assertThat(problem(422, post(MOVE, OPERATOR, "k6", "{\"reason\": \"another\"}")))
                .endsWith("/idempotency-key-reused");

        var execution = json(get(path));
        assertThat(execution.path("requestedBy").asText()).isEqualTo("ada");
        assertThat(execution.path("blockers").findValuesAsText("code"))
                .contains("STANDBY_NOT_SEEN");
    }

    @Test
    void what_would_keep_a_move_from_working_is_told_before_there_is_one() throws IOException {
        Deadline.inSeconds(60)
                .until(
                        "somebody to have looked",
                        () -> get("/api/v1/plans/shop/readiness").body().contains("not-ready"));

        var findings = json(get("/api/v1/plans/shop/readiness")).path("findings");

        assertThat(findings.findValuesAsText("step"))
                .contains("stop-web", "start-web", "redirect-www", "verify-www");
        assertThat(findings.findValuesAsText("detail"))
                .anySatisfy(detail -> assertThat(detail).contains("/nowhere/west.kubeconfig"))
                .anySatisfy(detail -> assertThat(detail).contains("/nowhere/tsig"));
        assertThat(get("/q/metrics").body()).contains("muster_plan_ready{plan=\"shop\"} 0.0");
    }

    @Test
    void of_a_plan_that_is_retired_nothing_is_said_any_more() throws IOException {
        var file = table.directory("plans").resolve("brief.yaml");
        Files.writeString(
                file, PLAN.substring(PLAN.lastIndexOf("---") + 4).replace("shop", "brief"));
        var gauge = "muster_plan_ready{plan=\"brief\"}";
        Deadline.inSeconds(60)
                .until("somebody to have looked", () -> get("/q/metrics").body().contains(gauge));

        Files.delete(file);

        Deadline.inSeconds(30)
                .until("its metric to go", () -> !get("/q/metrics").body().contains(gauge));
        assertThat(get("/api/v1/plans/brief").statusCode()).isEqualTo(404);
        assertThat(get("/q/metrics").body()).contains("muster_plan_ready{plan=\"shop\"}");
    }

    @Test
    void a_pause_is_on_record_and_shown() throws IOException {
        var paused =
                put(
                        "/api/v1/plans/shop/automation",
                        OPERATOR,
                        "{\"paused\": true, \"reason\": \"network works\"}");
        assertThat(paused.statusCode()).isEqualTo(200);

        Deadline.inSeconds(20)
                .until(
                        "the pause",
                        () ->
                                get("/q/metrics")
                                        .body()
                                        .contains("muster_automation_paused{scope=\"shop\"} 1.0"));
        assertThat(json(get("/api/v1/plans/shop/automation")).path("by").asText()).isEqualTo("ada");
    }

    private static String problem(int status, HttpResponse<String> answer) throws IOException {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type").orElse(""))
                .startsWith("application/problem+json");
        return json(answer).path("type").asText();
    }

    private static JsonNode json(HttpResponse<String> answer) throws IOException {
        return new ObjectMapper().readTree(answer.body());
    }

    private HttpResponse<String> get(String path) {
        return send(request(path, "").GET());
    }

    private HttpResponse<String> put(String path, String token, String body) {
        return send(request(path, token).PUT(BodyPublishers.ofString(body)));
    }

    private HttpResponse<String> post(String path, String token, String key, String body) {
        var request = request(path, token).POST(BodyPublishers.ofString(body));
        return send(key.isEmpty() ? request : request.header("Idempotency-Key", key));
    }

    private HttpRequest.Builder request(String path, String token) {
        var url =
                "http://" + address.getAddress().getHostAddress() + ":" + address.getPort() + path;
        var request =
                HttpRequest.newBuilder(URI.create(url))
                        .timeout(Duration.ofSeconds(10))
                        .header("Content-Type", "application/json");
        return token.isEmpty() ? request : request.header("Authorization", "Bearer " + token);
    }

    private boolean isThere(String path) {
        try {
            return get(path).statusCode() == 200;
        } catch (UncheckedIOException notYet) {
            return false;
        }
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
