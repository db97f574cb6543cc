package dev.muster.health.adapter.postgresql;

import dev.muster.health.app.Prober;
import dev.muster.health.probe.Observation;
import dev.muster.plan.PostgresEndpoint;
import dev.muster.plan.ProbeTarget.PostgreSql;
import dev.muster.service.Secrets;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.pgclient.PgException;
import io.vertx.pgclient.SslMode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * Logs in and asks the server what it is and how current. Each question is a session of its own, on
 * an event loop: a hundred servers that do not answer keep nobody waiting.
 */
@ApplicationScoped
public class PostgresProber implements Prober<PostgreSql> {

    private final Vertx vertx;

    @Inject
    public PostgresProber(Vertx vertx) {
        this.vertx = vertx;
    }

    @Override
    public Class<PostgreSql> target() {
        return PostgreSql.class;
    }

    @Override
    public CompletionStage<Observation> ask(PostgreSql target, Duration timeout) {
        long started = System.nanoTime();
        return vertx.executeBlocking(() -> login(target.endpoint(), timeout), false)
                .compose(login -> look(Objects.requireNonNull(login), started))
                .otherwise(failure -> failed(failure, elapsed(started)))
                .toCompletionStage()
                .toCompletableFuture()
                .completeOnTimeout(
                        Observation.down("no answer in time", timeout),
                        timeout.toMillis(),
                        TimeUnit.MILLISECONDS);
    }

    private Future<Observation> look(PgConnectOptions login, long started) {
        return PgConnection.connect(vertx, login)
                .compose(
                        session ->
                                session.query(ServerAnswer.QUESTION)
                                        .execute()
                                        .map(rows -> rows.iterator().next())
                                        .map(row -> ServerAnswer.read(row, elapsed(started)))
                                        .eventually(() -> session.close()));
    }

    private static PgConnectOptions login(PostgresEndpoint endpoint, Duration timeout)
            throws Secrets.Unreadable {
        var text = Secrets.text(endpoint.credentials());
        int colon = text.indexOf(':');
        int millis = (int) Math.max(1, timeout.toMillis());
        var options =
                new PgConnectOptions()
                        .setHost(endpoint.host())
                        .setPort(endpoint.port())
                        .setDatabase(endpoint.database())
                        .setUser(colon < 0 ? text : text.substring(0, colon))
                        .setPassword(colon < 0 ? "" : text.substring(colon + 1))
                        .addProperty("application_name", "muster probe")
                        // As libpq does by default: encrypted where the server can.
                        .setSslMode(SslMode.PREFER);
        options.setTrustAll(true)
                .setConnectTimeout(millis)
                // A server that accepts and then says nothing does not keep its connection.
                .setIdleTimeout(millis)
                .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
                .setReconnectAttempts(0);
        return options;
    }

    private static Observation failed(Throwable failure, Duration took) {
        return switch (failure) {
            case Secrets.Unreadable e -> Observation.none(String.valueOf(e.getMessage()), took);
            case PgException e -> said(e, took);
            default -> Observation.down("no connection", took);
        };
    }

    /** The server speaks; its classes of SQLSTATE are in PostgreSQL's appendix A. */
    private static Observation said(PgException e, Duration took) {
        var state = e.getSqlState() == null ? "" : e.getSqlState();
        return switch (state) {
            case "57P03" -> Observation.down("is starting up or shutting down", took);
            case "53300" -> Observation.down("has no connection left", took);
            case "3D000" -> Observation.none("has no database of that name", took);
            default ->
                    state.startsWith("28")
                            ? Observation.none(
                                    "refuses the login: check the role and its password", took)
                            : Observation.down("SQLSTATE " + state, took);
        };
    }

    private static Duration elapsed(long started) {
        return Duration.ofNanos(System.nanoTime() - started);
    }
}
