package dev.muster.backup.app;

import com.github.luben.zstd.ZstdOutputStream;
import dev.muster.events.RecoveryPoint;
import dev.muster.events.RecoveryPointId;
import dev.muster.events.wire.StateCodec;
import dev.muster.plan.Assurance.ObjectStore;
import dev.muster.plan.PlanId;
import dev.muster.plan.SiteId;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The backups of one protection that are a single stream of bytes each, in a bucket.
 *
 * <pre>
 *   PLAN/PROTECTION/archive/POINT/data.zst       the bytes, compressed on their way
 *                                 archive.json   written last: without it there is no point
 * </pre>
 */
public final class Archives implements AutoCloseable {

    private static final StateCodec<Archive> FORM = new StateCodec<>(Archive.class);
    private static final int LONGEST_FORM = 1 << 20;

    /** As fast as one processor reads; a higher level gains little on dumps. */
    private static final int FAST = 1;

    private final ObjectStore store;
    private final Bucket bucket;
    private final String root;
    private final Throttle throttle;

    private Archives(ObjectStore store, Bucket bucket, String root, Throttle throttle) {
        this.store = store;
        this.bucket = bucket;
        this.root = root;
        this.throttle = throttle;
    }

    /**
     * An archive that is there.
     *
     * @param sha256 of its bytes, uncompressed, in hexadecimal digits
     * @param bytes how many there are, uncompressed
     * @param facts what its engine noted of it, for later comparison
     */
    public record Archive(
            RecoveryPoint point, String sha256, long bytes, Map<String, String> facts) {
        public Archive {
            facts = Map.copyOf(facts);
        }
    }

    /** What is known of an archive before it is taken. */
    public record Title(
            RecoveryPointId point,
            String protection,
            String engine,
            SiteId site,
            Optional<String> of) {}

    /**
     * What its engine says when all of it was written.
     *
     * @param asOf everything that was committed until then is in it
     * @param objects what the engine counts
     */
    public record Ending(Instant asOf, long objects, Map<String, String> facts) {}

    /** Writes all bytes of an archive. */
    public interface Content {
        Ending writeTo(OutputStream out) throws IOException, InterruptedException;
    }

    /** The bytes are not those that were written. */
    public static final class Damaged extends IOException {
        private static final long serialVersionUID = 1L;

        Damaged(String message) {
            super(message);
        }
    }

    /** Those of the protection, in that bucket. */
    public static Archives open(
            Buckets buckets, ObjectStore store, PlanId plan, String protection, Throttle throttle)
            throws StorageTrouble {
        return new Archives(
                store, buckets.open(store), plan + "/" + protection + "/archive/", throttle);
    }

    /**
     * The archive of a point.
     *
     * @throws Damaged when what lies there is none any more
     */
    public Optional<Archive> find(RecoveryPointId point) throws IOException {
        if (bucket.find(form(point)).isEmpty()) {
            return Optional.empty();
        }
        try (var in = bucket.read(form(point))) {
            return Optional.of(FORM.read(in.readNBytes(LONGEST_FORM)));
        } catch (IllegalStateException e) {
            throw new Damaged(form(point) + " does not say what the archive is");
        }
    }

    /**
     * Takes an archive as it comes; nothing is there before all of it is, read back by its size.
     *
     * @throws IOException when the content cannot be had or the bucket does not take it
     */
    public RecoveryPoint take(Title title, Content content)
            throws IOException, InterruptedException {
        var upload = bucket.upload(data(title.point()));
        var stored = new ArchiveStreams.Counted(upload);
        Ending ending;
        ArchiveStreams.Summed written;
        try {
            var packed = new ZstdOutputStream(stored, FAST);
            written = new ArchiveStreams.Summed(packed, throttle);
            ending = content.writeTo(written);
            packed.close();
        } catch (IOException | InterruptedException | RuntimeException e) {
            upload.abandon();
            throw e;
        }
        var there = bucket.find(data(title.point()));
        if (there.isEmpty() || there.get().bytes() != stored.bytes) {
            throw new StorageTrouble(
                    "the bucket holds "
                            + there.map(Bucket.Stored::bytes).orElse(0L)
                            + " of "
                            + stored.bytes
                            + " bytes of the archive that it took",
                    false);
        }
        var archive =
                new Archive(
                        point(title, ending, stored.bytes),
                        written.sum(),
                        written.bytes,
                        ending.facts());
        bucket.put(form(title.point()), FORM.write(archive));
        return archive.point();
    }

    private RecoveryPoint point(Title title, Ending ending, long bytes) {
        return new RecoveryPoint(
                title.point(),
                title.protection(),
                title.engine(),
                title.site(),
                title.of(),
                ending.asOf(),
                Instant.now(),
                Optional.empty(),
                bytes,
                ending.objects(),
                "s3://" + store.bucket() + "/" + folder(title.point()),
                Optional.empty());
    }

    /**
     * The bytes as they were written. Its end is reached only by bytes that are whole: a {@link
     * Damaged} comes instead.
     */
    public InputStream read(Archive archive) throws IOException {
        var key = data(archive.point().id());
        if (bucket.find(key).isEmpty()) {
            throw new Damaged(key + " is gone");
        }
        return new ArchiveStreams.Checked(bucket.read(key), archive);
    }

    /** Removes the archive, its point first; what is left afterwards. */
    public List<String> remove(RecoveryPointId point) throws StorageTrouble {
        bucket.remove(List.of(form(point)));
        bucket.remove(keys(point));
        return keys(point);
    }

    private List<String> keys(RecoveryPointId point) throws StorageTrouble {
        return bucket.list(folder(point)).stream().map(Bucket.Stored::key).toList();
    }

    private String folder(RecoveryPointId point) {
        return root + point + "/";
    }

    private String data(RecoveryPointId point) {
        return folder(point) + "data.zst";
    }

    private String form(RecoveryPointId point) {
        return folder(point) + "archive.json";
    }

    @Override
    public void close() {
        bucket.close();
    }
}
