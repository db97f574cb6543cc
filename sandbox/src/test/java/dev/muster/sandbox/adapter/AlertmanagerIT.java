package dev.muster.sandbox.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.muster.events.HealthEvent.AlertReceived;
import dev.muster.events.wire.Topics;
import dev.muster.sandbox.kafka.Broker;
import dev.muster.sandbox.network.Neighbourhood;
import dev.muster.sandbox.process.Command;
import dev.muster.sandbox.process.Deadline;
import dev.muster.sandbox.process.LocalProcess;
import dev.muster.sandbox.process.ProcessTable;
import dev.muster.stream.LogReader;
import dev.muster.stream.TopicSetup;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The webhook, as a Prometheus with two Alertmanagers uses it. */
class AlertmanagerIT {

    private static final String TOKEN = "alertmanager-token";
    private static final int OK = 200;
    private static final int UNAUTHORIZED = 401;
    private static final int BAD_REQUEST = 400;
    private static final int TOO_LARGE = 413;
    private static final int UNAVAILABLE = 503;

    private final Neighbourhood neighbourhood = Neighbourhood.claim();
    private final ProcessTable table = ProcessTable.open("alertmanager-it");
    private final HttpClient http = HttpClient.newHttpClient();
    private final List<AlertReceived> received = new CopyOnWriteArrayList<>();
    private final InetSocketAddress webhook = neighbourhood.socket(3, 81, 8081);
    private Broker broker;
    private LogReader reader;

    @BeforeEach
    void a_health_monitor_with_its_log() throws IOException {
        broker = Broker.start(table, "broker", neighbourhood.address(3, 9));
        TopicSetup.createMissing(
                broker.bootstrap(), Topics.DEFAULT_PREFIX, 2, Map.of(), Duration.ofSeconds(20));
        reader =
                new LogReader(
                                "test",
                                broker.bootstrap(),
                                Topics.DEFAULT_PREFIX,
                                EnumSet.of(Topics.ALERTS),
                                LogReader.From.BEGINNING,
                                Map.of(),
                                (event, _, _) -> {
                                    if (event instanceof AlertReceived alert) {
                                        received.add(alert);
                                    }
                                })
                        .start();
        var token = Files.writeString(table.directory("secrets").resolve("token"), TOKEN);
        start(
                "health",
                Map.of(
                        "KAFKA_BOOTSTRAP_SERVERS",
                        broker.bootstrap(),
                        "MUSTER_HEALTH_VANTAGE",
                        "test",
                        "MUSTER_HEALTH_FAILURE_DOMAIN",
                        "here",
                        "MUSTER_HEALTH_ASSESS",
                        "false",
                        "MUSTER_HEALTH_WEBHOOK_TOKEN_FILE",
                        token.toString(),
                        "QUARKUS_HTTP_HOST",
                        webhook.getAddress().getHostAddress(),
                        "QUARKUS_HTTP_PORT",
                        Integer.toString(webhook.getPort())),
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx160m",
                "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
                "-jar",
                Path.of("../health-monitor/target/quarkus-app/quarkus-run.jar")
                        .toAbsolutePath()
                        .normalize()
                        .toString());
        Deadline.inSeconds(60).until("the webhook", () -> post("{}", TOKEN) == BAD_REQUEST);
    }

    @AfterEach
    void end() {
        reader.close();
        table.close();
        neighbourhood.close();
        http.close();
    }

    @Test
    void an_alert_that_both_replicas_post_arrives_and_is_one_incident() throws IOException {
        var prometheus = program("prometheus");
        var alertmanager = program("prometheus-alertmanager", "alertmanager");
        assumeTrue(
                prometheus.isPresent() && alertmanager.isPresent(),
                "no Prometheus with Alertmanager: install the packages prometheus and"
                        + " prometheus-alertmanager");
        var one = alertmanager(alertmanager.get(), 1, Optional.empty());
        var two = alertmanager(alertmanager.get(), 2, Optional.of(1));
        prometheus(prometheus.get(), List.of(one, two));

        Deadline.inSeconds(90)
                .until(
                        "the alert from both replicas, or one that spoke for both",
                        () -> received.stream().anyMatch(AlertReceived::firing));

        assertThat(received).allSatisfy(alert -> assertThat(alert.name()).isEqualTo("Watchdog"));
        assertThat(received.stream().map(AlertReceived::identity).collect(Collectors.toSet()))
                .hasSize(1);
        assertThat(received.getFirst().labels()).containsEntry("cluster", "west");
    }

    @Test
    void what_is_not_to_be_taken_is_answered_with_its_reason() {
        assertThat(post(group("west", "firing"), "wrong")).isEqualTo(UNAUTHORIZED);
        assertThat(post("not json", TOKEN)).isEqualTo(BAD_REQUEST);
        assertThat(post("{\"version\":\"3\",\"alerts\":[]}", TOKEN)).isEqualTo(BAD_REQUEST);
        assertThat(post("[".repeat(5_000), TOKEN)).isEqualTo(BAD_REQUEST);
        assertThat(post(" ".repeat(5 << 20), TOKEN)).isEqualTo(TOO_LARGE);

        var oneGoodOneBad =
                group("west", "firing")
                        .replace("\"alerts\": [", "\"alerts\": [{\"status\": \"nonsense\"}, ");
        assertThat(post(oneGoodOneBad, TOKEN)).isEqualTo(OK);
        Deadline.inSeconds(20).until("the good alert", () -> received.size() == 1);
        assertThat(received.getFirst().labels()).containsEntry("cluster", "west");
    }

    @Test
    void without_kafka_the_webhook_says_503_and_what_it_acknowledged_is_there() {
        assertThat(post(group("west", "firing"), TOKEN)).isEqualTo(OK);
        broker.kill9();
        assertThat(post(group("east", "firing"), TOKEN)).isEqualTo(UNAVAILABLE);

        broker.start();
        Deadline.inSeconds(60)
                .until(
                        "the webhook takes alerts again",
                        () -> post(group("south", "firing"), TOKEN) == OK);
        Deadline.inSeconds(30)
                .until(
                        "all that was acknowledged",
                        () -> clusters().containsAll(List.of("west", "south")));
    }

    private List<String> clusters() {
        return received.stream().map(alert -> alert.labels().get("cluster")).toList();
    }

    private int post(String body, String token) {
        try {
            return http.send(
                            HttpRequest.newBuilder(
                                            URI.create(
                                                    "http://"
                                                            + text(webhook)
                                                            + "/api/v1/alerts/alertmanager"))
                                    .timeout(Duration.ofSeconds(10))
                                    .header("Authorization", "Bearer " + token)
                                    .header("Content-Type", "application/json")
                                    .POST(HttpRequest.BodyPublishers.ofString(body))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .statusCode();
        } catch (IOException e) {
            return -1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return -1;
        }
    }

    private static String group(String cluster, String status) {
        return """
               {"version": "4", "status": "%2$s", "receiver": "muster", "groupKey": "x", "unheardOf": {},
                "alerts": [{"status": "%2$s", "labels": {"alertname": "Watchdog", "cluster": "%1$s"},
                "annotations": {}, "startsAt": "2026-01-01T00:00:00Z", "endsAt": "0001-01-01T00:00:00Z",
                "fingerprint": "%3$x"}]}
               """
                .formatted(cluster, status, cluster.hashCode());
    }

    private InetSocketAddress alertmanager(Path program, int number, Optional<Integer> peer)
            throws IOException {
        var home = table.directory("alertmanager-" + number);
        var config =
                Files.writeString(
                        home.resolve("config.yml"),
                        """
                        route: {receiver: muster, group_by: [alertname], group_wait: 0s, group_interval: 5s, repeat_interval: 1h}
                        receivers:
                          - name: muster
                            webhook_configs:
                              - url: http://%s/api/v1/alerts/alertmanager
                                http_config: {authorization: {type: Bearer, credentials: %s}}
                        """
                                .formatted(text(webhook), TOKEN));
        var listen = neighbourhood.socket(4, number, 9093);
        var line =
                new ArrayList<>(
                        List.of(
                                program.toString(),
                                "--config.file=" + config,
                                "--storage.path=" + home.resolve("data"),
                                "--web.listen-address=" + text(listen),
                                "--cluster.listen-address="
                                        + text(neighbourhood.socket(4, number, 9094))));
        peer.ifPresent(
                other -> line.add("--cluster.peer=" + text(neighbourhood.socket(4, other, 9094))));
        start("alertmanager-" + number, Map.of(), line.toArray(String[]::new));
        return listen;
    }

    private void prometheus(Path program, List<InetSocketAddress> alertmanagers)
            throws IOException {
        var home = table.directory("prometheus");
        Files.writeString(
                home.resolve("rules.yml"),
                """
                groups:
                  - name: always
                    rules: [{alert: Watchdog, expr: vector(1), labels: {cluster: west}}]
                """);
        var config =
                Files.writeString(
                        home.resolve("config.yml"),
                        """
                        global: {evaluation_interval: 1s, scrape_interval: 1s}
                        rule_files: [%s]
                        alerting: {alertmanagers: [{static_configs: [{targets: [%s]}]}]}
                        """
                                .formatted(
                                        home.resolve("rules.yml"),
                                        alertmanagers.stream()
                                                .map(a -> "\"" + text(a) + "\"")
                                                .collect(Collectors.joining(", "))));
        start(
                "prometheus",
                Map.of(),
                program.toString(),
                "--config.file=" + config,
                "--storage.tsdb.path=" + home.resolve("data"),
                "--web.listen-address=" + text(neighbourhood.socket(4, 9, 9090)));
    }

    private LocalProcess start(String name, Map<String, String> environment, String... line) {
        return table.start(
                Command.of(name, table.directory(name), List.of(line)).with(environment));
    }

    private static Optional<Path> program(String... names) {
        return Stream.of(names)
                .flatMap(
                        name ->
                                Stream.of("/usr/bin/", "/usr/local/bin/")
                                        .map(d -> Path.of(d + name)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static String text(InetSocketAddress address) {
        return address.getAddress().getHostAddress() + ":" + address.getPort();
    }
}
