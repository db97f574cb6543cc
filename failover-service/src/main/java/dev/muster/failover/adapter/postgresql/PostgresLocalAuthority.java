package dev.muster.failover.adapter.postgresql;

import dev.muster.events.Epoch;
import dev.muster.failover.app.LocalAuthority;
import dev.muster.failover.app.LocalSite;
import dev.muster.plan.PlanId;
import dev.muster.plan.PostgresEndpoint;
import dev.muster.plan.SiteId;
import dev.muster.service.Secrets;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.time.Duration;

/**
 * Keeps the site's PostgreSQL servers as the lease allows. The configuration on disk always says
 * read-only and only what runs is lifted, so that a server that starts again starts passive, with
 * or without a guard beside it.
 */
@ApplicationScoped
public final class PostgresLocalAuthority implements LocalAuthority {

    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Duration LONGEST_SESSION = Duration.ofSeconds(60);

    private final GuardSessions sessions;

    public PostgresLocalAuthority() {
        this(LONGEST_SESSION);
    }

    /** With another limit of how long a server may refuse logins unnoticed. */
    public PostgresLocalAuthority(Duration longestSession) {
        this.sessions = new GuardSessions("muster guard", longestSession);
    }

    @PreDestroy
    void close() {
        sessions.close();
    }

    @Override
    public void activate(LocalSite site, Epoch epoch) throws Trouble {
        for (var database : site.databases()) {
            on(database, server -> activate(server, site.plan(), site.site(), epoch));
        }
    }

    @Override
    public void passivate(LocalSite site) throws Trouble {
        for (var database : site.databases()) {
            on(database, PostgresLocalAuthority::passivate);
        }
    }

    private static void activate(PostgresServer server, PlanId plan, SiteId site, Epoch epoch)
            throws SQLException, Trouble {
        if (server.inRecovery()) {
            return;
        }
        if (!server.readOnlyForOthers()) {
            if (!server.startsReadOnly()) {
                server.startReadOnlyNextTime();
            }
            return;
        }
        if (!server.authority().lock(plan, epoch)) {
            throw new Trouble("another session holds the authority lock");
        }
        var seen = server.authority().of(plan);
        if (seen.filter(authority -> epoch.isOlderThan(authority.epoch())).isPresent()) {
            throw new Trouble(
                    "the server has seen epoch "
                            + seen.get().epoch()
                            + ", the lease is of "
                            + epoch);
        }
        if (!server.authority().record(plan, epoch, site)) {
            throw new Trouble("the server has seen a newer epoch");
        }
        server.allowWrites();
        await(server, false);
        server.startReadOnlyNextTime();
    }

    private static void passivate(PostgresServer server) throws SQLException, Trouble {
        if (server.inRecovery() || server.readOnlyForOthers()) {
            return;
        }
        server.stopWrites();
        await(server, true);
        var since = server.clock();
        server.endOtherSessions();
        if (server.othersOlderThan(since) > 0) {
            throw new Trouble("sessions that could write are still open");
        }
    }

    private static void await(PostgresServer server, boolean readOnly)
            throws SQLException, Trouble {
        var deadline = System.nanoTime() + PATIENCE.toNanos();
        while (server.readOnlyForOthers() != readOnly) {
            if (System.nanoTime() - deadline > 0) {
                throw new Trouble("the server has not taken up its new configuration");
            }
            try {
                Thread.sleep(Duration.ofMillis(20));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new Trouble("interrupted");
            }
        }
    }

    private void on(PostgresEndpoint endpoint, GuardSessions.Work<Trouble> work) throws Trouble {
        try {
            sessions.in(endpoint, work);
        } catch (SQLException e) {
            throw new Trouble(
                    PostgresTrouble.place(endpoint)
                            + " does not do as it is told: "
                            + PostgresTrouble.describe(e));
        } catch (Secrets.Unreadable e) {
            throw new Trouble(e.getMessage() == null ? "" : e.getMessage());
        }
    }
}
