package dev.muster.backup.adapter.postgresql;

import dev.muster.backup.app.Bucket;
import dev.muster.backup.app.Buckets;
import dev.muster.backup.app.LogShipping;
import dev.muster.events.BackupEvent;
import dev.muster.events.BackupEvent.EngineObserved;
import dev.muster.events.BackupEvent.Finding;
import dev.muster.events.BackupEvent.Finding.Code;
import dev.muster.events.BackupResult;
import dev.muster.service.Secrets;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
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
    private static final Duration SAY_AGAIN = Duration.ofMinutes(10);
    private static final Duration AFTER_TROUBLE = Duration.ofSeconds(2);

    private final LogShipping.Order order;
    private final Buckets buckets;
    private final Consumer<BackupEvent> news;
    private final Keys keys;
    private final String slot;
    private final Thread thread;
    private volatile boolean stopping;
    private String told = "";
    private List<Finding> seen = List.of();
    private Instant seenAt = Instant.EPOCH;

    LogShipper(LogShipping.Order order, Buckets buckets, Consumer<BackupEvent> news) {
        this.order = order;
        this.buckets = buckets;
        this.news = news;
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
        if (!stopping) {
            observed(
                    List.of(
                            new Finding(
                                    Code.LOG_NOT_SHIPPED,
                                    Optional.of(order.protection()),
                                    what,
                                    "put it right; shipping goes on by itself, and what the"
                                            + " server kept until then is not lost")));
        }
    }

    /** Says how shipping stands when that has changed, and again now and then. */
    private void observed(List<Finding> findings) {
        var now = Instant.now();
        if (!findings.equals(seen) || Duration.between(seenAt, now).compareTo(SAY_AGAIN) > 0) {
            seen = findings;
            seenAt = now;
            news.accept(
                    new EngineObserved(
                            order.plan(),
                            order.protection(),
                            PostgresBase.ENGINE,
                            order.site(),
                            findings,
                            now));
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
                observed(List.of());
                new Shipment(
                                order,
                                source,
                                bucket,
                                stream,
                                Segment.at(timeline, from, size),
                                news,
                                this::observed)
                        .go(() -> !stopping);
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
        var lies = LogChain.in(bucket, keys, size).last(timeline);
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
            observed(List.of());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
