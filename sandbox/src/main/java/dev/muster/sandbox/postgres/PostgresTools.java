package dev.muster.sandbox.postgres;

import dev.muster.sandbox.process.LocalProcess;
import dev.muster.sandbox.process.Programs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The client programs of a PostgreSQL that can dump the servers of the sandbox: {@code pg_dump},
 * {@code pg_restore} and {@code psql}.
 *
 * @param bin the folder that holds them
 */
public record PostgresTools(Path bin) {

    /** What to do when none are found. */
    public static final String HOW_TO_GET =
            "install postgresql-client-17 or newer; or " + Programs.HOW_TO_GET;

    /** The servers of the sandbox are of this version, and an older pg_dump refuses them. */
    private static final int OLDEST = 17;

    private static final Duration VERSION_LIMIT = Duration.ofSeconds(20);

    /** Looks where {@link Programs} looks and where Debian keeps each version. */
    public static Optional<PostgresTools> find() {
        return Stream.of(
                        Programs.find("postgresql/bin/pg_dump"),
                        Programs.find("pg_dump"),
                        Optional.of(Path.of("/usr/lib/postgresql/18/bin/pg_dump")),
                        Optional.of(Path.of("/usr/lib/postgresql/17/bin/pg_dump")))
                .flatMap(Optional::stream)
                .filter(Files::isExecutable)
                .filter(program -> major(program) >= OLDEST)
                .map(program -> new PostgresTools(program.resolveSibling(".").normalize()))
                .findFirst();
    }

    /** The path of one of them. */
    public Path program(String name) {
        return bin.resolve(name);
    }

    private static int major(Path program) {
        return Integer.parseInt(
                LocalProcess.output(VERSION_LIMIT, List.of(program.toString(), "--version"))
                        .strip()
                        .replaceFirst("^.*\\) (\\d+).*", "$1"));
    }
}
