package dev.muster.sandbox.bench.reaction;

import dev.muster.sandbox.bench.measure.Ground;
import dev.muster.sandbox.process.LocalProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
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
    private final Ground ground;
    private final Targets targets;
    private final Mock west;
    private final Mock east;
    private final Map<String, LocalProcess> services = new LinkedHashMap<>();
    private final Path plans;
    private final StringBuilder sites = new StringBuilder();

    Stage(Path home) {
        ground = new Ground("bench-reaction", home, PARTITIONS, List.of());
        targets = new Targets(ground.neighbourhood());
        west = new Mock(api(1));
        east = new Mock(api(2));
        plans = ground.table().directory("plans");
        kubeconfig("west", api(1));
        kubeconfig("east", api(2));
        for (var vantage : VANTAGES) {
            services.put(
                    "vantage " + vantage,
                    ground.start(
                            "health-monitor",
                            vantage,
                            ground.at(81 + services.size(), 8081),
                            Map.of(
                                    "MUSTER_HEALTH_VANTAGE",
                                    vantage,
                                    "MUSTER_HEALTH_FAILURE_DOMAIN",
                                    "place-" + vantage),
                            SERVICE_FLAGS));
        }
        services.put(
                "decider",
                ground.start(
                        "failover-service",
                        "decider",
                        ground.at(91, 8083),
                        Map.of("MUSTER_PLANS_DIR", plans.toString()),
                        SERVICE_FLAGS));
    }

    private InetSocketAddress api(int side) {
        return ground.neighbourhood().socket(side, 11, 6443);
    }

    Ground ground() {
        return ground;
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

    InetSocketAddress webhook() {
        return api(1);
    }

    /** What runs of Muster, under the names of the report. */
    Map<String, Long> processes() {
        var all = new LinkedHashMap<String, Long>();
        all.put("broker", ground.broker().pid());
        services.forEach((name, process) -> all.put(name, process.pid()));
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
                        ground.table().directory("secrets").resolve(side),
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
        ground.secret(
                side,
                """
                apiVersion: v1
                kind: Config
                clusters: [{name: it, cluster: {server: "http://%s"}}]
                users: [{name: bench, user: {token: none-is-checked}}]
                contexts: [{name: it, context: {cluster: it, user: bench}}]
                current-context: it
                """
                        .formatted(Chain.text(api)));
    }

    void requireAlive() {
        services.values().forEach(LocalProcess::requireAlive);
    }

    @Override
    public void close() {
        targets.close();
        Stream.of(west, east).forEach(Mock::close);
        ground.close();
    }
}
