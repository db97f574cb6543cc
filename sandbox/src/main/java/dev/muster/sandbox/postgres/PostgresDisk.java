package dev.muster.sandbox.postgres;

import dev.muster.sandbox.process.Command;
import dev.muster.sandbox.process.LocalProcess;
import dev.muster.sandbox.process.ProcessTable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The directory of one server: its data and its settings. */
record PostgresDisk(Path directory) {

    private static final Duration INITDB_LIMIT = Duration.ofSeconds(60);
    private static final String OUR_SETTINGS = "muster.conf";

    private static final String SETTINGS =
            """
            unix_socket_directories = ''
            dynamic_shared_memory_type = mmap
            shared_buffers = 16MB
            max_connections = 60
            max_worker_processes = 4
            max_parallel_workers = 0
            jit = off
            timezone = 'UTC'
            log_timezone = 'UTC'
            log_line_prefix = '%m [%p] %a '
            password_encryption = scram-sha-256
            fsync = on
            # Fit for a failover.
            wal_level = replica
            wal_log_hints = on
            hot_standby = on
            hot_standby_feedback = on
            max_wal_senders = 8
            max_replication_slots = 8
            max_slot_wal_keep_size = 256MB
            max_wal_size = 128MB
            min_wal_size = 32MB
            wal_sender_timeout = 5s
            wal_receiver_timeout = 5s
            wal_receiver_status_interval = 1s
            wal_retrieve_retry_interval = 500ms
            """;

    private static final String WHO_MAY_CONNECT =
            """
            host all         all 127.0.0.0/8 scram-sha-256
            host replication all 127.0.0.0/8 scram-sha-256
            """;

    Path data() {
        return directory.resolve("data");
    }

    boolean isEmpty() {
        return !Files.exists(data().resolve("PG_VERSION"));
    }

    /** Makes an empty cluster. */
    void initialise(ProcessTable table, PostgresBinaries binaries, String password) {
        Path secret = directory.resolve("password");
        try {
            Files.writeString(secret, password);
            LocalProcess initdb =
                    table.start(
                            Command.of(
                                    "initdb",
                                    directory,
                                    binaries.line(
                                            "initdb",
                                            "--pgdata=" + data(),
                                            "--username=" + PostgresServer.SUPERUSER,
                                            "--pwfile=" + secret,
                                            "--auth=scram-sha-256",
                                            "--encoding=UTF8",
                                            "--locale=C",
                                            "--wal-segsize=4",
                                            "--no-sync")));
            if (!initdb.awaitEnd(INITDB_LIMIT) || initdb.onExit().join() != 0) {
                throw new IllegalStateException(
                        "initdb did not succeed in %s (as root it needs unshare -U; a container"
                                        .formatted(directory)
                                + " may forbid it: then run as another user):\n"
                                + initdb.logTail());
            }
            Files.delete(secret);
            Files.writeString(data().resolve("pg_hba.conf"), WHO_MAY_CONNECT);
            Files.writeString(
                    data().resolve("postgresql.conf"),
                    "\ninclude '" + OUR_SETTINGS + "'\n",
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot prepare " + directory, e);
        }
    }

    void listenOn(InetSocketAddress address) {
        configure(address, "");
    }

    /** Makes the server on this disk follow a primary from its next start on. */
    void follow(InetSocketAddress own, InetSocketAddress primary, String slot, String password) {
        String conninfo =
                "host=%s port=%d user=%s password=%s connect_timeout=2 application_name=%s"
                        .formatted(
                                primary.getAddress().getHostAddress(),
                                primary.getPort(),
                                PostgresServer.SUPERUSER,
                                password,
                                slot);
        configure(
                own,
                "primary_conninfo = '%s'%nprimary_slot_name = '%s'%n".formatted(conninfo, slot));
        try {
            Files.writeString(data().resolve("standby.signal"), "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Deletes all data. */
    void wipe() {
        try {
            if (Files.exists(data())) {
                try (Stream<Path> all = Files.walk(data())) {
                    for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                        Files.delete(each);
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot wipe " + data(), e);
        }
    }

    /** Forgets the process of before, which its owner knows to be dead. */
    void unlock() {
        try {
            Files.deleteIfExists(data().resolve("postmaster.pid"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The id of the shared memory that a killed server leaves behind; none when it left none. */
    List<String> sharedMemory() {
        try {
            List<String> lines = Files.readAllLines(data().resolve("postmaster.pid"));
            String[] keyAndId = lines.get(6).strip().split("\\s+", -1);
            return List.of(keyAndId[1]);
        } catch (IOException | IndexOutOfBoundsException nothingLeft) {
            return List.of();
        }
    }

    private void configure(InetSocketAddress address, String more) {
        try {
            Files.writeString(
                    data().resolve(OUR_SETTINGS),
                    SETTINGS
                            + "listen_addresses = '%s'%nport = %d%n"
                                    .formatted(
                                            address.getAddress().getHostAddress(),
                                            address.getPort())
                            + more);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
