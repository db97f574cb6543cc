package dev.muster.backup.adapter.postgresql;

import dev.muster.events.RunId;
import dev.muster.plan.PostgresEndpoint;
import dev.muster.service.Secrets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** A session on the server that is backed up, with the questions a backup has. */
final class Source implements AutoCloseable {

    private static final String UNDEFINED = "";
    private static final String DUPLICATE_OBJECT = "42710";

    /** A restored server refuses to follow its log with less of these than its source had. */
    private static final List<String> NOT_SMALLER =
            List.of(
                    "max_connections",
                    "max_worker_processes",
                    "max_wal_senders",
                    "max_prepared_transactions",
                    "max_locks_per_transaction");

    private final Connection connection;

    private Source(Connection connection) {
        this.connection = connection;
    }

    static Source connect(PostgresEndpoint endpoint) throws SQLException, Secrets.Unreadable {
        return new Source(open(endpoint, Map.of("prepareThreshold", "-1")));
    }

    /** An ordinary session. */
    static Connection session(PostgresEndpoint endpoint) throws SQLException, Secrets.Unreadable {
        return open(endpoint, Map.of());
    }

    /** A session that speaks the replication protocol. */
    static Connection replication(PostgresEndpoint endpoint)
            throws SQLException, Secrets.Unreadable {
        return open(
                endpoint,
                Map.of(
                        "replication", "true",
                        "assumeMinServerVersion", "14",
                        "preferQueryMode", "simple"));
    }

    private static Connection open(PostgresEndpoint endpoint, Map<String, String> more)
            throws SQLException, Secrets.Unreadable {
        var login = Secrets.login(endpoint.credentials());
        var properties = new Properties();
        properties.setProperty("user", login.user());
        properties.setProperty("password", login.password());
        properties.setProperty("connectTimeout", "3");
        properties.setProperty("loginTimeout", "5");
        properties.setProperty("socketTimeout", "60");
        properties.setProperty("tcpKeepAlive", "true");
        properties.setProperty("ApplicationName", "muster backup");
        properties.putAll(more);
        return DriverManager.getConnection(
                "jdbc:postgresql://"
                        + endpoint.host()
                        + ":"
                        + endpoint.port()
                        + "/"
                        + endpoint.database(),
                properties);
    }

    /** What the role of this session would need and has not; names as in docs/operate.md. */
    List<String> missingPrivileges() throws SQLException {
        var missing =
                one(
                        "select concat_ws('|',"
                                + " case when not (select rolreplication or rolsuper from pg_roles where"
                                + " rolname = current_user) then 'replication' end,"
                                + " case when not has_function_privilege('pg_backup_start(text,boolean)',"
                                + " 'execute') then 'execute on pg_backup_start()' end,"
                                + " case when not has_function_privilege('pg_backup_stop(boolean)',"
                                + " 'execute') then 'execute on pg_backup_stop()' end,"
                                + " case when not"
                                + " has_function_privilege('pg_ls_dir(text,boolean,boolean)', 'execute')"
                                + " then 'execute on pg_ls_dir()' end,"
                                + " case when not has_function_privilege('pg_stat_file(text,boolean)',"
                                + " 'execute') then 'execute on pg_stat_file()' end,"
                                + " case when not"
                                + " has_function_privilege('pg_read_binary_file(text,bigint,bigint,boolean)',"
                                + " 'execute') then 'execute on pg_read_binary_file()' end)");
        return missing.isEmpty() ? List.of() : List.of(missing.split("\\|", -1));
    }

    boolean inRecovery() throws SQLException {
        return "t".equals(one("select pg_is_in_recovery()"));
    }

    String version() throws SQLException {
        return one("show server_version");
    }

    long segmentSize() throws SQLException {
        return Long.parseLong(
                one("select setting::bigint from pg_settings where name = 'wal_segment_size'"));
    }

    /** The one it writes now: after a promotion its control file still tells of the old one. */
    int timeline() throws SQLException {
        return Integer.parseInt(
                one(
                        "select case when pg_is_in_recovery() then (select timeline_id from"
                                + " pg_control_checkpoint()) else ('x' ||"
                                + " substr(pg_walfile_name(pg_current_wal_lsn()), 1,"
                                + " 8))::bit(32)::int end"));
    }

    /** Up to where commits are on the server's disk, and when that was so, by its own clock. */
    Mark mark() throws SQLException {
        try (var statement = connection.createStatement();
                var row =
                        statement.executeQuery(
                                "select t.at, pg_current_wal_flush_lsn()::text from (select"
                                        + " (extract(epoch from clock_timestamp()) * 1000000)::bigint"
                                        + " as at) t")) {
            row.next();
            return new Mark(instant(row.getLong(1)), Lsn.of(row.getString(2)));
        }
    }

    /** Everything committed before the instant lies before the position. */
    record Mark(Instant at, Lsn position) {}

    Instant clock() throws SQLException {
        return instant(
                Long.parseLong(
                        one("select (extract(epoch from clock_timestamp()) * 1000000)::bigint")));
    }

    private static Instant instant(long micros) {
        return Instant.EPOCH.plusNanos(micros * 1_000);
    }

    /** Makes the slot that keeps the log until it was shipped; nothing if it is there. */
    void reserve(String slot) throws SQLException {
        try (var create =
                connection.prepareStatement(
                        "select pg_create_physical_replication_slot(?, true) where not exists"
                                + " (select from pg_replication_slots where slot_name = ?)")) {
            create.setString(1, slot);
            create.setString(2, slot);
            create.execute();
        } catch (SQLException e) {
            // Whoever ships and whoever takes a base may make it at the same time.
            if (!DUPLICATE_OBJECT.equals(e.getSQLState())) {
                throw e;
            }
        }
    }

    /**
     * Makes the server keep its log from now on for as long as this session lasts: what is shipped
     * meanwhile it would remove before the backup has copied it.
     */
    void holdLog(RunId run) throws SQLException {
        try (var create =
                connection.prepareStatement(
                        "select pg_create_physical_replication_slot(?, true, true)")) {
            create.setString(1, Slot.temporary(run));
            create.execute();
        }
    }

    /** From where the slot keeps the log; null when it keeps none, or there is no such slot. */
    @Nullable Lsn keptFrom(String slot) throws SQLException {
        try (var ask =
                connection.prepareStatement(
                        "select restart_lsn::text from pg_replication_slots where slot_name = ?")) {
            ask.setString(1, slot);
            var text = single(ask);
            return text.isEmpty() ? null : Lsn.of(text);
        }
    }

    /**
     * Whether the server still holds back log for the slot: reserved, extended, unreserved, lost.
     */
    String slotStatus(String slot) throws SQLException {
        try (var ask =
                connection.prepareStatement(
                        "select wal_status from pg_replication_slots where slot_name = ?")) {
            ask.setString(1, slot);
            return single(ask);
        }
    }

    /** Drops the slot unless somebody uses it; whether there was one to drop. */
    boolean drop(String slot) throws SQLException {
        try (var drop =
                connection.prepareStatement(
                        "select pg_drop_replication_slot(slot_name) from pg_replication_slots where"
                                + " slot_name = ? and not active")) {
            drop.setString(1, slot);
            try (var rows = drop.executeQuery()) {
                return rows.next();
            }
        }
    }

    Lsn startBackup(String label) throws SQLException {
        try (var start = connection.prepareStatement("select pg_backup_start(?, true)::text")) {
            start.setString(1, label);
            return Lsn.of(single(start));
        }
    }

    /** What the server says at the end of a backup. */
    record Stopped(Lsn position, String label, String tablespaces) {}

    Stopped stopBackup() throws SQLException {
        try (var statement = connection.createStatement();
                var row =
                        statement.executeQuery(
                                "select lsn::text, labelfile, spcmapfile from"
                                        + " pg_backup_stop(false)")) {
            row.next();
            return new Stopped(
                    Lsn.of(row.getString(1)), text(row.getString(2)), text(row.getString(3)));
        }
    }

    private static String text(@Nullable String text) {
        return text == null ? "" : text;
    }

    /** A file or directory below the data directory. */
    record Entry(String path, boolean directory, long bytes) {}

    List<Entry> list(String directory) throws SQLException {
        var entries = new ArrayList<Entry>();
        try (var ask =
                connection.prepareStatement(
                        "select n, s.isdir, s.size from pg_ls_dir(?, true, false) n, lateral"
                                + " pg_stat_file(? || n, true) s where s.size is not null order by"
                                + " n")) {
            ask.setString(1, directory.isEmpty() ? "." : directory);
            ask.setString(2, directory.isEmpty() ? "" : directory + "/");
            try (var rows = ask.executeQuery()) {
                while (rows.next()) {
                    entries.add(
                            new Entry(
                                    (directory.isEmpty() ? "" : directory + "/")
                                            + rows.getString(1),
                                    rows.getBoolean(2),
                                    rows.getLong(3)));
                }
            }
        }
        return entries;
    }

    /** Some bytes of a file; none when it is gone, or ends before. */
    byte[] read(String path, long from, int length) throws SQLException {
        try (var ask = connection.prepareStatement("select pg_read_binary_file(?, ?, ?, true)")) {
            ask.setString(1, path);
            ask.setLong(2, from);
            ask.setLong(3, length);
            try (var row = ask.executeQuery()) {
                row.next();
                var bytes = row.getBytes(1);
                return bytes == null ? new byte[0] : bytes;
            }
        }
    }

    /** Whether the server still has the segment. */
    boolean has(Segment segment) throws SQLException {
        return read("pg_wal/" + segment.name(), 0, 1).length > 0;
    }

    /** Tablespaces outside of the data directory. */
    List<String> tablespaces() throws SQLException {
        return many("select spcname from pg_tablespace where pg_tablespace_location(oid) <> ''");
    }

    /** The ordinary tables of this database. */
    List<String> tables() throws SQLException {
        return many(
                "select schemaname || '.' || tablename from pg_tables where schemaname not in"
                        + " ('pg_catalog', 'information_schema') order by 1");
    }

    Map<String, String> settings() throws SQLException {
        var settings = new LinkedHashMap<String, String>();
        for (var name : NOT_SMALLER) {
            settings.put(name, one("show " + name));
        }
        return settings;
    }

    private List<String> many(String query) throws SQLException {
        var values = new ArrayList<String>();
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            while (rows.next()) {
                values.add(rows.getString(1));
            }
        }
        return values;
    }

    private String one(String query) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(query)) {
            return single(statement);
        }
    }

    private static String single(PreparedStatement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery()) {
            var text = row.next() ? row.getString(1) : null;
            return text == null ? UNDEFINED : text;
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
