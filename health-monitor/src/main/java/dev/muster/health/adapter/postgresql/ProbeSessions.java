package dev.muster.health.adapter.postgresql;

import dev.muster.plan.PostgresEndpoint;
import dev.muster.service.Secrets;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.pgclient.SslMode;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Sessions that stay open between two questions: a login costs the server and its client 4096
 * rounds of a hash each, and a database is asked once a second.
 *
 * <p>One on which nothing is said for three seconds ends by itself, and with it one of a server
 * that accepts and says nothing. One whose credentials have changed, or that is older than its
 * time, is replaced by a new login.
 */
final class ProbeSessions {

    private static final int SILENCE_SECONDS = 3;

    private final Vertx vertx;
    private final Duration longest;
    private final Map<PostgresEndpoint, Session> idle = new ConcurrentHashMap<>();

    /**
     * No session yet.
     *
     * @param longest how long a session may live
     */
    ProbeSessions(Vertx vertx, Duration longest) {
        this.vertx = vertx;
        this.longest = longest;
    }

    /** A login that went well. */
    record Session(PgConnection connection, Secrets.Login login, long since) {}

    /** The session that waits there, unless it is not to be used any more. */
    Optional<Session> take(PostgresEndpoint endpoint, Secrets.Login login) {
        var held = Optional.ofNullable(idle.remove(endpoint));
        var usable =
                held.filter(session -> session.login().equals(login))
                        .filter(
                                session ->
                                        System.nanoTime() - session.since() <= longest.toNanos());
        if (usable.isEmpty()) {
            held.ifPresent(ProbeSessions::end);
        }
        return usable;
    }

    /** Logs in. */
    Future<Session> open(PostgresEndpoint endpoint, Secrets.Login login, Duration timeout) {
        return PgConnection.connect(vertx, options(endpoint, login, timeout))
                .map(
                        connection -> {
                            var session = new Session(connection, login, System.nanoTime());
                            connection.closeHandler(_ -> idle.remove(endpoint, session));
                            return session;
                        });
    }

    /** It has answered, and waits for the next question. */
    void keep(PostgresEndpoint endpoint, Session session) {
        var surplus = idle.put(endpoint, session);
        if (surplus != null) {
            end(surplus);
        }
    }

    /** It has not. */
    static void end(Session session) {
        var _ = session.connection().close();
    }

    private static PgConnectOptions options(
            PostgresEndpoint endpoint, Secrets.Login login, Duration timeout) {
        var options =
                new PgConnectOptions()
                        .setHost(endpoint.host())
                        .setPort(endpoint.port())
                        .setDatabase(endpoint.database())
                        .setUser(login.user())
                        .setPassword(login.password())
                        .addProperty("application_name", "muster probe")
                        // As libpq does by default: encrypted where the server can.
                        .setSslMode(SslMode.PREFER);
        options.setTrustAll(true)
                .setConnectTimeout((int) Math.max(1, timeout.toMillis()))
                .setIdleTimeout(SILENCE_SECONDS)
                .setIdleTimeoutUnit(TimeUnit.SECONDS)
                .setReconnectAttempts(0);
        return options;
    }
}
