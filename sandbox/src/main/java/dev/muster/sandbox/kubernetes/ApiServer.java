package dev.muster.sandbox.kubernetes;

import dev.muster.sandbox.process.Deadline;
import dev.muster.sandbox.process.LocalProcess;
import dev.muster.sandbox.process.ProcessTable;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The Kubernetes API of one site: the real etcd and kube-apiserver where they can be found, a mock
 * otherwise; either comes back on its own disk after {@code kill -9}.
 */
public final class ApiServer implements AutoCloseable {

    /** The port of every site's API. */
    public static final int PORT = 6443;

    private static final Duration UP_LIMIT = Duration.ofSeconds(90);
    private static final int REQUEST_MILLIS = 2_000;

    private final String name;
    private final InetSocketAddress address;
    private final Path directory;
    private final ControlPlane controlPlane;
    private List<LocalProcess> processes = List.of();

    private ApiServer(
            ProcessTable table, String name, InetAddress host, ControlPlane controlPlane) {
        this.name = name;
        this.address = new InetSocketAddress(host, PORT);
        this.directory = table.directory(name);
        this.controlPlane = controlPlane;
    }

    /** Looks for the real programs, and tries for a few seconds to get them if there are none. */
    public static void prepare(ProcessTable table) {
        if (!mockWanted() && KubernetesAssets.find().isEmpty()) {
            KubernetesDownload.attempt(table, KubernetesAssets.home());
        }
    }

    private static boolean mockWanted() {
        return "mock".equals(System.getenv("MUSTER_SANDBOX_API"));
    }

    /**
     * Starts the best API this machine has and returns when it is ready.
     *
     * <p>The environment variable {@code MUSTER_SANDBOX_API=mock} asks for the mock.
     *
     * @param host where it is; it takes ports 6443, 2379 and 2380 there
     * @param alsoAt further addresses at which clients reach it, those of links
     */
    public static ApiServer start(
            ProcessTable table, String name, InetAddress host, List<InetAddress> alsoAt) {
        Optional<KubernetesAssets> assets =
                mockWanted() ? Optional.empty() : KubernetesAssets.find();
        return assets.isPresent()
                ? startReal(table, name, host, alsoAt, assets.get())
                : startMock(table, name, host);
    }

    static ApiServer startReal(
            ProcessTable table,
            String name,
            InetAddress host,
            List<InetAddress> alsoAt,
            KubernetesAssets assets) {
        List<InetAddress> all = new ArrayList<>(List.of(host));
        all.addAll(alsoAt);
        SiteKeys keys = SiteKeys.make(table.directory(name).resolve("keys"), all, dnsName(name));
        return started(
                new ApiServer(
                        table,
                        name,
                        host,
                        new RealControlPlane(table, name, host, assets, keys, assets.version())));
    }

    static ApiServer startMock(ProcessTable table, String name, InetAddress host) {
        return started(new ApiServer(table, name, host, new MockControlPlane(table, name, host)));
    }

    private static ApiServer started(ApiServer server) {
        server.start();
        return server;
    }

    /** What it is: {@code kube-apiserver 1.34.4}, or a mock. */
    public String kind() {
        return controlPlane.kind();
    }

    /** Where it listens. */
    public InetSocketAddress address() {
        return address;
    }

    /** The file of an administrator's kubeconfig that leads past all links. */
    public Path kubeconfig() {
        return kubeconfig(address);
    }

    /** The file of an administrator's kubeconfig that leads through a link at that address. */
    public Path kubeconfig(InetSocketAddress through) {
        return kubeconfig(through.getAddress().getHostAddress(), through.getPort());
    }

    /** The file of an administrator's kubeconfig for who knows {@link #dnsName()}. */
    public Path kubeconfigByName() {
        return kubeconfig(dnsName(), PORT);
    }

    /** The name for which the server has a certificate, beside its addresses. */
    public String dnsName() {
        return dnsName(name);
    }

    private static String dnsName(String name) {
        return name + ".example.org";
    }

    private Path kubeconfig(String host, int port) {
        try {
            Path file = directory.resolve("kubeconfig-%s-%d".formatted(host, port));
            return Files.writeString(file, controlPlane.kubeconfig(host, port));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write a kubeconfig of " + name, e);
        }
    }

    /** A new client past all links, with short time-outs; its user closes it. */
    public KubernetesClient client() {
        return client(controlPlane.kubeconfig(address.getAddress().getHostAddress(), PORT));
    }

    static KubernetesClient client(String kubeconfig) {
        Config config =
                new ConfigBuilder(Config.fromKubeconfig(kubeconfig))
                        .withRequestTimeout(REQUEST_MILLIS)
                        .withConnectionTimeout(REQUEST_MILLIS)
                        .withRequestRetryBackoffLimit(0)
                        .build();
        return new KubernetesClientBuilder().withConfig(config).build();
    }

    /**
     * Starts it again on its disk and returns when it is ready; does nothing while it runs.
     *
     * @throws IllegalStateException when it is not ready in time
     */
    public void start() {
        if (isAlive()) {
            return;
        }
        processes.forEach(LocalProcess::kill9);
        processes = controlPlane.launch();
        try (KubernetesClient client = client()) {
            Deadline.in(UP_LIMIT)
                    .until("the API of " + name + " to be ready", () -> isReady(client));
        }
    }

    /** Ends its processes as a power cut would. */
    public void kill9() {
        processes.forEach(LocalProcess::kill9);
    }

    /** Whether all its processes run. */
    public boolean isAlive() {
        return !processes.isEmpty() && processes.stream().allMatch(LocalProcess::isAlive);
    }

    @Override
    public void close() {
        kill9();
    }

    private boolean isReady(KubernetesClient client) {
        processes.forEach(LocalProcess::requireAlive);
        try {
            return "ok".equals(client.raw("/readyz"));
        } catch (RuntimeException notYet) {
            return false;
        }
    }
}
