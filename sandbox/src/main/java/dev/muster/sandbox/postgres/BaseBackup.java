package dev.muster.sandbox.postgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;

/**
 * A copy of a running primary, made with the low-level backup API of PostgreSQL: start, copy the
 * files, stop. The write-ahead log is not copied; the slot keeps it for the standby to stream.
 */
final class BaseBackup {

    /** Directories whose contents the primary writes anew at start or keeps for itself. */
    private static final Set<String> LEFT_EMPTY =
            Set.of(
                    "pg_wal",
                    "pg_replslot",
                    "pg_dynshmem",
                    "pg_notify",
                    "pg_serial",
                    "pg_snapshots",
                    "pg_stat_tmp",
                    "pg_subtrans");

    private static final Set<String> LEFT_OUT =
            Set.of("postmaster.pid", "postmaster.opts", "standby.signal", "pg_internal.init");

    private BaseBackup() {}

    /** Copies the primary behind the connection into an empty directory. */
    static void take(Connection primary, String slot, Path goal) {
        try (Statement statement = primary.createStatement()) {
            reserveSlot(primary, slot);
            statement.execute("SELECT pg_backup_start('standby', true)");
            Path source = dataDirectory(statement);
            copy(source, goal);
            try (ResultSet stop =
                    statement.executeQuery("SELECT labelfile FROM pg_backup_stop(false)")) {
                stop.next();
                Files.writeString(goal.resolve("backup_label"), stop.getString(1));
            }
        } catch (SQLException e) {
            throw new IllegalStateException("the primary refused a base backup: " + e, e);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot copy the primary to " + goal, e);
        }
    }

    private static void reserveSlot(Connection primary, String slot) throws SQLException {
        try (PreparedStatement create =
                primary.prepareStatement(
                        "SELECT pg_create_physical_replication_slot(?, true) WHERE NOT EXISTS"
                                + " (SELECT FROM pg_replication_slots WHERE slot_name = ?)")) {
            create.setString(1, slot);
            create.setString(2, slot);
            create.execute();
        }
    }

    private static Path dataDirectory(Statement statement) throws SQLException {
        try (ResultSet answer = statement.executeQuery("SHOW data_directory")) {
            answer.next();
            return Path.of(answer.getString(1));
        }
    }

    private static void copy(Path source, Path goal) throws IOException {
        Files.createDirectories(
                goal,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Files.walkFileTree(
                source,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult preVisitDirectory(Path each, BasicFileAttributes facts)
                            throws IOException {
                        Path relative = source.relativize(each);
                        if (!each.equals(source)) {
                            Files.createDirectory(goal.resolve(relative));
                        }
                        return LEFT_EMPTY.contains(relative.toString())
                                ? FileVisitResult.SKIP_SUBTREE
                                : FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFile(Path each, BasicFileAttributes facts)
                            throws IOException {
                        if (!LEFT_OUT.contains(String.valueOf(each.getFileName()))) {
                            copyUnlessGone(each, goal.resolve(source.relativize(each)));
                        }
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFileFailed(Path each, IOException e)
                            throws IOException {
                        if (e instanceof NoSuchFileException) {
                            return FileVisitResult.CONTINUE;
                        }
                        throw e;
                    }
                });
    }

    /** A running primary may delete a file between our listing and our copy. */
    private static void copyUnlessGone(Path from, Path to) throws IOException {
        try {
            Files.copy(from, to);
        } catch (NoSuchFileException e) {
            if (Files.exists(from)) {
                throw e;
            }
        }
    }
}
