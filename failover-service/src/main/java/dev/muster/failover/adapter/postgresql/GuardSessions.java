package dev.muster.failover.adapter.postgresql;

import dev.muster.plan.PostgresEndpoint;
import dev.muster.service.Secrets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Sessions that stay open between two looks: a login costs the server and its client 4096 rounds of
 * a hash each, and a guard looks twice a second.
 *
 * <p>One that no longer answers, one whose credentials have changed, and one that is older than its
 * time is replaced by a new login, so that a server that refuses logins is noticed within that
 * time.
 */
final class GuardSessions implements AutoCloseable {

    private final String as;
    private final Duration longest;
    private final Map<PostgresEndpoint, Session> idle = new ConcurrentHashMap<>();

    /**
     * No session yet.
     *
     * @param as the name under which the server lists them
     * @param longest how long a session may live
     */
    GuardSessions(String as, Duration longest) {
        this.as = as;
        this.longest = longest;
    }

    private record Session(PostgresServer server, Secrets.Login login, long since) {}

    /** What is done in a session. */
    @FunctionalInterface
    interface Work<X extends Exception> {
        void on(PostgresServer server) throws SQLException, X;
    }

    /**
     * Does it in a session that answers, and keeps that session if all went well.
     *
     * @throws SQLException when the server does not answer, refuses the login or fails
     */
    <X extends Exception> void in(PostgresEndpoint endpoint, Work<X> work)
            throws SQLException, Secrets.Unreadable, X {
        closeOld();
        var session = open(endpoint);
        var kept = false;
        try {
            work.on(session.server());
            kept = !session.server().mayHoldLocks();
        } finally {
            if (kept) {
                keep(endpoint, session);
            } else {
                session.server().close();
            }
        }
    }

    private Session open(PostgresEndpoint endpoint) throws SQLException, Secrets.Unreadable {
        var login = Secrets.login(endpoint.credentials());
        var held = idle.remove(endpoint);
        if (held != null) {
            if (held.login().equals(login) && held.server().answers()) {
                return held;
            }
            held.server().close();
        }
        return new Session(PostgresServer.connect(endpoint, login, as), login, System.nanoTime());
    }

    private void keep(PostgresEndpoint endpoint, Session session) {
        var surplus = idle.put(endpoint, session);
        if (surplus != null) {
            surplus.server().close();
        }
    }

    private void closeOld() {
        idle.forEach(
                (endpoint, session) -> {
                    var old = System.nanoTime() - session.since() > longest.toNanos();
                    if (old && idle.remove(endpoint, session)) {
                        session.server().close();
                    }
                });
    }

    @Override
    public void close() {
        idle.values().forEach(session -> session.server().close());
        idle.clear();
    }
}
