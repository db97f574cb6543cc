package dev.muster.sandbox.bench.reaction;

import dev.muster.events.wire.Topics;
import dev.muster.sandbox.bench.measure.Machine;
import dev.muster.sandbox.kafka.Broker;
import dev.muster.sandbox.network.Neighbourhood;
import dev.muster.sandbox.process.LocalProcess;
import dev.muster.sandbox.process.ProcessTable;
import dev.muster.sandbox.region.Services;
import dev.muster.stream.TopicSetup;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A broker, three vantages, a decider and two mocks of Kubernetes. Each fault has a plan and two
 * sites of its own, so that no guard has to be loosened for there to be many.
 */
final class Stage implements AutoCloseable {

    static final List<String> SERVICE_FLAGS =
            List.of("-Xmx192m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");
    static final List<String> VANTAGES = List.of("one", "two", "three");

    private static final int PARTITIONS = 4;
    private static final int WITNESS = 3;

    private final Neighbourhood neighbourhood = Neighbourhood.claim();
    private final ProcessTable table = ProcessTable.open("bench-reaction");
    private final Targets targets = new Targets(neighbourhood);
    private final Mock west = new Mock(neighbourhood.socket(1, 11, 6443));
    private final Mock east = new Mock(neighbourhood.socket(2, 11, 6443));
    private final Map<String, LocalProcess> services = new LinkedHashMap<>();
    private final Broker broker;
    private final Path plans;
    private final StringBuilder sites = new StringBuilder();

    Stage(Path home) {
        broker = Broker.start(table, "broker", neighbourhood.address(WITNESS, 9));
        TopicSetup.createMissing(
                broker.bootstrap(),
                Topics.DEFAULT_PREFIX,
                PARTITIONS,
                Map.of(),
                Duration.ofSeconds(20));
        plans = table.directory("plans");
        kubeconfig("west", neighbourhood.socket(1, 11, 6443));
        kubeconfig("east", neighbourhood.socket(2, 11, 6443));
        var starter = new Services(table, home, Map.of());
        for (var vantage : VANTAGES) {
            services.put(
                    "vantage " + vantage,
                    starter.start(
                            "health-monitor",
                            vantage,
                            neighbourhood.socket(WITNESS, 81 + services.size(), 8081),
                            Map.of(
                                    "KAFKA_BOOTSTRAP_SERVERS",
                                    broker.bootstrap(),
                                    "MUSTER_HEALTH_VANTAGE",
                                    vantage,
                                    "MUSTER_HEALTH_FAILURE_DOMAIN",
                                    "place-" + vantage),
                            SERVICE_FLAGS));
        }
        services.put(
                "decider",
                starter.start(
                        "failover-service",
                        "decider",
                        neighbourhood.socket(WITNESS, 91, 8083),
                        Map.of(
                                "KAFKA_BOOTSTRAP_SERVERS", broker.bootstrap(),
                                "MUSTER_PLANS_DIR", plans.toString()),
                        SERVICE_FLAGS));
    }

    ProcessTable table() {
        return table;
    }

    Neighbourhood neighbourhood() {
        return neighbourhood;
    }

    Targets targets() {
        return targets;
    }

    Mock west() {
        return west;
    }

    Mock east() {
        return east;
    }

    String bootstrap() {
        return broker.bootstrap();
    }

    InetSocketAddress webhook() {
        return neighbourhood.socket(1, 11, 6443);
    }

    /** What runs of Muster, under the names of the report. */
    Map<String, Long> processes() {
        var all = new LinkedHashMap<String, Long>();
        all.put("broker", broker.pid());
        services.forEach((name, process) -> all.put(name, process.pid()));
        return all;
    }

    /** Everything of ours, the bench itself included. */
    Map<String, Long> all() {
        var all = new LinkedHashMap<String, Long>();
        all.put("bench", Machine.self());
        table.running().forEach(p -> all.put(p.toString(), p.pid()));
        return all;
    }

    /**
     * Declares plans for these targets, opens the targets, and retires the plans before. A plan's
     * number is that of its primary's target; its standby answers at a target that never fails.
     */
    void declare(Collection<Integer> numbers, Pace pace) {
        for (var number : numbers) {
            targets.open(number);
            targets.open(standby(number));
            west.deploy(plan(number), 2);
            east.deploy(plan(number), 1);
            sites.append(site("west-" + number, "west", targets.address(number), pace));
            sites.append(site("east-" + number, "east", targets.address(standby(number)), pace));
        }
        var all =
                sites
                        + numbers.stream()
                                .map(number -> plan(number, pace))
                                .collect(Collectors.joining());
        try {
            var draft = Files.writeString(plans.resolve("draft"), all);
            Files.move(draft, plans.resolve("plans.yaml"), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int standby(int number) {
        return number + 500;
    }

    static String plan(int number) {
        return "plan-" + number;
    }

    static String primary(int number) {
        return "west-" + number;
    }

    private String site(String name, String side, InetSocketAddress target, Pace pace) {
        return """
        apiVersion: muster.dev/v1alpha1
        kind: Site
        metadata: {name: %s}
        spec:
          failureDomain: %s
          kubernetes: {kubeconfig: {file: %s}}
          probes:
            - {name: edge, every: %s, timeout: 800ms, failureThreshold: %d, tcp: {host: %s, port: %d}}
        ---
        """
                .formatted(
                        name,
                        name,
                        table.directory("secrets").resolve(side),
                        pace.everyText(),
                        Pace.OBSERVATIONS,
                        target.getAddress().getHostAddress(),
                        target.getPort());
    }

    private static String plan(int number, Pace pace) {
        return """
        apiVersion: muster.dev/v1alpha1
        kind: RecoveryPlan
        metadata: {name: plan-%1$d}
        spec:
          objectives: {rto: 1m, rpo: 1m}
          strategy: hotStandby
          sites: {primary: west-%1$d, standbys: [east-%1$d]}
          applications:
            - {namespace: bench, workload: deployment/plan-%1$d, replicas: {active: 2, passive: 1}}
          detection:
            vantages: [%2$s]
            quorum: 2
            tolerance: %3$ds
          failover: {mode: automatic}
        ---
        """
                .formatted(number, String.join(", ", VANTAGES), pace.tolerance().toSeconds());
    }

    private void kubeconfig(String side, InetSocketAddress api) {
        try {
            Files.writeString(
                    table.directory("secrets").resolve(side),
                    """
                    apiVersion: v1
                    kind: Config
                    clusters: [{name: it, cluster: {server: "http://%s"}}]
                    users: [{name: bench, user: {token: none-is-checked}}]
                    contexts: [{name: it, context: {cluster: it, user: bench}}]
                    current-context: it
                    """
                            .formatted(Chain.text(api)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void requireAlive() {
        services.values().forEach(LocalProcess::requireAlive);
    }

    @Override
    public void close() {
        table.close();
        targets.close();
        Stream.of(west, east).forEach(Mock::close);
        neighbourhood.close();
    }
}
