package dev.muster.backup.adapter.postgresql;

import dev.muster.events.BackupAction.Query;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** What can be asked of a restored database. */
final class Tables {

    private Tables() {}

    /**
     * A table.
     *
     * @param name as {@code schema.table}
     * @param quoted as SQL takes it
     */
    record Table(String name, String quoted) {}

    static List<Table> of(Connection session) throws SQLException {
        var tables = new ArrayList<Table>();
        try (var statement = session.createStatement();
                var rows =
                        statement.executeQuery(
                                "select schemaname || '.' || tablename, format('%I.%I', schemaname,"
                                        + " tablename) from pg_tables where schemaname not in"
                                        + " ('pg_catalog', 'information_schema') order by 1")) {
            while (rows.next()) {
                tables.add(new Table(rows.getString(1), rows.getString(2)));
            }
        }
        return tables;
    }

    /** How many rows; every page of the table is read for that. */
    static long rows(Connection session, Table table) throws SQLException {
        try (var statement = session.createStatement();
                var row = statement.executeQuery("select count(*) from " + table.quoted())) {
            row.next();
            return row.getLong(1);
        }
    }

    /** How large it is on disk, without its indexes. */
    static long bytes(Connection session, Table table) throws SQLException {
        try (var statement = session.prepareStatement("select pg_table_size(?::regclass)")) {
            statement.setString(1, table.quoted());
            try (var row = statement.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    /** The questions whose answers are not as wanted. */
    static List<String> unanswered(Connection session, List<Query> queries) {
        var wrong = new ArrayList<String>();
        for (var query : queries) {
            try (var statement = session.createStatement();
                    var row = statement.executeQuery(query.text())) {
                var number = row.next() ? row.getLong(1) : 0;
                if (number < query.atLeast()) {
                    wrong.add(
                            query.name()
                                    + " answers "
                                    + number
                                    + ", at least "
                                    + query.atLeast()
                                    + " is wanted");
                }
            } catch (SQLException e) {
                wrong.add(query.name() + ": " + e.getMessage());
            }
        }
        return wrong;
    }
}
