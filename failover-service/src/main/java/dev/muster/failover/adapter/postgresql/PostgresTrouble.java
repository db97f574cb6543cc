package dev.muster.failover.adapter.postgresql;

import dev.muster.events.StepResult;
import dev.muster.plan.PostgresEndpoint;
import java.sql.SQLException;

/** What a failed call of the driver means for a step. */
final class PostgresTrouble {

    private static final String DISK_FULL = "53100";

    private PostgresTrouble() {}

    /** Before anything was changed. */
    static StepResult atLogin(PostgresEndpoint endpoint, SQLException e) {
        var state = e.getSQLState() == null ? "" : e.getSQLState();
        var where = place(endpoint);
        if (state.startsWith("28")) {
            return new StepResult.Rejected(
                    where + " refuses the login: check the credentials file of this data set");
        }
        if (state.equals("3D000")) {
            return new StepResult.Rejected(where + ": there is no such database");
        }
        return new StepResult.Unavailable(
                state.equals(DISK_FULL)
                        ? where + ": " + describe(e)
                        : where + " does not answer (" + describe(e) + ")");
    }

    /** After an order may have been given. */
    static StepResult later(PostgresEndpoint endpoint, SQLException e) {
        var state = e.getSQLState() == null ? "" : e.getSQLState();
        var where = endpoint.host() + ":" + endpoint.port();
        return state.equals("42501")
                ? new StepResult.Rejected(
                        where
                                + ": the role may not do this; see docs/operate.md for its privileges")
                : new StepResult.Unknown(where + ": " + describe(e));
    }

    static String place(PostgresEndpoint endpoint) {
        return endpoint.host() + ":" + endpoint.port() + "/" + endpoint.database();
    }

    /** What went wrong, and the remedy where it can be told; never the server's own words. */
    static String describe(SQLException e) {
        return switch (e.getSQLState()) {
            case null -> "no answer";
            case DISK_FULL ->
                    "the server's disk is full: make room under its data directory, until then it"
                            + " can be neither fenced nor promoted";
            case "53300" -> "the server has no connection left (SQLSTATE 53300)";
            default -> "SQLSTATE " + e.getSQLState();
        };
    }
}
