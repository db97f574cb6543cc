package dev.muster.sandbox.bench.reaction;

import dev.muster.sandbox.bench.measure.Peer;
import dev.muster.sandbox.network.Neighbourhood;
import dev.muster.sandbox.process.Command;
import dev.muster.sandbox.process.LocalProcess;
import dev.muster.sandbox.process.ProcessTable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The usual chain: Prometheus asks blackbox_exporter, and Alertmanager posts to a webhook. */
final class Chain implements AutoCloseable {

    private static final int SITE = 4;

    private final Map<String, LocalProcess> processes;

    private Chain(Map<String, LocalProcess> processes) {
        this.processes = processes;
    }

    /** The three programs, when all of them are here. */
    record Programs(Peer prometheus, Peer blackbox, Peer alertmanager) {

        static Optional<Programs> find() {
            var prometheus = Peer.find("prometheus");
            var blackbox = Peer.find("prometheus-blackbox-exporter", "blackbox_exporter");
            var alertmanager = Peer.find("prometheus-alertmanager", "alertmanager");
            return prometheus.isPresent() && blackbox.isPresent() && alertmanager.isPresent()
                    ? Optional.of(
                            new Programs(prometheus.get(), blackbox.get(), alertmanager.get()))
                    : Optional.empty();
        }

        String versions() {
            return "Prometheus "
                    + prometheus.version()
                    + ", blackbox_exporter "
                    + blackbox.version()
                    + ", Alertmanager "
                    + alertmanager.version();
        }
    }

    static Chain start(
            Programs programs,
            ProcessTable table,
            Neighbourhood neighbourhood,
            Pace pace,
            List<InetSocketAddress> targets,
            InetSocketAddress webhook) {
        var number = pace.everyText();
        var block = (int) pace.every().toSeconds();
        var prober = neighbourhood.socket(SITE, 10 + block, 9115);
        var sender = neighbourhood.socket(SITE, 20 + block, 9093);
        var home = table.directory("chain-" + number);
        try {
            Files.writeString(
                    home.resolve("blackbox.yml"),
                    "modules: {tcp: {prober: tcp, timeout: 800ms}}\n");
            Files.writeString(
                    home.resolve("alertmanager.yml"),
                    """
                    route: {receiver: mock, group_by: ['...'], group_wait: %ds, group_interval: 5s, repeat_interval: 1h}
                    receivers:
                      - name: mock
                        webhook_configs: [{url: 'http://%s/alert', send_resolved: false}]
                    """
                            .formatted(pace.groupWait().toSeconds(), text(webhook)));
            Files.writeString(
                    home.resolve("rules.yml"),
                    """
                    groups:
                      - name: targets
                        rules: [{alert: TargetDown, expr: probe_success == 0, for: %ds}]
                    """
                            .formatted(pace.lasting().toSeconds()));
            Files.writeString(
                    home.resolve("prometheus.yml"),
                    """
                    global: {scrape_interval: %1$s, evaluation_interval: %1$s, scrape_timeout: 900ms}
                    rule_files: [%2$s]
                    alerting: {alertmanagers: [{static_configs: [{targets: ["%3$s"]}]}]}
                    scrape_configs:
                      - job_name: targets
                        metrics_path: /probe
                        params: {module: [tcp]}
                        static_configs: [{targets: [%4$s]}]
                        relabel_configs:
                          - {source_labels: [__address__], target_label: __param_target}
                          - {source_labels: [__param_target], target_label: instance}
                          - {target_label: __address__, replacement: "%5$s"}
                    """
                            .formatted(
                                    number,
                                    home.resolve("rules.yml"),
                                    text(sender),
                                    targets.stream()
                                            .map(t -> "\"" + text(t) + "\"")
                                            .collect(Collectors.joining(", ")),
                                    text(prober)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Chain(
                Map.of(
                        "blackbox",
                        start(
                                table,
                                "blackbox-" + number,
                                programs.blackbox().program().toString(),
                                "--config.file=" + home.resolve("blackbox.yml"),
                                "--log.level=error",
                                "--web.listen-address=" + text(prober)),
                        "alertmanager",
                        start(
                                table,
                                "alertmanager-" + number,
                                programs.alertmanager().program().toString(),
                                "--config.file=" + home.resolve("alertmanager.yml"),
                                "--storage.path=" + home.resolve("alerts"),
                                "--log.level=error",
                                "--cluster.listen-address=",
                                "--web.listen-address=" + text(sender)),
                        "prometheus",
                        start(
                                table,
                                "prometheus-" + number,
                                programs.prometheus().program().toString(),
                                "--config.file=" + home.resolve("prometheus.yml"),
                                "--storage.tsdb.path=" + home.resolve("data"),
                                "--log.level=error",
                                "--web.listen-address="
                                        + text(neighbourhood.socket(SITE, 30 + block, 9090)))));
    }

    private static LocalProcess start(ProcessTable table, String name, String... line) {
        return table.start(Command.of(name, table.directory(name), List.of(line)));
    }

    /** Whether all of it runs. */
    void requireAlive() {
        processes.values().forEach(LocalProcess::requireAlive);
    }

    /** Under their names. */
    Map<String, Long> pids() {
        return processes.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, e -> e.getValue().pid()));
    }

    static String text(InetSocketAddress address) {
        return address.getAddress().getHostAddress() + ":" + address.getPort();
    }

    @Override
    public void close() {
        processes.values().forEach(LocalProcess::kill9);
    }
}
