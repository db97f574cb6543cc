package dev.muster.backup.adapter.postgresql;

import dev.muster.backup.app.Bucket;
import dev.muster.backup.app.Buckets;
import dev.muster.backup.app.RunContext;
import dev.muster.backup.app.RunHandler;
import dev.muster.events.BackupAction.RemovePostgres;
import dev.muster.events.BackupResult;
import dev.muster.events.BackupResult.Failed;
import dev.muster.events.BackupResult.Removed;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes a base backup away, and the log that no base needs any more. Its point goes first, so that
 * nobody begins a restore from half of it.
 */
@ApplicationScoped
public class PostgresRemoval implements RunHandler<RemovePostgres> {

    private static final int SEGMENT_NAME = 24;

    private final Buckets buckets;

    @Inject
    public PostgresRemoval(Buckets buckets) {
        this.buckets = buckets;
    }

    @Override
    public Class<RemovePostgres> action() {
        return RemovePostgres.class;
    }

    @Override
    public BackupResult carryOut(RemovePostgres action, RunContext context) {
        var keys = Keys.of(context.plan(), action.point().protection());
        var id = action.point().id();
        try (var bucket = buckets.open(action.from())) {
            bucket.remove(List.of(keys.point(id)));
            bucket.remove(keysOf(bucket.list(keys.base(id))));
            var left = bucket.list(keys.base(id));
            if (!left.isEmpty()) {
                return new Failed(
                        List.of(
                                left.getFirst().key()
                                        + " is still there: the bucket may lock its objects"));
            }
            var log = oldLog(bucket, keys);
            bucket.remove(log);
            return new Removed(log.size() + " segments of the log with it");
        } catch (IOException e) {
            return DatabaseTrouble.here(e);
        }
    }

    private static List<String> keysOf(List<Bucket.Stored> objects) {
        return objects.stream().map(Bucket.Stored::key).toList();
    }

    /** Whole segments that lie before the oldest base on its timeline. */
    private static List<String> oldLog(Bucket bucket, Keys keys) throws IOException {
        var bases = Bases.all(bucket, keys);
        if (bases.isEmpty() || bases.getFirst().log().isEmpty()) {
            return List.of();
        }
        var oldest = Documents.get(bucket, keys.manifest(bases.getFirst().id()), Manifest.class);
        var first =
                Segment.at(oldest.timeline(), Lsn.of(oldest.startPosition()), oldest.segmentSize());
        var old = new ArrayList<String>();
        for (var object : bucket.list(keys.log())) {
            var name = object.key().substring(keys.log().length());
            if (name.length() > SEGMENT_NAME) {
                Segment.named(name.substring(0, SEGMENT_NAME), oldest.segmentSize())
                        .filter(segment -> segment.timeline() <= first.timeline())
                        .filter(segment -> segment.number() < first.number())
                        .ifPresent(_ -> old.add(object.key()));
            }
        }
        return old;
    }
}
