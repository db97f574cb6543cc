package dev.muster.backup.adapter.postgresql;

import dev.muster.backup.app.Archives;
import dev.muster.backup.app.Archives.Ending;
import dev.muster.backup.app.Archives.Title;
import dev.muster.backup.app.BackupConfig;
import dev.muster.backup.app.Buckets;
import dev.muster.backup.app.RunContext;
import dev.muster.backup.app.RunHandler;
import dev.muster.backup.app.Throttle;
import dev.muster.events.BackupAction.TakeDump;
import dev.muster.events.BackupResult;
import dev.muster.events.BackupResult.Taken;
import dev.muster.events.BackupResult.Underway;
import dev.muster.events.RecoveryPointId;
import dev.muster.plan.PostgresEndpoint;
import dev.muster.service.Secrets;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.OutputStream;
import java.sql.SQLException;
import java.util.Optional;

/**
 * Streams what {@code pg_dump} says into the bucket, and notes beside it how many rows each table
 * had in the very snapshot that was dumped.
 */
@ApplicationScoped
public class PostgresDump implements RunHandler<TakeDump> {

    private static final int CHUNK = 1 << 20;

    private final Buckets buckets;
    private final BackupConfig.Postgres config;
    private final Throttle throttle;

    @Inject
    public PostgresDump(Buckets buckets, BackupConfig config) {
        this.buckets = buckets;
        this.config = config.backup().postgres();
        this.throttle = new Throttle(config.backup().maxBytesPerSecond());
    }

    @Override
    public Class<TakeDump> action() {
        return TakeDump.class;
    }

    @Override
    public BackupResult carryOut(TakeDump action, RunContext context) throws InterruptedException {
        var id = new RecoveryPointId(context.run().value());
        try (var archives =
                Archives.open(
                        buckets, action.to(), context.plan(), action.protection(), throttle)) {
            var there = archives.find(id);
            if (there.isPresent()) {
                return new Taken(there.get().point());
            }
            try (var snapshot = DumpSnapshot.of(action.source())) {
                var title =
                        new Title(
                                id,
                                action.protection(),
                                action.engine(),
                                action.site(),
                                Optional.of(action.of()));
                return new Taken(
                        archives.take(title, out -> copy(action.source(), snapshot, out, context)));
            }
        } catch (IOException | SQLException | Secrets.Unreadable e) {
            return DatabaseTrouble.of(action.source(), e);
        }
    }

    private Ending copy(
            PostgresEndpoint source, DumpSnapshot snapshot, OutputStream out, RunContext context)
            throws IOException, InterruptedException {
        try (var dump = DumpProgram.dump(config, source, snapshot.name())) {
            var buffer = new byte[CHUNK];
            var done = 0L;
            for (var some = dump.read(buffer); some >= 0; some = dump.read(buffer)) {
                out.write(buffer, 0, some);
                done += some;
                context.progress().accept(new Underway((done >> 20) + " MB", Optional.empty()));
            }
            dump.end();
            var contents = snapshot.contents();
            return new Ending(snapshot.asOf(), contents.rows().size(), contents.facts());
        } catch (SQLException e) {
            throw new IOException("the tables could not be counted: " + e.getMessage(), e);
        } catch (Secrets.Unreadable e) {
            throw new IOException(e.getMessage(), e);
        }
    }
}
