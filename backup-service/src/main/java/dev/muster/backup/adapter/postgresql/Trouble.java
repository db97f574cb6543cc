package dev.muster.backup.adapter.postgresql;

import dev.muster.backup.app.StorageTrouble;
import dev.muster.events.BackupResult;
import dev.muster.plan.PostgresEndpoint;
import dev.muster.service.Secrets;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;

/** What a failure means: whether waiting helps, and what a person can do. */
final class Trouble {

    private static final String NO_CONNECTION = "08";
    private static final String LOGIN = "28";
    private static final String NO_PRIVILEGE = "42501";
    private static final String NOT_NOW = "57P03";
    private static final String SHUTDOWN = "57P01";
    private static final String TOO_MANY = "53300";
    private static final String NO_DATABASE = "3D000";

    private Trouble() {}

    static BackupResult of(PostgresEndpoint server, Exception e) {
        return switch (e) {
            case SQLException sql -> sql(server, sql);
            case StorageTrouble storage ->
                    storage.passing()
                            ? new BackupResult.Unavailable(text(storage))
                            : failed(text(storage));
            case Secrets.Unreadable unreadable ->
                    failed("credentials of " + name(server) + ": " + text(unreadable));
            case IOException io when io.getCause() instanceof SQLException sql -> sql(server, sql);
            case IOException io -> io(io);
            default -> failed("unforeseen: " + e);
        };
    }

    /** Trouble with files and processes on this machine. */
    static BackupResult here(Exception e) {
        return switch (e) {
            case StorageTrouble storage ->
                    storage.passing()
                            ? new BackupResult.Unavailable(text(storage))
                            : failed(text(storage));
            case IOException io -> io(io);
            case SQLException sql -> failed("the restored server: " + text(sql));
            default -> failed("unforeseen: " + e);
        };
    }

    private static BackupResult sql(PostgresEndpoint server, SQLException e) {
        var state = e.getSQLState() == null ? "" : e.getSQLState();
        if (state.startsWith(LOGIN)) {
            return failed(
                    name(server) + " refuses the login: check the credentials of the plan's data");
        }
        if (state.equals(NO_DATABASE)) {
            return failed(
                    name(server) + " has no database " + server.database() + ": correct the plan");
        }
        if (state.equals(NO_PRIVILEGE)) {
            return failed(name(server) + ": " + text(e) + "; see docs/operate.md for its rights");
        }
        if (state.startsWith(NO_CONNECTION)
                || state.equals(NOT_NOW)
                || state.equals(SHUTDOWN)
                || state.equals(TOO_MANY)) {
            return new BackupResult.Unavailable(name(server) + " does not answer: " + text(e));
        }
        return failed(name(server) + ": " + text(e));
    }

    private static BackupResult io(IOException e) {
        var said = text(e);
        return said.contains("No space left on device")
                ? failed("the disk is full: make room (" + said + ")")
                : failed(said);
    }

    private static BackupResult failed(String reason) {
        return new BackupResult.Failed(List.of(reason));
    }

    private static String name(PostgresEndpoint server) {
        return server.host() + ":" + server.port();
    }

    private static String text(Exception e) {
        var message = e.getMessage();
        return message == null
                ? e.getClass().getSimpleName()
                : message.lines().findFirst().orElse("");
    }
}
