package dev.muster.health.adapter.postgresql;

import dev.muster.events.HealthEvent.Replication;
import dev.muster.health.app.Prober;
import dev.muster.health.app.Secrets;
import dev.muster.health.probe.Observation;
import dev.muster.plan.PostgresEndpoint;
import dev.muster.plan.ProbeTarget.PostgreSql;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Logs in and asks the server what it is and how current. Each question is a session of its own, on
 * a virtual thread; only so many at a time.
 */
@ApplicationScoped
public class PostgresProber implements Prober<PostgreSql> {

    private static final int AT_ONCE = 64;

    private static final String QUESTION =
            """
            select pg_is_in_recovery(),
                   coalesce((select reset_val from pg_settings
                             where name = 'default_transaction_read_only'), 'off') = 'on',
                   case when pg_is_in_recovery() then pg_last_wal_replay_lsn()::text
                        else pg_current_wal_lsn()::text end,
                   (extract(epoch from pg_last_xact_replay_timestamp()) * 1000000)::bigint,
                   coalesce(pg_last_wal_replay_lsn() >= pg_last_wal_receive_lsn(), false),
                   (select (extract(epoch from last_msg_send_time) * 1000000)::bigint
                      from pg_stat_wal_receiver where status = 'streaming'),
                   (select (extract(epoch from clock_timestamp() - last_msg_receipt_time)
                            * 1000)::bigint
                      from pg_stat_wal_receiver where status = 'streaming')
            """;

    private final Semaphore permits = new Semaphore(AT_ONCE);
    private final Executor threads = runnable -> Thread.ofVirtual().start(runnable);

    @Override
    public Class<PostgreSql> target() {
        return PostgreSql.class;
    }

    @Override
    public CompletionStage<Observation> ask(PostgreSql target, Duration timeout) {
        return CompletableFuture.supplyAsync(() -> look(target.endpoint(), timeout), threads)
                .completeOnTimeout(
                        Observation.down("no answer in time", timeout),
                        timeout.toMillis(),
                        TimeUnit.MILLISECONDS);
    }

    private Observation look(PostgresEndpoint endpoint, Duration timeout) {
        var started = System.nanoTime();
        try {
            if (!permits.tryAcquire(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                return down("too many questions at once", started);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return down("interrupted", started);
        }
        try (var connection = DriverManager.getConnection(url(endpoint), login(endpoint, timeout));
                var statement = connection.createStatement();
                var row = statement.executeQuery(QUESTION)) {
            row.next();
            return read(row, started);
        } catch (SQLException e) {
            return down(words(e), started);
        } catch (Secrets.Unreadable e) {
            return down(String.valueOf(e.getMessage()), started);
        } finally {
            permits.release();
        }
    }

    private static Observation read(ResultSet row, long started) throws SQLException {
        var standby = row.getBoolean(1);
        var replayed = instant(row, 4);
        var allReplayed = row.getBoolean(5);
        var lastMessage = instant(row, 6);
        var silence = row.getLong(7);
        var sinceLastMessage =
                row.wasNull()
                        ? Optional.<Duration>empty()
                        : Optional.of(Duration.ofMillis(silence));
        // A message of the primary that finds everything replayed proves more than the last commit.
        var current =
                allReplayed && lastMessage.isPresent()
                        ? lastMessage
                                .filter(m -> replayed.map(m::isAfter).orElse(true))
                                .or(() -> replayed)
                        : replayed;
        var replication =
                new Replication(
                        standby,
                        row.getBoolean(2),
                        row.getString(3),
                        standby ? current : Optional.empty(),
                        standby ? sinceLastMessage : Optional.empty());
        return new Observation(
                true,
                standby ? "standby" : row.getBoolean(2) ? "primary, read-only" : "primary",
                Duration.ofNanos(System.nanoTime() - started),
                Optional.of(replication));
    }

    private static Optional<Instant> instant(ResultSet row, int column) throws SQLException {
        var micros = row.getLong(column);
        return row.wasNull()
                ? Optional.empty()
                : Optional.of(Instant.EPOCH.plusNanos(micros * 1_000));
    }

    private static String url(PostgresEndpoint endpoint) {
        return "jdbc:postgresql://"
                + endpoint.host()
                + ":"
                + endpoint.port()
                + "/"
                + endpoint.database();
    }

    private static Properties login(PostgresEndpoint endpoint, Duration timeout)
            throws Secrets.Unreadable {
        var text = Secrets.text(endpoint.credentials());
        var colon = text.indexOf(':');
        var seconds = Long.toString(Math.max(1, timeout.toSeconds()));
        var properties = new Properties();
        properties.setProperty("user", colon < 0 ? text : text.substring(0, colon));
        properties.setProperty("password", colon < 0 ? "" : text.substring(colon + 1));
        properties.setProperty("connectTimeout", seconds);
        properties.setProperty("loginTimeout", seconds);
        properties.setProperty("socketTimeout", seconds);
        properties.setProperty("ApplicationName", "muster probe");
        return properties;
    }

    private static Observation down(String detail, long started) {
        return Observation.down(detail, Duration.ofNanos(System.nanoTime() - started));
    }

    private static String words(SQLException e) {
        var state = e.getSQLState() == null ? "" : e.getSQLState();
        return state.startsWith("28")
                ? "refuses the login"
                : state.startsWith("08") || state.isEmpty() ? "no connection" : "SQLSTATE " + state;
    }
}
