package dev.muster.sandbox.velero;

import dev.muster.sandbox.kubernetes.ApiServer;
import dev.muster.sandbox.objectstore.ObjectStore;
import dev.muster.sandbox.process.Command;
import dev.muster.sandbox.process.Deadline;
import dev.muster.sandbox.process.LocalProcess;
import dev.muster.sandbox.process.ProcessTable;
import dev.muster.sandbox.process.Programs;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A real Velero server for one site's real API server, in a process of its own instead of a pod.
 *
 * <p>Its only location is called {@value #LOCATION}. Whatever its settings say, Velero looks there
 * for backups of others once a minute, and when it starts if the location was available before:
 * {@link #restart()} is the short way to see them.
 */
public final class VeleroServer implements AutoCloseable {

    /** The namespace in which it works. */
    public static final String NAMESPACE = "velero";

    /** The name of its location. */
    public static final String LOCATION = "default";

    private static final int METRICS_PORT = 8085;
    private static final int PROFILER_PORT = 6060;
    private static final int CONNECT_MILLIS = 500;
    private static final Duration INSTALL_LIMIT = Duration.ofSeconds(30);
    private static final Duration UP_LIMIT = Duration.ofSeconds(60);
    private static final Duration STOP_GRACE = Duration.ofSeconds(10);

    private final ProcessTable table;
    private final String name;
    private final ApiServer api;
    private final Path credentials;
    private @Nullable LocalProcess process;

    private VeleroServer(ProcessTable table, String name, ApiServer api) {
        this.table = table;
        this.name = name;
        this.api = api;
        this.credentials = table.directory(name).resolve("credentials");
    }

    /**
     * Installs Velero at a site, starts its server, and returns when its location is available.
     *
     * @param api a real one; the server takes ports 8085 and 6060 beside it
     * @throws IllegalStateException when this machine has no Velero
     */
    public static VeleroServer start(
            ProcessTable table, String name, ApiServer api, BackupLocation location) {
        VeleroServer server = new VeleroServer(table, name, api);
        server.install(location);
        server.start();
        server.awaitLocation("Available");
        return server;
    }

    /** Whether this machine has the programs. */
    public static boolean isPresent() {
        return Programs.find("velero").isPresent()
                && Programs.find("plugins/velero-plugin-for-aws").isPresent();
    }

    /** Starts it again and returns when it listens; does nothing while it runs. */
    public void start() {
        if (isAlive()) {
            return;
        }
        Path directory = table.directory(name);
        Path plugins = Programs.require("plugins/velero-plugin-for-aws").resolveSibling(".");
        LocalProcess started =
                table.start(
                        Command.of(
                                        name,
                                        directory,
                                        List.of(
                                                Programs.require("velero").toString(),
                                                "server",
                                                "--plugin-dir=" + plugins.normalize(),
                                                "--metrics-address=" + beside(METRICS_PORT),
                                                "--profiler-address=" + beside(PROFILER_PORT),
                                                "--item-operation-sync-frequency=2s"))
                                .with("KUBECONFIG", api.kubeconfig().toString())
                                .with("VELERO_NAMESPACE", NAMESPACE)
                                .with("AWS_SHARED_CREDENTIALS_FILE", credentials.toString())
                                .with("HOME", directory.toString())
                                .with("TMPDIR", table.directory(name + "/tmp").toString()));
        process = started;
        Deadline.in(UP_LIMIT).until("Velero " + name + " to listen", () -> listens(started));
    }

    /** Kills it and starts it again; a backup or restore that was under way has failed then. */
    public void restart() {
        kill9();
        start();
    }

    /** Ends it and its plugins as a power cut would. */
    public void kill9() {
        if (process != null) {
            process.kill9();
        }
    }

    /** Shuts it down in order. */
    public void stop() {
        if (process != null) {
            process.terminate(STOP_GRACE);
        }
    }

    /** Whether its process runs. */
    public boolean isAlive() {
        return process != null && process.isAlive();
    }

    /** Its process id. */
    public long pid() {
        if (process == null) {
            throw new IllegalStateException(name + " was never started");
        }
        return process.pid();
    }

    /** The file that it logs to. */
    public Path log() {
        return table.directory(name).resolve(name + ".log");
    }

    /** The last lines of its log. */
    public String logTail() {
        return process == null ? "(never started)" : process.logTail();
    }

    /** Where its metrics are. */
    public InetSocketAddress metrics() {
        return new InetSocketAddress(api.address().getAddress(), METRICS_PORT);
    }

    /** Waits until its location is in that phase, {@code Available} or {@code Unavailable}. */
    public void awaitLocation(String phase) {
        try (KubernetesClient client = api.client()) {
            Deadline.in(UP_LIMIT)
                    .untilPresent(
                            "the location of " + name + " to be " + phase,
                            () -> !isAlive() || phase.equals(locationPhase(client)) ? phase : null);
        }
        if (process != null) {
            process.requireAlive();
        }
    }

    @Override
    public void close() {
        kill9();
    }

    private static @Nullable String locationPhase(KubernetesClient client) {
        GenericKubernetesResource location =
                client.genericKubernetesResources("velero.io/v1", "BackupStorageLocation")
                        .inNamespace(NAMESPACE)
                        .withName(LOCATION)
                        .get();
        return location == null ? null : location.get("status", "phase");
    }

    private void install(BackupLocation location) {
        String definitions =
                LocalProcess.output(
                        INSTALL_LIMIT,
                        List.of(
                                Programs.require("velero").toString(),
                                "install",
                                "--crds-only",
                                "--dry-run",
                                "--output=yaml"));
        try (KubernetesClient client = api.client()) {
            List<HasMetadata> kinds = apply(client, definitions);
            Deadline.in(INSTALL_LIMIT)
                    .until(
                            "Velero's kinds to be served at " + name,
                            () -> kinds.stream().allMatch(each -> isServed(client, each)));
            apply(client, parts(location));
        }
        try {
            Files.writeString(
                    credentials,
                    """
                    [default]
                    aws_access_key_id=%s
                    aws_secret_access_key=%s
                    """
                            .formatted(ObjectStore.ACCESS_KEY, ObjectStore.SECRET_KEY));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The Deployment is what Velero takes its own image and settings from. */
    private static String parts(BackupLocation location) {
        return """
        apiVersion: v1
        kind: Namespace
        metadata: {name: %1$s}
        ---
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: velero, namespace: %1$s}
        spec:
          replicas: 0
          selector: {matchLabels: {deploy: velero}}
          template:
            metadata: {labels: {deploy: velero}}
            spec: {containers: [{name: velero, image: "velero/velero"}]}
        ---
        apiVersion: velero.io/v1
        kind: BackupStorageLocation
        metadata: {name: %2$s, namespace: %1$s}
        spec:
          provider: aws
          default: true
          accessMode: %3$s
          backupSyncPeriod: 1s
          validationFrequency: 5s
          objectStorage: {bucket: %4$s}
          config:
            region: %5$s
            s3ForcePathStyle: "true"
            s3Url: %6$s
            checksumAlgorithm: ""
        """
                .formatted(
                        NAMESPACE,
                        LOCATION,
                        location.readOnly() ? "ReadOnly" : "ReadWrite",
                        location.bucket(),
                        ObjectStore.REGION,
                        location.endpoint());
    }

    private static List<HasMetadata> apply(KubernetesClient client, String yaml) {
        return client.load(new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8)))
                .forceConflicts()
                .serverSideApply();
    }

    private static boolean isServed(KubernetesClient client, HasMetadata kind) {
        CustomResourceDefinition definition =
                client.apiextensions()
                        .v1()
                        .customResourceDefinitions()
                        .withName(kind.getMetadata().getName())
                        .get();
        return definition != null
                && definition.getStatus() != null
                && definition.getStatus().getConditions().stream()
                        .anyMatch(
                                each ->
                                        each.getType().equals("Established")
                                                && each.getStatus().equals("True"));
    }

    private String beside(int port) {
        return api.address().getAddress().getHostAddress() + ":" + port;
    }

    private boolean listens(LocalProcess started) {
        started.requireAlive();
        try (Socket socket = new Socket()) {
            socket.connect(metrics(), CONNECT_MILLIS);
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }
}
