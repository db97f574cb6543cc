package dev.muster.backup.adapter.postgresql;

import dev.muster.backup.app.Archives;
import dev.muster.backup.app.Archives.Archive;
import dev.muster.backup.app.BackupConfig;
import dev.muster.backup.app.Folders;
import dev.muster.service.Secrets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Consumer;

/**
 * A new server with what a dump holds.
 *
 * @param folder its data directory, and beside it what it writes while it is made
 */
record DumpServer(
        BackupConfig.Postgres config,
        Path folder,
        int port,
        Secrets.Login login,
        String database,
        Consumer<String> progress) {

    private static final String INVALID_VALUE = "22023";
    private static final String WRONG_OBJECT = "42809";

    RestoredServer server() {
        return new RestoredServer(config, folder);
    }

    /** Takes away what an earlier attempt may have left. */
    void clear() throws IOException, InterruptedException {
        server().stop();
        Folders.delete(folder);
        Files.deleteIfExists(beside(".log"));
        Files.deleteIfExists(beside(".password"));
    }

    /** Makes the server, starts it and brings the dump back; a session on it. */
    Connection make(Archives archives, Archive archive)
            throws IOException, SQLException, InterruptedException {
        progress.accept("making a server");
        initialise();
        server().start();
        var contents = DumpContents.of(archive.facts());
        try (var session = server().enter(login, port, "postgres", progress)) {
            for (var role : contents.roles()) {
                create(session, "role", role, "");
            }
            database(session, contents);
        }
        progress.accept("bringing the dump back");
        try (var restore = DumpProgram.restore(config, login, port, database);
                var dump = archives.read(archive)) {
            restore.feed(dump);
            restore.end();
        }
        return server().enter(login, port, database, progress);
    }

    private void initialise() throws IOException, InterruptedException {
        Files.createDirectories(folder.toAbsolutePath().getParent());
        var password = beside(".password");
        Files.deleteIfExists(password);
        Files.createFile(
                password,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(password, login.password());
        try {
            var log = beside(".log");
            var process =
                    new ProcessBuilder(
                                    RestoredServer.line(
                                            config,
                                            "initdb",
                                            "--pgdata=" + folder,
                                            "--username=" + login.user(),
                                            "--pwfile=" + password,
                                            "--auth=scram-sha-256",
                                            "--encoding=UTF8",
                                            "--locale=C"))
                            .redirectErrorStream(true)
                            .redirectOutput(log.toFile())
                            .start();
            if (process.waitFor() != 0) {
                throw new Impossible("no new server could be made: " + server().logTail());
            }
        } finally {
            Files.deleteIfExists(password);
        }
        Files.write(
                folder.resolve("postgresql.auto.conf"),
                List.of(
                        "listen_addresses = '" + config.listen() + "'",
                        "port = '" + port + "'",
                        "unix_socket_directories = ''"),
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }

    /** In the locale of its source where this machine has it, so that it sorts as it did. */
    private void database(Connection session, DumpContents contents) throws SQLException {
        var as = " template template0 encoding " + literal(contents.encoding()) + " locale ";
        try {
            create(session, "database", database, as + literal(contents.collation()));
        } catch (SQLException e) {
            if (!INVALID_VALUE.equals(e.getSQLState()) && !WRONG_OBJECT.equals(e.getSQLState())) {
                throw e;
            }
            create(session, "database", database, as + "'C'");
        }
    }

    private static void create(Connection session, String what, String name, String how)
            throws SQLException {
        var catalogue =
                what.equals("role") ? "pg_roles where rolname" : "pg_database where datname";
        try (var statement = session.createStatement()) {
            try (var there =
                    statement.executeQuery("select from " + catalogue + " = " + literal(name))) {
                if (there.next()) {
                    return;
                }
            }
            statement.execute("create " + what + " \"" + name.replace("\"", "\"\"") + "\"" + how);
        }
    }

    private static String literal(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    private Path beside(String suffix) {
        return folder.resolveSibling(folder.getFileName() + suffix);
    }
}
