package dev.muster.backup.adapter.postgresql;

import dev.muster.backup.adapter.postgresql.Source.Stopped;
import dev.muster.backup.app.BackupConfig;
import dev.muster.backup.app.Bucket;
import dev.muster.backup.app.Buckets;
import dev.muster.backup.app.RunContext;
import dev.muster.backup.app.RunHandler;
import dev.muster.backup.app.Throttle;
import dev.muster.events.BackupAction.TakePostgresBase;
import dev.muster.events.BackupResult;
import dev.muster.events.BackupResult.Failed;
import dev.muster.events.BackupResult.Taken;
import dev.muster.events.BackupResult.Underway;
import dev.muster.events.RecoveryPoint;
import dev.muster.events.RecoveryPoint.LogPosition;
import dev.muster.events.RecoveryPointId;
import dev.muster.plan.SiteId;
import dev.muster.service.Secrets;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Takes a base backup of a running server over an ordinary connection, and puts it into the bucket
 * as it comes: nothing is kept on this machine.
 */
@ApplicationScoped
public class PostgresBase implements RunHandler<TakePostgresBase> {

    static final String ENGINE = "postgresql";
    private static final int CHUNK = 4 << 20;

    private final Buckets buckets;
    private final Throttle throttle;
    private final SiteId site;

    @Inject
    public PostgresBase(Buckets buckets, BackupConfig config) {
        this.buckets = buckets;
        this.throttle = new Throttle(config.backup().maxBytesPerSecond());
        this.site = new SiteId(config.site().orElse("nowhere"));
    }

    @Override
    public Class<TakePostgresBase> action() {
        return TakePostgresBase.class;
    }

    @Override
    public BackupResult carryOut(TakePostgresBase action, RunContext context)
            throws InterruptedException {
        var keys = Keys.of(context.plan(), action.protection());
        var id = new RecoveryPointId(context.run().value());
        try (var bucket = buckets.open(action.to())) {
            var there = Documents.find(bucket, keys.point(id), RecoveryPoint.class);
            if (there.isPresent()) {
                return new Taken(there.get());
            }
            try (var source = Source.connect(action.source())) {
                var missing = missing(source);
                if (!missing.isEmpty()) {
                    return new Failed(missing);
                }
                if (action.continuousLog()) {
                    source.reserve(Slot.of(context.plan(), action.protection()));
                }
                return take(action, context, keys, id, bucket, source);
            }
        } catch (IOException | SQLException | Secrets.Unreadable e) {
            return DatabaseTrouble.of(action.source(), e);
        }
    }

    private static List<String> missing(Source source) throws SQLException {
        var missing = source.missingPrivileges();
        if (!missing.isEmpty()) {
            return List.of(
                    "the role lacks " + String.join(", ", missing) + "; see docs/operate.md");
        }
        var outside = source.tablespaces();
        return outside.isEmpty()
                ? List.of()
                : List.of(
                        "tablespaces outside of the data directory are not backed up: "
                                + String.join(", ", outside));
    }

    private BackupResult take(
            TakePostgresBase action,
            RunContext context,
            Keys keys,
            RecoveryPointId id,
            Bucket bucket,
            Source source)
            throws SQLException, IOException, InterruptedException {
        var upload = bucket.upload(keys.archive(id));
        Manifest manifest;
        try {
            manifest = copy(context, source, new BaseWriter(upload));
        } catch (SQLException | IOException | InterruptedException | RuntimeException e) {
            upload.abandon();
            throw e;
        }
        Documents.put(bucket, keys.manifest(id), manifest);
        var stored = bucket.find(keys.archive(id));
        if (stored.isEmpty() || stored.get().bytes() != manifest.archiveBytes()) {
            return new Failed(
                    List.of(
                            "the bucket holds "
                                    + stored.map(Bucket.Stored::bytes).orElse(0L)
                                    + " of "
                                    + manifest.archiveBytes()
                                    + " bytes of the archive that it took"));
        }
        var point = point(action, keys, id, manifest);
        Documents.put(bucket, keys.point(id), point);
        return new Taken(Documents.get(bucket, keys.point(id), RecoveryPoint.class));
    }

    private RecoveryPoint point(
            TakePostgresBase action, Keys keys, RecoveryPointId id, Manifest manifest) {
        return new RecoveryPoint(
                id,
                action.protection(),
                ENGINE,
                site,
                Optional.of(action.of()),
                manifest.asOf(),
                Instant.now(),
                Optional.empty(),
                manifest.archiveBytes(),
                manifest.files().size(),
                "s3://" + action.to().bucket() + "/" + keys.base(id),
                Optional.of(new LogPosition(manifest.timeline(), manifest.stopPosition())));
    }

    private Manifest copy(RunContext context, Source source, BaseWriter writer)
            throws SQLException, IOException, InterruptedException {
        var timeline = source.timeline();
        var size = source.segmentSize();
        source.holdLog(context.run());
        var start = source.startBackup("muster " + context.run());
        var entries = DataDirectory.list(source);
        var total = entries.stream().mapToLong(Source.Entry::bytes).sum();
        var done = 0L;
        for (var entry : entries) {
            if (entry.directory()) {
                writer.directory(entry.path());
            } else {
                writer.file(entry.path(), entry.bytes(), content(source, entry.path()));
                done += entry.bytes();
                context.progress().accept(underway(done, total));
            }
        }
        var tables = source.tables();
        var asOf = source.clock();
        Stopped stopped = source.stopBackup();
        writer.file("backup_label", stopped.label().getBytes(StandardCharsets.UTF_8));
        if (!stopped.tablespaces().isEmpty()) {
            writer.file("tablespace_map", stopped.tablespaces().getBytes(StandardCharsets.UTF_8));
        }
        log(source, writer, Segment.at(timeline, start, size), stopped.position());
        writer.close();
        return new Manifest(
                source.version(),
                timeline,
                start.toString(),
                stopped.position().toString(),
                size,
                asOf,
                writer.digest(),
                writer.bytes(),
                source.settings(),
                tables,
                writer.files());
    }

    /** The log between start and stop: without it the copy is none. */
    private void log(Source source, BaseWriter writer, Segment first, Lsn stop)
            throws SQLException, IOException {
        for (var segment = first; segment.start().compareTo(stop) < 0; segment = segment.next()) {
            var path = "pg_wal/" + segment.name();
            if (source.read(path, 0, 1).length == 0) {
                throw new IOException(
                        "the server removed "
                                + segment.name()
                                + " of its log before it was copied: raise wal_keep_size, or ship"
                                + " the log (wal: continuous)");
            }
            writer.file(path, segment.size(), content(source, path));
        }
    }

    private BaseWriter.Content content(Source source, String path) {
        return new BaseWriter.Content() {
            private long at;

            @Override
            public byte[] next() throws IOException {
                try {
                    var some = source.read(path, at, CHUNK);
                    at += some.length;
                    throttle.take(some.length);
                    return some;
                } catch (SQLException e) {
                    throw new IOException(path + ": " + e.getMessage(), e);
                }
            }
        };
    }

    private static Underway underway(long done, long total) {
        return new Underway(
                (done >> 20) + " MB of " + (total >> 20) + " MB",
                Optional.of(total == 0 ? 1.0 : Math.min(1.0, (double) done / total)));
    }
}
