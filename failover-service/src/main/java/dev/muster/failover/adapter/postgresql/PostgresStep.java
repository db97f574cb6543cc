package dev.muster.failover.adapter.postgresql;

import dev.muster.events.StepResult;
import dev.muster.plan.PostgresEndpoint;
import dev.muster.service.Secrets;
import dev.muster.service.step.StepContext;
import java.sql.SQLException;
import java.util.Optional;

/** What every step on a PostgreSQL server has in common: a session, and what its failure means. */
final class PostgresStep {

    /** The work of one step. */
    @FunctionalInterface
    interface Work {
        StepResult on(PostgresServer server) throws SQLException, InterruptedException;
    }

    private PostgresStep() {}

    static StepResult run(PostgresEndpoint endpoint, StepContext context, Work work)
            throws InterruptedException {
        PostgresServer opened;
        try {
            opened = PostgresServer.connect(endpoint, "muster epoch=" + context.epoch());
        } catch (SQLException e) {
            return PostgresTrouble.atLogin(endpoint, e);
        } catch (Secrets.Unreadable e) {
            return new StepResult.Rejected(e.getMessage() == null ? "" : e.getMessage());
        }
        try (var server = opened) {
            return work.on(server);
        } catch (SQLException e) {
            return PostgresTrouble.later(endpoint, e);
        }
    }

    /** What would keep such a step from working; asks for the role as well, if that is known. */
    static Optional<String> trouble(PostgresEndpoint endpoint, Optional<Boolean> standby) {
        try (var server = PostgresServer.connect(endpoint, "muster preflight")) {
            var missing = server.missingPrivileges();
            if (!missing.isEmpty()) {
                return Optional.of(
                        "the login at "
                                + PostgresTrouble.place(endpoint)
                                + " lacks "
                                + String.join(", ", missing));
            }
            var recovers = server.inRecovery();
            return standby.filter(wanted -> wanted != recovers)
                    .map(
                            _ ->
                                    PostgresTrouble.place(endpoint)
                                            + (recovers
                                                    ? " is a standby, and should be the primary"
                                                    : " is no standby: it does not follow the"
                                                            + " primary"));
        } catch (SQLException e) {
            return Optional.of(PostgresTrouble.atLogin(endpoint, e).detail());
        } catch (Secrets.Unreadable e) {
            return Optional.ofNullable(e.getMessage());
        }
    }

    /** As {@link #run}, holding the plan's authority lock, and only if no newer epoch is there. */
    static StepResult underLock(PostgresEndpoint endpoint, StepContext context, Work work)
            throws InterruptedException {
        return run(
                endpoint,
                context,
                server -> {
                    if (!server.authority().lock(context.plan(), context.epoch())) {
                        return new StepResult.Unavailable(
                                "another executor holds the authority lock of " + context.plan());
                    }
                    var seen = server.authority().of(context.plan());
                    if (seen.isPresent() && context.epoch().isOlderThan(seen.get().epoch())) {
                        return new StepResult.Rejected(
                                "the server has seen epoch "
                                        + seen.get().epoch()
                                        + ", this is "
                                        + context.epoch());
                    }
                    if (!context.stillAllowed().getAsBoolean()) {
                        return new StepResult.Unavailable("automation is paused");
                    }
                    return work.on(server);
                });
    }
}
