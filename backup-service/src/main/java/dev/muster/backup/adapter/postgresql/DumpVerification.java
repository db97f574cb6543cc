package dev.muster.backup.adapter.postgresql;

import dev.muster.backup.app.Archives;
import dev.muster.backup.app.Archives.Archive;
import dev.muster.backup.app.BackupConfig;
import dev.muster.backup.app.Buckets;
import dev.muster.backup.app.RunContext;
import dev.muster.backup.app.RunHandler;
import dev.muster.backup.app.Throttle;
import dev.muster.backup.app.Trouble;
import dev.muster.events.BackupAction.VerifyDump;
import dev.muster.events.BackupResult;
import dev.muster.events.BackupResult.Tried;
import dev.muster.events.BackupResult.Underway;
import dev.muster.plan.Assurance.Level;
import dev.muster.service.Secrets;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/** Tries a dump: reads all of it, and brings it back into a throw-away server. */
@ApplicationScoped
public class DumpVerification implements RunHandler<VerifyDump> {

    private static final int MOST_TOLD = 5;

    private final BackupConfig config;
    private final Buckets buckets;

    @Inject
    public DumpVerification(BackupConfig config, Buckets buckets) {
        this.config = config;
        this.buckets = buckets;
    }

    @Override
    public Class<VerifyDump> action() {
        return VerifyDump.class;
    }

    @Override
    public BackupResult carryOut(VerifyDump action, RunContext context)
            throws InterruptedException {
        var begun = System.nanoTime();
        try (var archives =
                Archives.open(
                        buckets,
                        action.from(),
                        context.plan(),
                        action.point().protection(),
                        new Throttle(0))) {
            var archive = archives.find(action.point().id());
            if (archive.isEmpty()) {
                return tried(List.of("its archive is gone"), "", begun);
            }
            return action.level() == Level.READABLE
                    ? read(archives, archive.get(), begun)
                    : restore(archives, archive.get(), action, context, begun);
        } catch (Archives.Damaged | Impossible e) {
            return tried(List.of(Trouble.text(e)), "", begun);
        } catch (IOException | SQLException e) {
            return DatabaseTrouble.here(e);
        }
    }

    private BackupResult read(Archives archives, Archive archive, long begun)
            throws IOException, InterruptedException {
        try (var reading = DumpProgram.reading(config.backup().postgres());
                var dump = archives.read(archive)) {
            reading.feed(dump);
            reading.end();
        }
        return tried(List.of(), archive.bytes() + " bytes", begun);
    }

    private BackupResult restore(
            Archives archives, Archive archive, VerifyDump action, RunContext context, long begun)
            throws IOException, SQLException, InterruptedException {
        var server =
                new DumpServer(
                        config.backup().postgres(),
                        Scratch.of(config, context),
                        PostgresRestore.freePort(),
                        new Secrets.Login("muster", UUID.randomUUID().toString()),
                        action.database(),
                        seen -> context.progress().accept(new Underway(seen, Optional.empty())));
        server.clear();
        try (var session = server.make(archives, archive)) {
            var took = Duration.ofNanos(System.nanoTime() - begun);
            var rows = counted(session);
            var wrong = difference(DumpContents.of(archive.facts()), rows);
            if (action.level() == Level.SERVING) {
                wrong.addAll(Tables.unanswered(session, action.queries()));
            }
            return new Tried(
                    wrong.isEmpty(),
                    wrong,
                    rows.size()
                            + " tables, "
                            + rows.values().stream().mapToLong(Long::longValue).sum()
                            + " rows",
                    took);
        } finally {
            server.clear();
        }
    }

    private static Map<String, Long> counted(Connection session) throws SQLException {
        var rows = new TreeMap<String, Long>();
        for (var table : Tables.of(session)) {
            rows.put(table.name(), Tables.rows(session, table));
        }
        return rows;
    }

    private static List<String> difference(DumpContents noted, Map<String, Long> found) {
        var wrong = new ArrayList<String>();
        new TreeMap<>(noted.rows())
                .forEach(
                        (table, count) -> {
                            var there = found.get(table);
                            if (there == null) {
                                wrong.add("table " + table + " did not come back");
                            } else if (!there.equals(count)) {
                                wrong.add(
                                        table
                                                + " has "
                                                + there
                                                + " rows, "
                                                + count
                                                + " were dumped");
                            }
                        });
        return new ArrayList<>(wrong.subList(0, Math.min(MOST_TOLD, wrong.size())));
    }

    private static Tried tried(List<String> wrong, String detail, long begun) {
        return new Tried(
                wrong.isEmpty(), wrong, detail, Duration.ofNanos(System.nanoTime() - begun));
    }
}
