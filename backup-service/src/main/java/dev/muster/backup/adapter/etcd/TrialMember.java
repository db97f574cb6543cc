package dev.muster.backup.adapter.etcd;

import dev.muster.backup.app.Folders;
import dev.muster.plan.EtcdSnapshot;
import dev.muster.service.Secrets;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A new member that is made of a snapshot, alone, on the loopback address, for as long as it is
 * tried. What an earlier process left in its place is removed first.
 */
final class TrialMember implements AutoCloseable {

    private static final Duration UP_LIMIT = Duration.ofSeconds(60);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(200);
    private static final String NAME = "trial";

    private final EtcdPrograms programs;
    private final Path folder;
    private Optional<Process> process = Optional.empty();

    TrialMember(EtcdPrograms programs, Path folder) throws IOException {
        this.programs = programs;
        this.folder = folder;
        clear();
        Files.createDirectories(folder);
    }

    /** etcd's own tools do not accept the snapshot: it is worth nothing. */
    static final class Refused extends IOException {
        private static final long serialVersionUID = 1L;

        Refused(String message) {
            super(message);
        }
    }

    /**
     * Lays the snapshot down as the data of a member.
     *
     * @throws Refused when it is none
     */
    void layDown(InputStream snapshot) throws IOException, InterruptedException {
        var file = folder.resolve("snapshot.db");
        try (var out = Files.newOutputStream(file)) {
            var sealed = new Sealed(out);
            snapshot.transferTo(sealed);
            sealed.check();
        }
        var peer = url(freePort());
        var said =
                programs.utl(
                        folder.resolve("restore.log"),
                        List.of(
                                "snapshot",
                                "restore",
                                file.toString(),
                                "--data-dir=" + data(),
                                "--name=" + NAME,
                                "--initial-cluster=" + NAME + "=" + peer,
                                "--initial-advertise-peer-urls=" + peer));
        if (!said.content()) {
            throw new Refused("etcdutl does not restore it: " + said.text());
        }
        Files.delete(file);
    }

    /** Starts the member and returns when it answers. */
    EtcdMember start() throws IOException, InterruptedException {
        var client = url(freePort());
        var peer = url(freePort());
        var log = folder.resolve("etcd.log");
        var started =
                new ProcessBuilder(
                                programs.find("etcd").toString(),
                                "--name=" + NAME,
                                "--data-dir=" + data(),
                                "--listen-client-urls=" + client,
                                "--advertise-client-urls=" + client,
                                "--listen-peer-urls=" + peer,
                                "--initial-advertise-peer-urls=" + peer,
                                "--initial-cluster=" + NAME + "=" + peer,
                                "--log-level=warn")
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        process = Optional.of(started);
        Files.writeString(pidFile(), Long.toString(started.pid()));
        var cluster =
                new EtcdSnapshot.Cluster(
                        List.of(URI.create(client)), Optional.empty(), Optional.empty());
        var until = System.nanoTime() + UP_LIMIT.toNanos();
        while (true) {
            try {
                return EtcdMember.at(URI.create(client), cluster);
            } catch (EtcdMember.Silent | Secrets.Unreadable e) {
                if (!started.isAlive() || System.nanoTime() - until > 0) {
                    throw new Refused("etcd does not start on it: " + EtcdPrograms.tail(log));
                }
                Thread.sleep(LOOK_AGAIN);
            }
        }
    }

    private Path data() {
        return folder.resolve("data");
    }

    private Path pidFile() {
        return folder.resolve("pid");
    }

    private static String url(int port) {
        return "http://127.0.0.1:" + port;
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void clear() throws IOException {
        if (Files.exists(pidFile())) {
            ProcessHandle.of(Long.parseLong(Files.readString(pidFile())))
                    .filter(
                            left ->
                                    left.info()
                                            .commandLine()
                                            .filter(line -> line.contains(data().toString()))
                                            .isPresent())
                    .ifPresent(ProcessHandle::destroyForcibly);
        }
        Folders.delete(folder);
    }

    @Override
    public void close() throws IOException {
        process.ifPresent(started -> started.destroyForcibly().onExit().join());
        clear();
    }
}
