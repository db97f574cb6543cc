package dev.muster.backup.adapter.postgresql;

import dev.muster.plan.PostgresEndpoint;
import dev.muster.service.Secrets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * One moment of a database, held for as long as it is dumped.
 *
 * @see <a
 *     href="https://www.postgresql.org/docs/17/functions-admin.html#FUNCTIONS-SNAPSHOT-SYNCHRONIZATION">
 *     snapshot synchronization functions</a>
 */
final class DumpSnapshot implements AutoCloseable {

    /** Larger tables are not counted: that would read all of them a second time. */
    private static final long COUNTED_UP_TO = 1L << 30;

    private static final int MOST_TABLES = 3_000;

    private final Connection session;
    private final String name;
    private final Instant asOf;

    private DumpSnapshot(Connection session, String name, Instant asOf) {
        this.session = session;
        this.name = name;
        this.asOf = asOf;
    }

    static DumpSnapshot of(PostgresEndpoint source) throws SQLException, Secrets.Unreadable {
        var session = Source.session(source);
        try {
            session.setAutoCommit(false);
            session.setReadOnly(true);
            session.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            try (var statement = session.createStatement();
                    var row =
                            statement.executeQuery(
                                    "select pg_export_snapshot(), (extract(epoch from"
                                            + " transaction_timestamp()) * 1000000)::bigint")) {
                row.next();
                return new DumpSnapshot(
                        session, row.getString(1), Instant.EPOCH.plusNanos(row.getLong(2) * 1_000));
            }
        } catch (SQLException | RuntimeException e) {
            session.close();
            throw e;
        }
    }

    /** As {@code pg_dump --snapshot} takes it. */
    String name() {
        return name;
    }

    /** Everything committed until then is in it. */
    Instant asOf() {
        return asOf;
    }

    /** What is in the database at that moment. */
    DumpContents contents() throws SQLException {
        var rows = new TreeMap<String, Long>();
        for (var table : Tables.of(session).stream().limit(MOST_TABLES).toList()) {
            if (Tables.bytes(session, table) <= COUNTED_UP_TO) {
                rows.put(table.name(), Tables.rows(session, table));
            }
        }
        return new DumpContents(rows, roles(), one("pg_encoding_to_char(encoding)"), collation());
    }

    private String collation() throws SQLException {
        return one("datcollate");
    }

    private String one(String column) throws SQLException {
        try (var statement = session.createStatement();
                var row =
                        statement.executeQuery(
                                "select "
                                        + column
                                        + " from pg_database where datname = current_database()")) {
            row.next();
            return row.getString(1);
        }
    }

    /** Policies name roles, and a dump does not hold them. */
    private List<String> roles() throws SQLException {
        var roles = new ArrayList<String>();
        try (var statement = session.createStatement();
                var rows =
                        statement.executeQuery(
                                "select rolname from pg_roles where rolname !~ '^pg_' order by 1"
                                        + " limit 1000")) {
            while (rows.next()) {
                roles.add(rows.getString(1));
            }
        }
        return roles;
    }

    @Override
    public void close() throws SQLException {
        session.close();
    }
}
