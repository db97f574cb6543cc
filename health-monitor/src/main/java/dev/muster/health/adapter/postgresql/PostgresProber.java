package dev.muster.health.adapter.postgresql;

import dev.muster.health.app.Prober;
import dev.muster.health.probe.Observation;
import dev.muster.plan.PostgresEndpoint;
import dev.muster.plan.ProbeTarget.PostgreSql;
import dev.muster.service.Secrets;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * Asks the server what it is and how current, on an event loop: a hundred servers that do not
 * answer keep nobody waiting. A server that answers in the open session and refuses new logins is
 * noticed within a minute.
 */
@ApplicationScoped
public class PostgresProber implements Prober<PostgreSql> {

    private static final Duration LONGEST_SESSION = Duration.ofSeconds(60);

    private final Vertx vertx;
    private final ProbeSessions sessions;

    @Inject
    public PostgresProber(Vertx vertx) {
        this(vertx, LONGEST_SESSION);
    }

    /** With another limit of how long a server may refuse logins unnoticed. */
    public PostgresProber(Vertx vertx, Duration longestSession) {
        this.vertx = vertx;
        this.sessions = new ProbeSessions(vertx, longestSession);
    }

    @Override
    public Class<PostgreSql> target() {
        return PostgreSql.class;
    }

    @Override
    public CompletionStage<Observation> ask(PostgreSql target, Duration timeout) {
        long started = System.nanoTime();
        var endpoint = target.endpoint();
        return vertx.executeBlocking(() -> Secrets.login(endpoint.credentials()), false)
                .compose(login -> look(endpoint, Objects.requireNonNull(login), timeout, started))
                .otherwise(failure -> failed(failure, elapsed(started)))
                .toCompletionStage()
                .toCompletableFuture()
                .completeOnTimeout(
                        Observation.down("no answer in time", timeout),
                        timeout.toMillis(),
                        TimeUnit.MILLISECONDS);
    }

    private Future<Observation> look(
            PostgresEndpoint endpoint, Secrets.Login login, Duration timeout, long started) {
        return sessions.take(endpoint, login)
                .map(
                        held ->
                                question(endpoint, held, started)
                                        // What an old session says badly, a new login decides.
                                        .recover(_ -> fresh(endpoint, login, timeout, started)))
                .orElseGet(() -> fresh(endpoint, login, timeout, started));
    }

    private Future<Observation> fresh(
            PostgresEndpoint endpoint, Secrets.Login login, Duration timeout, long started) {
        return sessions.open(endpoint, login, timeout)
                .compose(session -> question(endpoint, session, started));
    }

    private Future<Observation> question(
            PostgresEndpoint endpoint, ProbeSessions.Session session, long started) {
        return session.connection()
                .query(ServerAnswer.QUESTION)
                .execute()
                .map(rows -> ServerAnswer.read(rows.iterator().next(), elapsed(started)))
                .onSuccess(_ -> sessions.keep(endpoint, session))
                .onFailure(_ -> ProbeSessions.end(session));
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
