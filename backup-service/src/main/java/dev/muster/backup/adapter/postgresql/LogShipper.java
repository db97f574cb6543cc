package dev.muster.backup.adapter.postgresql;

import com.github.luben.zstd.Zstd;
import dev.muster.backup.app.Bucket;
import dev.muster.backup.app.Buckets;
import dev.muster.backup.app.LogShipping;
import dev.muster.events.BackupEvent.LogShipped;
import dev.muster.events.BackupResult;
import dev.muster.events.RecoveryPoint;
import dev.muster.service.Secrets;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.postgresql.PGConnection;
import org.postgresql.replication.LogSequenceNumber;
import org.postgresql.replication.PGReplicationStream;

/**
 * Ships the write-ahead log of one server as it is written. A replication slot keeps what has not
 * been shipped, and lets only one shipper at a time have it; the server is told that something is
 * safe only after the bucket has it.
 */
final class LogShipper implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(LogShipper.class);
    private static final Duration SHIP_EVERY = Duration.ofMillis(500);
    private static final Duration NEWS_EVERY = Duration.ofSeconds(1);
    private static final Duration CHAIN_EVERY = Duration.ofMinutes(1);
    private static final Duration AFTER_TROUBLE = Duration.ofSeconds(2);
    private static final Duration IDLE = Duration.ofMillis(20);
    private static final int FAST = 1;
    private static final int MOST_GAPS = 20;

    private final LogShipping.Order order;
    private final Buckets buckets;
    private final Consumer<LogShipped> progress;
    private final Keys keys;
    private final String slot;
    private final Thread thread;
    private volatile boolean stopping;
    private String told = "";

    LogShipper(LogShipping.Order order, Buckets buckets, Consumer<LogShipped> progress) {
        this.order = order;
        this.buckets = buckets;
        this.progress = progress;
        this.keys = Keys.of(order.plan(), order.protection());
        this.slot = Slot.of(order.plan(), order.protection());
        this.thread =
                Thread.ofPlatform()
                        .daemon()
                        .name("ship-" + order.plan() + "-" + order.protection())
                        .start(this::run);
    }

    private void run() {
        while (!stopping) {
            try {
                ship();
            } catch (IOException | SQLException | Secrets.Unreadable e) {
                tell(e);
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                LOG.errorf(e, "plan=%s shipping failed in a way nobody foresaw", order.plan());
            }
            pause(AFTER_TROUBLE);
        }
    }

    /** Once for each trouble. */
    private void tell(Exception e) {
        var what =
                switch (DatabaseTrouble.of(order.source(), e)) {
                    case BackupResult.Failed failed -> String.join("; ", failed.reasons());
                    case BackupResult.Unavailable unavailable -> unavailable.detail();
                    default -> String.valueOf(e.getMessage());
                };
        if (!stopping && !what.equals(told)) {
            told = what;
            LOG.warnf(
                    "plan=%s the log of %s is not being shipped: %s",
                    order.plan(), order.protection(), what);
        }
    }

    private void ship() throws IOException, SQLException, Secrets.Unreadable, InterruptedException {
        try (var source = Source.connect(order.source());
                var bucket = buckets.open(order.backup().to())) {
            if (source.inRecovery()) {
                throw new SQLException("the server is a standby; its primary's log is shipped");
            }
            source.reserve(slot);
            var timeline = source.timeline();
            var size = source.segmentSize();
            histories(source, bucket, timeline);
            var from = start(source, bucket, timeline, size);
            try (var replication = Source.replication(order.source());
                    var stream = stream(replication, from)) {
                LOG.infof(
                        "plan=%s ships the log of %s from %s, timeline %d",
                        order.plan(), order.protection(), from, timeline);
                told = "";
                new Shipment(source, bucket, stream, timeline, size, from).go();
            }
        }
    }

    private PGReplicationStream stream(Connection replication, Lsn from) throws SQLException {
        return replication
                .unwrap(PGConnection.class)
                .getReplicationAPI()
                .replicationStream()
                .physical()
                .withSlotName(slot)
                .withStartPosition(LogSequenceNumber.valueOf(from.bytes()))
                .withStatusInterval(5, java.util.concurrent.TimeUnit.SECONDS)
                .start();
    }

    /** Where the server's timelines branched; small, and needed to follow them. */
    private void histories(Source source, Bucket bucket, int timeline)
            throws SQLException, IOException {
        for (var each = 2; each <= timeline; each++) {
            var key = keys.history(each);
            if (bucket.find(key).isEmpty()) {
                var text = source.read(Histories.file(each), 0, 1 << 20);
                if (text.length > 0) {
                    bucket.put(key, text);
                }
            }
        }
    }

    /**
     * The start of the last segment that lies in the bucket, which is shipped once more; where the
     * server took this timeline up, for one of which nothing lies there; else what the slot keeps.
     */
    private Lsn start(Source source, Bucket bucket, int timeline, long size)
            throws SQLException, IOException {
        var kept = source.keptFrom(slot);
        if (kept == null) {
            throw new SQLException(
                    "the server gave up keeping the log for slot "
                            + slot
                            + " (status "
                            + source.slotStatus(slot)
                            + "): drop it with pg_drop_replication_slot, raise"
                            + " max_slot_wal_keep_size, and take a base backup");
        }
        var lies = LogChain.of(names(bucket), size).last(timeline);
        if (lies.isPresent() && source.has(lies.get())) {
            return lies.get().start();
        }
        if (timeline > 1 && lies.isEmpty()) {
            var text =
                    new String(
                            source.read(Histories.file(timeline), 0, 1 << 20),
                            StandardCharsets.UTF_8);
            var branches = Histories.read(text).branches();
            if (!branches.isEmpty()) {
                var first = Segment.at(timeline, branches.getLast().at(), size);
                if (source.has(first)) {
                    return first.start();
                }
            }
        }
        return Segment.at(timeline, kept, size).start();
    }

    private List<LogChain.Named> names(Bucket bucket) throws IOException {
        var prefix = keys.log();
        return bucket.list(prefix).stream()
                .map(
                        object ->
                                new LogChain.Named(
                                        object.key().substring(prefix.length()), object.bytes()))
                .toList();
    }

    private void pause(Duration duration) {
        try {
            Thread.sleep(duration);
        } catch (InterruptedException e) {
            stopping = true;
        }
    }

    @Override
    public void close() {
        stopping = true;
        thread.interrupt();
        try {
            thread.join(Duration.ofSeconds(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** One stretch of shipping over one connection. */
    private final class Shipment {

        private final Source source;
        private final Bucket bucket;
        private final PGReplicationStream stream;
        private final int timeline;
        private final long size;
        private final byte[] buffer;
        private final Deque<Source.Mark> marks = new ArrayDeque<>();
        private Segment segment;
        private int filled;
        private int shipped;
        private final List<String> partKeys = new ArrayList<>();
        private List<String> gaps = List.of();
        private long shipAt;
        private long newsAt;
        private long chainAt;

        Shipment(
                Source source,
                Bucket bucket,
                PGReplicationStream stream,
                int timeline,
                long size,
                Lsn from) {
            this.source = source;
            this.bucket = bucket;
            this.stream = stream;
            this.timeline = timeline;
            this.size = size;
            this.buffer = new byte[Math.toIntExact(size)];
            this.segment = Segment.at(timeline, from, size);
            this.shipAt = System.nanoTime();
            this.newsAt = shipAt;
            this.chainAt = shipAt;
        }

        void go() throws IOException, SQLException, InterruptedException {
            while (!stopping) {
                var some = stream.readPending();
                if (some == null) {
                    Thread.sleep(IDLE);
                } else {
                    var end = stream.getLastReceiveLSN().asLong();
                    take(some.array(), some.arrayOffset() + some.position(), some.remaining(), end);
                }
                var now = System.nanoTime();
                if (now - shipAt >= 0) {
                    shipAt = now + SHIP_EVERY.toNanos();
                    shipPart();
                }
                if (now - newsAt >= 0) {
                    newsAt = now + NEWS_EVERY.toNanos();
                    look();
                }
                if (now - chainAt >= 0) {
                    chainAt = now + CHAIN_EVERY.toNanos();
                    gaps = missing();
                }
            }
        }

        private void take(byte[] bytes, int from, int length, long end)
                throws IOException, SQLException {
            var position = new Lsn(end - length);
            var expected = new Lsn(segment.start().bytes() + filled);
            if (!position.equals(expected)) {
                throw new IOException("the log came from " + position + " instead of " + expected);
            }
            var at = from;
            var left = length;
            while (left > 0) {
                var some = Math.min(left, buffer.length - filled);
                System.arraycopy(bytes, at, buffer, filled, some);
                filled += some;
                at += some;
                left -= some;
                if (filled == buffer.length) {
                    shipWhole();
                }
            }
        }

        private void shipWhole() throws IOException, SQLException {
            bucket.put(keys.whole(segment.name()), Zstd.compress(buffer, FAST));
            bucket.remove(partKeys);
            partKeys.clear();
            segment = segment.next();
            filled = 0;
            shipped = 0;
            confirm();
        }

        private void shipPart() throws IOException, SQLException {
            if (filled > shipped) {
                var key = keys.part(segment.name(), shipped);
                bucket.put(key, Arrays.copyOfRange(buffer, shipped, filled));
                partKeys.add(key);
                shipped = filled;
                confirm();
            }
        }

        private void confirm() throws SQLException {
            var safe = LogSequenceNumber.valueOf(safe().bytes());
            stream.setFlushedLSN(safe);
            stream.setAppliedLSN(safe);
            stream.forceUpdateStatus();
        }

        /** Everything before lies in the bucket. */
        private Lsn safe() {
            return new Lsn(segment.start().bytes() + shipped);
        }

        /** What the server has committed by now is reachable as soon as its log is safe. */
        private void look() throws SQLException, IOException {
            marks.add(source.mark());
            Source.Mark reached = null;
            while (!marks.isEmpty() && marks.peek().position().compareTo(safe()) <= 0) {
                reached = marks.poll();
            }
            if (reached == null) {
                return;
            }
            var next = new Reach(timeline, reached.position().toString(), reached.at(), size);
            Documents.put(bucket, keys.reach(timeline), next);
            progress.accept(
                    new LogShipped(
                            order.plan(),
                            order.protection(),
                            order.site(),
                            next.log(),
                            next.reachableTo(),
                            gaps,
                            Instant.now()));
        }

        /** What is missing between the newest base and here. */
        private List<String> missing() throws IOException {
            var chain = LogChain.of(names(bucket), size);
            var newest =
                    Bases.all(bucket, keys).stream()
                            .filter(point -> point.log().isPresent())
                            .reduce((_, later) -> later)
                            .flatMap(RecoveryPoint::log);
            if (newest.isEmpty() || newest.get().timeline() != timeline) {
                return List.of();
            }
            var missing = chain.missing(timeline, Lsn.of(newest.get().position()), safe());
            return missing.subList(0, Math.min(MOST_GAPS, missing.size()));
        }
    }
}
