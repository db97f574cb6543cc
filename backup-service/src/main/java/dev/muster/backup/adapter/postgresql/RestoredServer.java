package dev.muster.backup.adapter.postgresql;

import dev.muster.backup.app.BackupConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Starts and stops PostgreSQL on a data directory of this machine. */
final class RestoredServer {

    private static final Duration STOP_LIMIT = Duration.ofSeconds(20);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(100);
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
        var line = new ArrayList<>(config.launcher().orElse(List.of()));
        line.add(program().toString());
        line.addAll(List.of("-D", data.toString()));
        var log = log().toFile();
        new ProcessBuilder(line)
                .directory(data.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log))
                .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
                .start();
    }

    private Path program() throws IOException {
        var folders = new ArrayList<Path>();
        config.bin().ifPresent(folders::add);
        if (folders.isEmpty()) {
            for (var folder : System.getenv().getOrDefault("PATH", "").split(":", -1)) {
                folders.add(Path.of(folder));
            }
        }
        for (var folder : folders) {
            if (Files.isExecutable(folder.resolve("postgres"))) {
                return folder.resolve("postgres");
            }
        }
        throw new IOException(
                "there is no program postgres in "
                        + folders
                        + ": install PostgreSQL, or set MUSTER_BACKUP_POSTGRES_BIN");
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
