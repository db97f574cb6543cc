package dev.muster.failover.adapter.postgresql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Statements without a result, and questions with one answer. */
final class Sql {

    private Sql() {}

    static void run(Connection connection, String statement) throws SQLException {
        try (var s = connection.createStatement()) {
            s.execute(statement);
        }
    }

    static @Nullable String one(Connection connection, String query) throws SQLException {
        try (var statement = connection.prepareStatement(query)) {
            return single(statement);
        }
    }

    static @Nullable String single(PreparedStatement statement) throws SQLException {
        try (var row = statement.executeQuery()) {
            return row.next() ? row.getString(1) : null;
        }
    }
}
