package dev.muster.sandbox.bench.webhook;

import dev.muster.sandbox.bench.measure.Peer;
import dev.muster.sandbox.process.Command;
import dev.muster.sandbox.process.Deadline;
import dev.muster.sandbox.process.LocalProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.util.List;

/** A fresh Alertmanager that tells nobody: it takes alerts into its memory and no further. */
final class Alertmanager implements AutoCloseable {

    private static final String RECEIVED = "alertmanager_alerts_received_total{status=\"firing\"";

    private final InetSocketAddress address;
    private final LocalProcess process;

    Alertmanager(Intake beside, Peer peer, int number) {
        var table = beside.ground().table();
        var home = table.directory("alertmanager-" + number);
        address = beside.ground().neighbourhood().socket(4, 1 + number % 250, 9093);
        try {
            Files.writeString(
                    home.resolve("config.yml"),
                    """
                    route: {receiver: nobody, group_by: [alertname], group_wait: 30s}
                    receivers: [{name: nobody}]
                    """);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        process =
                table.start(
                        Command.of(
                                "alertmanager",
                                home,
                                List.of(
                                        peer.program().toString(),
                                        "--config.file=" + home.resolve("config.yml"),
                                        "--storage.path=" + home.resolve("data"),
                                        "--web.listen-address=" + text(),
                                        "--cluster.listen-address=",
                                        "--log.level=error")));
        Deadline.inSeconds(20)
                .untilPresent(
                        "Alertmanager to be ready", () -> get("/-/ready").isEmpty() ? null : 1);
    }

    long pid() {
        return process.pid();
    }

    InetSocketAddress address() {
        return address;
    }

    HttpRequest request() {
        return new HttpRequest(address, "/api/v2/alerts", "nobody-asks");
    }

    /** How many alerts it says it has taken in. */
    long received() {
        return get("/metrics")
                .lines()
                .filter(line -> line.startsWith(RECEIVED) && line.contains("v2"))
                .mapToLong(line -> (long) Double.parseDouble(line.substring(line.indexOf(' '))))
                .sum();
    }

    private String get(String path) {
        process.requireAlive();
        try (var http = HttpClient.newHttpClient()) {
            return http.send(
                            java.net.http.HttpRequest.newBuilder(
                                            URI.create("http://" + text() + path))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while asking Alertmanager", e);
        }
    }

    private String text() {
        return address.getAddress().getHostAddress() + ":" + address.getPort();
    }

    @Override
    public void close() {
        process.kill9();
    }
}
