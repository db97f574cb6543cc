package dev.muster.sandbox.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.muster.sandbox.kafka.Broker;
import dev.muster.sandbox.network.Neighbourhood;
import dev.muster.sandbox.process.Deadline;
import dev.muster.sandbox.process.LocalProcess;
import dev.muster.sandbox.process.ProcessTable;
import dev.muster.sandbox.process.SmallDisk;
import dev.muster.sandbox.region.Services;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A service that has no room for its state. */
class FullStateFolderIT {

    private static final int MEGABYTES = 64;

    private final Neighbourhood neighbourhood = Neighbourhood.claim();
    private final ProcessTable table = ProcessTable.open("full-state-it");
    private final HttpClient http = HttpClient.newHttpClient();
    private final InetSocketAddress address = neighbourhood.socket(3, 83, 8083);
    private Path state;
    private SmallDisk disk;
    private Broker broker;

    @BeforeEach
    void a_broker_and_a_small_disk() {
        assumeTrue(SmallDisk.isPossible(), "no small disk: only root can mount one");
        broker = Broker.start(table, "broker", neighbourhood.address(3, 9));
        state = table.directory("decider/state");
        disk = SmallDisk.at(state, MEGABYTES);
        table.onClose(disk::close);
    }

    @AfterEach
    void end() {
        http.close();
        table.close();
        neighbourhood.close();
    }

    @Test
    void a_service_that_starts_without_room_says_so_once_and_goes_on_when_there_is_some() {
        disk.fill();
        var service = start();
        Deadline.inSeconds(60)
                .until("the folder to be named", () -> !complaints(service).isEmpty());
        Deadline.inSeconds(60)
                .until("the service to answer", () -> status("/q/health/live") == 200);

        assertThat(complaints(service))
                .singleElement()
                .satisfies(line -> assertThat(line).contains(state.toString(), "make room"));
        assertThat(status("/q/health/ready")).isEqualTo(503);

        disk.free();
        Deadline.inSeconds(60)
                .until("the service to decide", () -> status("/q/health/ready") == 200);
        assertThat(stackTraces(service)).isEmpty();
    }

    @Test
    void a_service_that_is_killed_and_finds_no_room_goes_on_where_it_was() {
        var service = start();
        Deadline.inSeconds(60)
                .until("the service to decide", () -> status("/q/health/ready") == 200);
        pause();
        service.kill9();
        disk.fill();
        var again = start();
        Deadline.inSeconds(60).until("the folder to be named", () -> !complaints(again).isEmpty());

        disk.free();

        Deadline.inSeconds(60)
                .until("the service to decide", () -> status("/q/health/ready") == 200);
        Deadline.inSeconds(20)
                .until("the pause to be known", () -> body("/api/v1/automation").contains("ada"));
        assertThat(stackTraces(again)).isEmpty();
    }

    private LocalProcess start() {
        return new Services(table, Path.of("..").toAbsolutePath().normalize(), Map.of())
                .start(
                        "failover-service",
                        "decider",
                        address,
                        Map.of(
                                "KAFKA_BOOTSTRAP_SERVERS",
                                broker.bootstrap(),
                                "MUSTER_TOPICS_CREATE",
                                "true",
                                "MUSTER_TOPICS_PARTITIONS",
                                "2",
                                "MUSTER_ACCESS_ANONYMOUS",
                                "operator"),
                        List.of("-Xmx192m"));
    }

    private void pause() {
        var answer =
                send(
                        request("/api/v1/automation")
                                .header("Content-Type", "application/json")
                                .PUT(
                                        HttpRequest.BodyPublishers.ofString(
                                                "{\"paused\": true, \"by\": \"ada\", \"reason\":"
                                                        + " \"works\"}")));
        assertThat(answer.statusCode()).isEqualTo(200);
    }

    private static List<String> complaints(LocalProcess service) {
        return log(service).stream().filter(line -> line.contains("MUSTER_STATE_DIR")).toList();
    }

    private static List<String> stackTraces(LocalProcess service) {
        return log(service).stream().filter(line -> line.startsWith("\tat ")).toList();
    }

    private static List<String> log(LocalProcess service) {
        try {
            return Files.readAllLines(service.command().log());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private int status(String path) {
        try {
            return send(request(path).GET()).statusCode();
        } catch (UncheckedIOException notYet) {
            return 0;
        }
    }

    private String body(String path) {
        return send(request(path).GET()).body();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(
                        URI.create(
                                "http://"
                                        + address.getAddress().getHostAddress()
                                        + ":"
                                        + address.getPort()
                                        + path))
                .timeout(Duration.ofSeconds(10));
    }

    private java.net.http.HttpResponse<String> send(HttpRequest.Builder request) {
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
