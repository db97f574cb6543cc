package dev.muster.sandbox.shop;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The shop's orders in PostgreSQL, over at most two connections that are renewed often. */
final class OrderBook {

    /** The table the shop writes to. */
    static final String TABLE =
            """
            CREATE TABLE IF NOT EXISTS orders(
              id bigint PRIMARY KEY,
              accepted_at timestamptz NOT NULL DEFAULT clock_timestamp(),
              site text NOT NULL,
              client text NOT NULL)
            """;

    private static final int CONNECTIONS = 2;
    private static final Duration LONGEST_LIFE = Duration.ofSeconds(2);
    private static final Duration LONGEST_WAIT = Duration.ofMillis(500);

    private final String url;
    private final Properties properties = new Properties();
    private final BlockingQueue<Slot> free = new ArrayBlockingQueue<>(CONNECTIONS);

    OrderBook(String url, String user, String password) {
        this.url = url;
        properties.setProperty("user", user);
        properties.setProperty("password", password);
        properties.setProperty("connectTimeout", "1");
        properties.setProperty("loginTimeout", "1");
        properties.setProperty("socketTimeout", "1");
        properties.setProperty("ApplicationName", "shop");
        for (int i = 0; i < CONNECTIONS; i++) {
            free.add(new Slot());
        }
    }

    /** Whether the database takes writes; an exception when it does not answer. */
    boolean isWritable() throws SQLException {
        return use(
                connection -> {
                    try (Statement statement = connection.createStatement();
                            ResultSet answer =
                                    statement.executeQuery(
                                            "SELECT NOT pg_is_in_recovery()"
                                                    + " AND current_setting("
                                                    + "'transaction_read_only') = 'off'")) {
                        answer.next();
                        return answer.getBoolean(1);
                    }
                });
    }

    /** Accepts an order; false when its number is taken. It is committed when this returns. */
    boolean accept(long id, String site, String client) throws SQLException {
        return use(
                connection -> {
                    try (PreparedStatement insert =
                            connection.prepareStatement(
                                    "INSERT INTO orders(id, site, client) VALUES (?, ?, ?)"
                                            + " ON CONFLICT (id) DO NOTHING")) {
                        insert.setLong(1, id);
                        insert.setString(2, site);
                        insert.setString(3, client);
                        return insert.executeUpdate() == 1;
                    }
                });
    }

    private interface Work<T> {
        T with(Connection connection) throws SQLException;
    }

    private <T> T use(Work<T> work) throws SQLException {
        Slot slot = takeSlot();
        try {
            return work.with(slot.connection());
        } catch (SQLException e) {
            slot.drop();
            throw e;
        } finally {
            free.add(slot);
        }
    }

    private Slot takeSlot() throws SQLException {
        try {
            Slot slot = free.poll(LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS);
            if (slot == null) {
                throw new SQLException(
                        "all %d connections are busy for %s".formatted(CONNECTIONS, LONGEST_WAIT));
            }
            return slot;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SQLException("interrupted", e);
        }
    }

    /** Room for one connection. */
    private final class Slot {

        private @Nullable Connection connection;
        private long opened;

        Connection connection() throws SQLException {
            if (connection != null && System.nanoTime() - opened > LONGEST_LIFE.toNanos()) {
                drop();
            }
            if (connection == null) {
                connection = DriverManager.getConnection(url, properties);
                opened = System.nanoTime();
            }
            return connection;
        }

        void drop() throws SQLException {
            if (connection != null) {
                Connection old = connection;
                connection = null;
                old.close();
            }
        }
    }
}
