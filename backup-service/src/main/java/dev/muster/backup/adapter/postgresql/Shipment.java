package dev.muster.backup.adapter.postgresql;

import com.github.luben.zstd.Zstd;
import dev.muster.backup.app.Bucket;
import dev.muster.backup.app.LogShipping;
import dev.muster.events.BackupEvent;
import dev.muster.events.BackupEvent.Finding;
import dev.muster.events.BackupEvent.Finding.Code;
import dev.muster.events.BackupEvent.LogShipped;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.postgresql.replication.LogSequenceNumber;
import org.postgresql.replication.PGReplicationStream;

/**
 * One stretch of shipping over one connection: takes the log as it comes, puts it into the bucket
 * in parts and then in whole segments, and tells the server what it may forget.
 */
final class Shipment {

    private static final Duration SHIP_EVERY = Duration.ofMillis(500);
    private static final Duration NEWS_EVERY = Duration.ofSeconds(1);
    private static final Duration CHAIN_EVERY = Duration.ofMinutes(1);
    private static final Duration SLOT_EVERY = Duration.ofSeconds(10);
    private static final Duration IDLE = Duration.ofMillis(20);
    private static final int FAST = 1;
    private static final int MOST_GAPS = 20;

    private final LogShipping.Order order;
    private final Keys keys;
    private final Source source;
    private final Bucket bucket;
    private final PGReplicationStream stream;
    private final Consumer<BackupEvent> news;
    private final Consumer<List<Finding>> observed;
    private final byte[] buffer;
    private final Deque<Source.Mark> marks = new ArrayDeque<>();
    private final Turn ship = new Turn(SHIP_EVERY);
    private final Turn look = new Turn(NEWS_EVERY);
    private final Turn chain = new Turn(CHAIN_EVERY);
    private final Turn slot = new Turn(SLOT_EVERY);
    private Segment segment;
    private int filled;
    private int shipped;
    private List<String> gaps = List.of();

    /**
     * A stretch that begins with a segment.
     *
     * @param observed told what is not as it should be with the server's slot
     */
    Shipment(
            LogShipping.Order order,
            Source source,
            Bucket bucket,
            PGReplicationStream stream,
            Segment first,
            Consumer<BackupEvent> news,
            Consumer<List<Finding>> observed) {
        this.order = order;
        this.keys = Keys.of(order.plan(), order.protection());
        this.source = source;
        this.bucket = bucket;
        this.stream = stream;
        this.news = news;
        this.observed = observed;
        this.buffer = new byte[Math.toIntExact(first.size())];
        this.segment = first;
    }

    /** Something that is done again and again. */
    private static final class Turn {
        private final long every;
        private long next = System.nanoTime();

        Turn(Duration every) {
            this.every = every.toNanos();
        }

        boolean has() {
            var now = System.nanoTime();
            if (now - next < 0) {
                return false;
            }
            next = now + every;
            return true;
        }
    }

    void go(BooleanSupplier wanted) throws IOException, SQLException, InterruptedException {
        while (wanted.getAsBoolean()) {
            var some = stream.readPending();
            if (some == null) {
                Thread.sleep(IDLE);
            } else {
                var end = stream.getLastReceiveLSN().asLong();
                take(some.array(), some.arrayOffset() + some.position(), some.remaining(), end);
            }
            if (chain.has()) {
                gaps = missing();
            }
            if (ship.has()) {
                shipPart();
            }
            if (look.has()) {
                look();
            }
            if (slot.has()) {
                observed.accept(slotTrouble());
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

    /** Its parts are needed no more, those of an earlier process neither. */
    private void shipWhole() throws IOException, SQLException {
        bucket.put(keys.whole(segment.name()), Zstd.compress(buffer, FAST));
        bucket.remove(
                bucket.list(keys.log() + segment.name() + ".").stream()
                        .map(Bucket.Stored::key)
                        .filter(key -> key.endsWith(Keys.PART))
                        .toList());
        segment = segment.next();
        filled = 0;
        shipped = 0;
        confirm();
    }

    private void shipPart() throws IOException, SQLException {
        if (filled > shipped) {
            bucket.put(
                    keys.part(segment.name(), shipped),
                    Arrays.copyOfRange(buffer, shipped, filled));
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
        var next =
                new Reach(
                        segment.timeline(),
                        reached.position().toString(),
                        reached.at(),
                        segment.size());
        Documents.put(bucket, keys.reach(segment.timeline()), next);
        news.accept(
                new LogShipped(
                        order.plan(),
                        order.protection(),
                        order.site(),
                        next.log(),
                        next.reachableTo(),
                        gaps,
                        Instant.now()));
    }

    /** What is missing between the newest base, on whatever timeline it is, and here. */
    private List<String> missing() throws IOException, SQLException {
        var base =
                Bases.all(bucket, keys).stream()
                        .flatMap(point -> point.log().stream())
                        .filter(log -> log.timeline() <= segment.timeline())
                        .reduce((_, later) -> later);
        if (base.isEmpty()) {
            return List.of();
        }
        var history =
                Histories.read(
                        new String(
                                source.read(Histories.file(segment.timeline()), 0, 1 << 20),
                                StandardCharsets.UTF_8));
        var missing =
                LogChain.in(bucket, keys, segment.size())
                        .missing(base.get(), segment.timeline(), safe(), history);
        return missing.subList(0, Math.min(MOST_GAPS, missing.size()));
    }

    /** What the server keeps for us is bounded: it says so before it gives up. */
    private List<Finding> slotTrouble() throws SQLException {
        var name = Slot.of(order.plan(), order.protection());
        var status = source.slotStatus(name);
        return status.equals("unreserved") || status.equals("lost")
                ? List.of(
                        new Finding(
                                Code.LOG_AT_RISK,
                                Optional.of(order.protection()),
                                "slot " + name + " is " + status + ": shipping is far behind",
                                "raise max_slot_wal_keep_size, and see what slows the bucket down;"
                                        + " if the log is lost, take a base backup"))
                : List.of();
    }
}
