package dev.muster.sandbox.etcd;

import dev.muster.sandbox.process.Command;
import dev.muster.sandbox.process.Deadline;
import dev.muster.sandbox.process.LocalProcess;
import dev.muster.sandbox.process.ProcessTable;
import dev.muster.sandbox.process.Programs;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A real etcd of one member, whose keys outlive {@code kill -9}. */
public final class EtcdServer implements AutoCloseable {

    /** The port of its clients. */
    public static final int PORT = 2379;

    private static final int PEER_PORT = 2380;
    private static final int CONNECT_MILLIS = 500;
    private static final Duration UP_LIMIT = Duration.ofSeconds(30);
    private static final Duration STOP_GRACE = Duration.ofSeconds(10);
    private static final Duration TOOL_LIMIT = Duration.ofSeconds(60);

    private final ProcessTable table;
    private final String name;
    private final InetAddress host;
    private @Nullable LocalProcess process;

    private EtcdServer(ProcessTable table, String name, InetAddress host) {
        this.table = table;
        this.name = name;
        this.host = host;
    }

    /**
     * Starts an empty one and returns when it answers.
     *
     * @param host where it is; it takes ports 2379 and 2380 there
     * @throws IllegalStateException when this machine has no etcd
     */
    public static EtcdServer start(ProcessTable table, String name, InetAddress host) {
        EtcdServer server = new EtcdServer(table, name, host);
        server.start();
        return server;
    }

    /**
     * Starts a new member from a snapshot, the end of a recovery, and returns when it answers.
     *
     * <p>Its revision is higher than that of the snapshot, and what was read before is marked
     * compacted: whoever watches sees that the world has changed.
     *
     * @throws IllegalStateException when the snapshot is damaged
     */
    public static EtcdServer restored(
            ProcessTable table, String name, InetAddress host, Path snapshot) {
        EtcdServer server = new EtcdServer(table, name, host);
        LocalProcess.output(
                TOOL_LIMIT,
                List.of(
                        Programs.require("etcdutl").toString(),
                        "snapshot",
                        "restore",
                        snapshot.toString(),
                        "--data-dir=" + data(table, name),
                        "--name=" + name,
                        "--initial-cluster=" + name + "=" + url(host, PEER_PORT),
                        "--initial-advertise-peer-urls=" + url(host, PEER_PORT),
                        "--bump-revision=1000000",
                        "--mark-compacted"));
        server.start();
        return server;
    }

    /** Starts it again on its disk and returns when it answers; does nothing while it runs. */
    public void start() {
        if (isAlive()) {
            return;
        }
        LocalProcess started = launch(table, name, host, Programs.require("etcd"));
        process = started;
        started.requireAlive();
    }

    /**
     * Starts the process of a member with its data below the directory of that name.
     *
     * @return when it listens
     */
    public static LocalProcess launch(
            ProcessTable table, String name, InetAddress host, Path program) {
        LocalProcess etcd =
                table.start(
                        Command.of(
                                name + "-etcd",
                                table.directory(name),
                                List.of(
                                        program.toString(),
                                        "--name=" + name,
                                        "--data-dir=" + data(table, name),
                                        "--listen-client-urls=" + url(host, PORT),
                                        "--advertise-client-urls=" + url(host, PORT),
                                        "--listen-peer-urls=" + url(host, PEER_PORT),
                                        "--initial-advertise-peer-urls=" + url(host, PEER_PORT),
                                        "--initial-cluster=" + name + "=" + url(host, PEER_PORT),
                                        "--log-level=warn",
                                        // What a killed process wrote is safe in the page cache.
                                        "--unsafe-no-fsync")));
        Deadline.in(UP_LIMIT).until("etcd of " + name + " to listen", () -> listens(etcd, host));
        return etcd;
    }

    /** Ends it as a power cut would. */
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

    /** Where its clients reach it. */
    public URI endpoint() {
        return URI.create(url(host, PORT));
    }

    /** Where it listens for clients. */
    public InetSocketAddress address() {
        return new InetSocketAddress(host, PORT);
    }

    /** The folder of its data. */
    public Path data() {
        return data(table, name);
    }

    /** The last lines of its log. */
    public String logTail() {
        return process == null ? "(never started)" : process.logTail();
    }

    /**
     * Runs {@code etcdctl} against it, such as {@code put key value} or {@code get "" --prefix}.
     *
     * @return what it said
     * @throws IllegalStateException when it fails
     */
    public String control(String... arguments) {
        List<String> line = new ArrayList<>();
        line.add(Programs.require("etcdctl").toString());
        line.add("--endpoints=" + endpoint());
        line.addAll(List.of(arguments));
        return LocalProcess.output(TOOL_LIMIT, line);
    }

    /** Saves a snapshot with etcd's own tool, the one to compare others with. */
    public Path snapshot(String file) {
        Path snapshot = table.directory(name).resolve(file);
        control("snapshot", "save", snapshot.toString());
        if (!Files.isRegularFile(snapshot)) {
            throw new IllegalStateException(snapshot + " was not written");
        }
        return snapshot;
    }

    @Override
    public void close() {
        kill9();
    }

    private static Path data(ProcessTable table, String name) {
        return table.directory(name).resolve("etcd");
    }

    private static String url(InetAddress host, int port) {
        return "http://" + host.getHostAddress() + ":" + port;
    }

    private static boolean listens(LocalProcess etcd, InetAddress host) {
        etcd.requireAlive();
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, PORT), CONNECT_MILLIS);
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }
}
