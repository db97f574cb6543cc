package dev.muster.sandbox.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.muster.events.HealthEvent.AlertReceived;
import dev.muster.events.wire.Topics;
import dev.muster.sandbox.kafka.Broker;
import dev.muster.sandbox.network.Neighbourhood;
import dev.muster.sandbox.process.Deadline;
import dev.muster.sandbox.process.ProcessTable;
import dev.muster.sandbox.process.SmallDisk;
import dev.muster.sandbox.region.Services;
import dev.muster.stream.LogReader;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A broker that has no room left for the log. */
class FullLogDiskIT {

    private static final String TOKEN = "secret-of-the-alertmanager";
    private static final int MEGABYTES = 96;
    private static final int MANY = 4_000;

    private final Neighbourhood neighbourhood = Neighbourhood.claim();
    private final ProcessTable table = ProcessTable.open("full-log-it");
    private final HttpClient http = HttpClient.newHttpClient();
    private final InetSocketAddress webhook = neighbourhood.socket(3, 81, 8081);
    private final List<String> acknowledged = new ArrayList<>();
    private SmallDisk disk;
    private Broker broker;

    @BeforeEach
    void a_webhook_before_a_broker_on_a_small_disk() throws IOException {
        assumeTrue(SmallDisk.isPossible(), "no small disk: only root can mount one");
        disk = SmallDisk.at(table.directory("broker"), MEGABYTES);
        table.onClose(disk::close);
        broker = Broker.start(table, "broker", neighbourhood.address(3, 9));
        var token = Files.writeString(table.directory("secrets").resolve("token"), TOKEN);
        new Services(table, Path.of("..").toAbsolutePath().normalize(), Map.of())
                .start(
                        "health-monitor",
                        "health",
                        webhook,
                        Map.of(
                                "KAFKA_BOOTSTRAP_SERVERS",
                                broker.bootstrap(),
                                "MUSTER_TOPICS_CREATE",
                                "true",
                                "MUSTER_TOPICS_PARTITIONS",
                                "1",
                                "MUSTER_HEALTH_VANTAGE",
                                "test",
                                "MUSTER_HEALTH_FAILURE_DOMAIN",
                                "here",
                                "MUSTER_HEALTH_ASSESS",
                                "false",
                                "MUSTER_HEALTH_WEBHOOK_TOKEN_FILE",
                                token.toString()),
                        List.of("-Xmx160m"));
        Deadline.inSeconds(60).until("the webhook to take alerts", () -> post("first") == 200);
    }

    @AfterEach
    void end() {
        http.close();
        table.close();
        neighbourhood.close();
    }

    @Test
    void what_is_not_stored_is_not_acknowledged_and_what_was_acknowledged_is_there() {
        disk.fill();
        var refused = 0;
        for (var i = 0; i < MANY && refused == 0; i++) {
            refused = post("alert-" + i) == 503 ? i + 1 : 0;
        }
        assertThat(refused).as("an alert that was refused").isPositive();

        broker.kill9();
        disk.free();
        broker.start();
        Deadline.inSeconds(60).until("the webhook to take alerts again", () -> post("last") == 200);

        var stored = stored();
        assertThat(stored).containsAll(acknowledged).contains("last");
    }

    private Set<String> stored() {
        Set<String> names = ConcurrentHashMap.newKeySet();
        try (var reader =
                new LogReader(
                        "test",
                        broker.bootstrap(),
                        Topics.DEFAULT_PREFIX,
                        EnumSet.of(Topics.ALERTS),
                        LogReader.From.BEGINNING,
                        Map.of(),
                        (event, _, _) -> {
                            if (event instanceof AlertReceived alert) {
                                names.add(alert.name());
                            }
                        })) {
            reader.start();
            Deadline.inSeconds(60).until("all alerts to be read", reader::caughtUp);
        }
        return names;
    }

    private int post(String name) {
        try {
            var code =
                    http.send(
                                    HttpRequest.newBuilder(
                                                    URI.create(
                                                            "http://"
                                                                    + webhook.getAddress()
                                                                            .getHostAddress()
                                                                    + ":8081/api/v1/alerts/alertmanager"))
                                            .timeout(Duration.ofSeconds(20))
                                            .header("Authorization", "Bearer " + TOKEN)
                                            .header("Content-Type", "application/json")
                                            .POST(HttpRequest.BodyPublishers.ofString(body(name)))
                                            .build(),
                                    BodyHandlers.discarding())
                            .statusCode();
            if (code == 200) {
                acknowledged.add(name);
            }
            return code;
        } catch (IOException notYet) {
            return 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** An alert with a long text, so that few of them fill what is left. */
    private static String body(String name) {
        return """
               {"version": "4", "status": "firing", "receiver": "muster", "groupKey": "x",
                "alerts": [{"status": "firing", "labels": {"alertname": "%1$s"},
                "annotations": {"text": "%2$s"}, "startsAt": "2026-01-01T00:00:00Z",
                "endsAt": "0001-01-01T00:00:00Z", "fingerprint": "%3$x"}]}
               """
                .formatted(name, "x".repeat(4_000), name.hashCode());
    }
}
