package dev.muster.backup.adapter.postgresql;

import dev.muster.backup.app.Trouble;
import dev.muster.events.BackupResult;
import dev.muster.plan.PostgresEndpoint;
import dev.muster.service.Secrets;
import java.io.IOException;
import java.sql.SQLException;

/** What a failure means: whether waiting helps, and what a person can do. */
final class DatabaseTrouble {

    private static final String NO_CONNECTION = "08";
    private static final String LOGIN = "28";
    private static final String NO_PRIVILEGE = "42501";
    private static final String NOT_NOW = "57P03";
    private static final String SHUTDOWN = "57P01";
    private static final String TOO_MANY = "53300";
    private static final String NO_DATABASE = "3D000";

    private DatabaseTrouble() {}

    static BackupResult of(PostgresEndpoint server, Exception e) {
        return switch (e) {
            case SQLException sql -> sql(server, sql);
            case Secrets.Unreadable unreadable -> Trouble.of(name(server), unreadable);
            case IOException io when io.getCause() instanceof SQLException sql -> sql(server, sql);
            case IOException io -> Trouble.of(io);
            default -> Trouble.failed("unforeseen: " + e);
        };
    }

    /** Trouble with files and processes on this machine. */
    static BackupResult here(Exception e) {
        return switch (e) {
            case IOException io -> Trouble.of(io);
            case SQLException sql -> Trouble.failed("the restored server: " + Trouble.text(sql));
            default -> Trouble.failed("unforeseen: " + e);
        };
    }

    private static BackupResult sql(PostgresEndpoint server, SQLException e) {
        var state = e.getSQLState() == null ? "" : e.getSQLState();
        if (state.startsWith(LOGIN)) {
            return Trouble.failed(
                    name(server) + " refuses the login: check the credentials of the plan's data");
        }
        if (state.equals(NO_DATABASE)) {
            return Trouble.failed(
                    name(server) + " has no database " + server.database() + ": correct the plan");
        }
        if (state.equals(NO_PRIVILEGE)) {
            return Trouble.failed(
                    name(server) + ": " + Trouble.text(e) + "; see docs/operate.md for its rights");
        }
        if (state.startsWith(NO_CONNECTION)
                || state.equals(NOT_NOW)
                || state.equals(SHUTDOWN)
                || state.equals(TOO_MANY)) {
            return new BackupResult.Unavailable(
                    name(server) + " does not answer: " + Trouble.text(e));
        }
        return Trouble.failed(name(server) + ": " + Trouble.text(e));
    }

    private static String name(PostgresEndpoint server) {
        return server.host() + ":" + server.port();
    }
}
