package dev.muster.backup.adapter.postgresql;

import dev.muster.backup.app.BackupConfig;
import dev.muster.backup.app.Programs;
import dev.muster.plan.Credential;
import dev.muster.service.Secrets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Consumer;

/** Starts and stops PostgreSQL on a data directory of this machine. */
final class RestoredServer {

    private static final Duration STOP_LIMIT = Duration.ofSeconds(20);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(100);
    private static final Duration START_LIMIT = Duration.ofMinutes(2);

    /** A server that was just started has no process file yet. */
    private static final Duration SETTLED = Duration.ofSeconds(5);

    private static final String NO_CONNECTION = "08";
    private static final String STARTING = "57P03";
    private static final String PID_FILE = "postmaster.pid";

    private final BackupConfig.Postgres config;
    private final Path data;

    RestoredServer(BackupConfig.Postgres config, Path data) {
        this.config = config;
        this.data = data;
    }

    /**
     * Starts it; it goes on without this service.
     *
     * @throws IOException when there is no program, naming where it was looked for
     */
    void start() throws IOException {
        var line = line(config, "postgres", "-D", data.toString());
        var log = log().toFile();
        new ProcessBuilder(line)
                .directory(data.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log))
                .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
                .start();
    }

    /** The words that run a program of PostgreSQL here, one that refuses to be run by root. */
    static List<String> line(BackupConfig.Postgres config, String program, String... words)
            throws IOException {
        var line = new ArrayList<>(config.launcher().orElse(List.of()));
        line.add(program(config, program));
        line.addAll(List.of(words));
        return line;
    }

    /** Where a program of PostgreSQL lies. */
    static String program(BackupConfig.Postgres config, String name) throws IOException {
        return new Programs(config.bin(), "PostgreSQL", "MUSTER_BACKUP_POSTGRES_BIN")
                .find(name)
                .toString();
    }

    /** A session, as soon as the server lets one in. */
    Connection enter(Credential login, int port, String database, Consumer<String> progress)
            throws IOException, SQLException, InterruptedException {
        try {
            return enter(Secrets.login(login), port, database, progress);
        } catch (Secrets.Unreadable e) {
            throw new Impossible(String.valueOf(e.getMessage()));
        }
    }

    Connection enter(Secrets.Login login, int port, String database, Consumer<String> progress)
            throws IOException, SQLException, InterruptedException {
        var begun = System.nanoTime();
        while (true) {
            try {
                return open(login, port, database);
            } catch (SQLException e) {
                var state = String.valueOf(e.getSQLState());
                if (!state.startsWith(NO_CONNECTION) && !state.equals(STARTING)) {
                    throw e;
                }
                var waited = Duration.ofNanos(System.nanoTime() - begun);
                if (!running() && waited.compareTo(SETTLED) > 0) {
                    throw new Impossible("the restored server ended: " + logTail());
                }
                if (waited.compareTo(START_LIMIT) > 0) {
                    throw new IOException(
                            "the restored server does not let anybody in: " + logTail());
                }
                progress.accept("starting");
                Thread.sleep(LOOK_AGAIN);
            }
        }
    }

    private Connection open(Secrets.Login login, int port, String database) throws SQLException {
        var properties = new Properties();
        properties.setProperty("user", login.user());
        properties.setProperty("password", login.password());
        properties.setProperty("connectTimeout", "2");
        properties.setProperty("socketTimeout", "120");
        properties.setProperty("ApplicationName", "muster restore");
        return DriverManager.getConnection(
                "jdbc:postgresql://" + config.listen() + ":" + port + "/" + database, properties);
    }

    private Path log() {
        return data.resolveSibling(data.getFileName() + ".log");
    }

    /** The last lines that the server wrote. */
    String logTail() {
        try {
            var lines = Files.readAllLines(log());
            return String.join(" | ", lines.subList(Math.max(0, lines.size() - 3), lines.size()));
        } catch (IOException e) {
            return "(no log)";
        }
    }

    /** The process that serves the directory now, if one does. */
    Optional<ProcessHandle> process() {
        try {
            var first = Files.readAllLines(data.resolve(PID_FILE)).getFirst().strip();
            return ProcessHandle.of(Long.parseLong(first)).filter(ProcessHandle::isAlive);
        } catch (IOException | RuntimeException e) {
            return Optional.empty();
        }
    }

    boolean running() {
        return process().isPresent();
    }

    /** Ends it in order, or at once when that takes too long. */
    void stop() throws InterruptedException, IOException {
        var process = process();
        if (process.isEmpty()) {
            return;
        }
        signal(process.get(), "INT");
        var until = System.nanoTime() + STOP_LIMIT.toNanos();
        while (process.get().isAlive() && System.nanoTime() - until < 0) {
            Thread.sleep(LOOK_AGAIN);
        }
        if (process.get().isAlive()) {
            process.get().destroyForcibly();
        }
    }

    private static void signal(ProcessHandle process, String name)
            throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
    }
}
