package dev.muster.backup.adapter.postgresql;

import dev.muster.backup.app.BackupConfig;
import dev.muster.backup.app.Buckets;
import dev.muster.backup.app.Known;
import dev.muster.backup.app.RunContext;
import dev.muster.backup.app.RunHandler;
import dev.muster.events.BackupAction.VerifyPostgres;
import dev.muster.events.BackupResult;
import dev.muster.events.BackupResult.Tried;
import dev.muster.events.BackupResult.Underway;
import dev.muster.plan.Assurance.Level;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Tries a base backup: reads all of it, lays it down in a throw-away place and starts it, replays
 * the log and asks the plan's own questions. The source site is not needed for any of it.
 */
@ApplicationScoped
public class PostgresVerification implements RunHandler<VerifyPostgres> {

    private static final int MOST_TOLD = 5;

    private final BackupConfig config;
    private final Buckets buckets;
    private final Known known;

    @Inject
    public PostgresVerification(BackupConfig config, Buckets buckets, Known known) {
        this.config = config;
        this.buckets = buckets;
        this.known = known;
    }

    @Override
    public Class<VerifyPostgres> action() {
        return VerifyPostgres.class;
    }

    @Override
    public BackupResult carryOut(VerifyPostgres action, RunContext context)
            throws InterruptedException {
        try {
            return action.level() == Level.READABLE
                    ? read(action, context)
                    : restore(action, context);
        } catch (IOException | SQLException e) {
            return DatabaseTrouble.here(e);
        }
    }

    private BackupResult read(VerifyPostgres action, RunContext context) throws IOException {
        var begun = System.nanoTime();
        var keys = Keys.of(context.plan(), action.point().protection());
        try (var bucket = buckets.open(action.from())) {
            var manifest =
                    Documents.find(bucket, keys.manifest(action.point().id()), Manifest.class);
            if (manifest.isEmpty() || bucket.find(keys.archive(action.point().id())).isEmpty()) {
                return tried(
                        List.of(
                                manifest.isEmpty()
                                        ? "its manifest is gone"
                                        : "its archive is gone"),
                        "",
                        begun);
            }
            var done = new long[1];
            try (var in = bucket.read(keys.archive(action.point().id()))) {
                var wrong =
                        new Archive(
                                        manifest.get(),
                                        some -> {
                                            done[0] += some;
                                            context.progress().accept(seen("read", done[0]));
                                        })
                                .compare(in);
                return tried(
                        wrong,
                        manifest.get().files().size() + " files, " + done[0] + " bytes",
                        begun);
            }
        }
    }

    private BackupResult restore(VerifyPostgres action, RunContext context)
            throws IOException, SQLException, InterruptedException {
        var login = Logins.of(known, context.plan(), action.point().protection());
        if (login.isEmpty()) {
            return new BackupResult.Failed(List.of("the plan no longer has this data set"));
        }
        var begun = System.nanoTime();
        var wanted = wanted(action, context);
        var restoration =
                new Restoration(
                        config.backup(),
                        buckets,
                        wanted,
                        seen -> context.progress().accept(new Underway(seen, Optional.empty())));
        try {
            restoration.clear();
            restoration.layDown();
            var reach =
                    action.level() == Level.SERVING ? restoration.reach() : Optional.<Reach>empty();
            restoration.start();
            try (var session = restoration.connect(login.get())) {
                restoration.await(session, reach);
                var took = System.nanoTime() - begun;
                return compared(action, context, session, took);
            }
        } catch (Impossible e) {
            return tried(List.of(String.valueOf(e.getMessage())), "", begun);
        } finally {
            restoration.remove();
        }
    }

    private BackupResult compared(
            VerifyPostgres action, RunContext context, Connection session, long took)
            throws SQLException, IOException {
        var wrong = new ArrayList<String>();
        var tables = Tables.of(session);
        var rows = 0L;
        for (var table : tables) {
            rows += Tables.rows(session, table);
            context.progress().accept(seen("counted rows of " + table.name(), rows));
        }
        if (action.level() == Level.RESTORED) {
            wrong.addAll(difference(action, context, tables));
        } else {
            wrong.addAll(Tables.unanswered(session, action.queries()));
        }
        return new Tried(
                wrong.isEmpty(),
                wrong,
                tables.size() + " tables, " + rows + " rows",
                Duration.ofNanos(took));
    }

    /** The restored tables are those that were there when the backup ended. */
    private List<String> difference(
            VerifyPostgres action, RunContext context, List<Tables.Table> found)
            throws IOException {
        var keys = Keys.of(context.plan(), action.point().protection());
        try (var bucket = buckets.open(action.from())) {
            var manifest =
                    Documents.get(bucket, keys.manifest(action.point().id()), Manifest.class);
            var missing = new TreeSet<>(manifest.tables());
            found.forEach(table -> missing.remove(table.name()));
            return missing.stream()
                    .limit(MOST_TOLD)
                    .map(table -> "table " + table + " did not come back")
                    .toList();
        }
    }

    private Wanted wanted(VerifyPostgres action, RunContext context) {
        return new Wanted(
                context.plan(),
                action.point().protection(),
                action.from(),
                action.point(),
                Scratch.of(config, context),
                action.level() == Level.SERVING,
                Optional.empty(),
                PostgresRestore.freePort(),
                "trial " + context.run());
    }

    private static Tried tried(List<String> wrong, String detail, long begun) {
        return new Tried(
                wrong.isEmpty(), wrong, detail, Duration.ofNanos(System.nanoTime() - begun));
    }

    private static Underway seen(String what, long count) {
        return new Underway(what + ": " + count, Optional.empty());
    }
}
