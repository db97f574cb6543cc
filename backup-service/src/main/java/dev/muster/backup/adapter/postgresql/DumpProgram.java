package dev.muster.backup.adapter.postgresql;

import dev.muster.backup.app.BackupConfig;
import dev.muster.plan.PostgresEndpoint;
import dev.muster.service.Secrets;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** A run of {@code pg_dump} or {@code pg_restore}, as its two streams. */
final class DumpProgram implements AutoCloseable {

    private static final int LINES_KEPT = 5;
    private static final int CHUNK = 1 << 20;

    private final Process process;
    private final Thread listening;
    private final Deque<String> said = new ArrayDeque<>();

    private DumpProgram(List<String> line, Secrets.Login login) throws IOException {
        var builder = new ProcessBuilder(line);
        builder.environment().put("PGPASSWORD", login.password());
        builder.environment().put("PGCONNECT_TIMEOUT", "5");
        builder.environment().put("PGAPPNAME", "muster backup");
        process = builder.start();
        listening = Thread.ofVirtual().name("dump-says").start(this::listen);
    }

    /**
     * Dumps a database in the custom format, uncompressed: what is stored is compressed anyway.
     *
     * @param snapshot the moment that is dumped
     */
    static DumpProgram dump(BackupConfig.Postgres config, PostgresEndpoint source, String snapshot)
            throws IOException, Secrets.Unreadable {
        var login = Secrets.login(source.credentials());
        var words = new ArrayList<String>();
        words.add(RestoredServer.program(config, "pg_dump"));
        words.addAll(server(source.host(), source.port(), login.user(), source.database()));
        words.addAll(
                List.of(
                        "--format=custom",
                        "--compress=0",
                        "--snapshot=" + snapshot,
                        "--lock-wait-timeout=60s"));
        return new DumpProgram(words, login);
    }

    /** Brings a dump, given to its input, back into an empty database. */
    static DumpProgram restore(
            BackupConfig.Postgres config, Secrets.Login login, int port, String database)
            throws IOException {
        var words = new ArrayList<String>();
        words.add(RestoredServer.program(config, "pg_restore"));
        words.addAll(server(config.listen(), port, login.user(), database));
        words.addAll(
                List.of("--format=custom", "--no-owner", "--no-privileges", "--exit-on-error"));
        return new DumpProgram(words, login);
    }

    /** Reads a dump, given to its input, through to its end. */
    static DumpProgram reading(BackupConfig.Postgres config) throws IOException {
        return new DumpProgram(
                List.of(
                        RestoredServer.program(config, "pg_restore"),
                        "--format=custom",
                        "--file=/dev/null"),
                new Secrets.Login("", ""));
    }

    private static List<String> server(String host, int port, String user, String database) {
        return List.of(
                "--host=" + host,
                "--port=" + port,
                "--username=" + user,
                "--dbname=" + database,
                "--no-password");
    }

    private void listen() {
        try (var lines =
                new BufferedReader(
                        new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8))) {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                synchronized (said) {
                    said.addLast(line);
                    if (said.size() > LINES_KEPT) {
                        said.removeFirst();
                    }
                }
            }
        } catch (IOException e) {
            // The program ended; its exit code tells how.
        }
    }

    int read(byte[] into) throws IOException {
        return process.getInputStream().read(into);
    }

    /**
     * Gives it all of a dump.
     *
     * @throws Impossible when the program does not want it
     */
    void feed(InputStream dump) throws IOException, InterruptedException {
        try (var out = process.getOutputStream()) {
            var buffer = new byte[CHUNK];
            for (var some = dump.read(buffer); some >= 0; some = dump.read(buffer)) {
                try {
                    out.write(buffer, 0, some);
                } catch (IOException e) {
                    end();
                    throw e;
                }
            }
        }
    }

    /**
     * Waits for its end.
     *
     * @throws Impossible when it was not content, with the last lines that it wrote
     */
    void end() throws IOException, InterruptedException {
        var code = process.waitFor();
        listening.join();
        if (code != 0) {
            synchronized (said) {
                throw new Impossible(String.join(" | ", said));
            }
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
