package dev.muster.backup.adapter.postgresql;

import dev.muster.backup.app.BackupConfig;
import dev.muster.backup.app.Bucket;
import dev.muster.backup.app.Buckets;
import dev.muster.backup.app.Folders;
import dev.muster.plan.PostgresEndpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Brings one server of the past back: lays its base down, starts it as a standby that takes its log
 * from the bucket, and feeds it until it is promoted or stopped.
 *
 * <pre>
 *   nothing ─▶ draft (files without a name) ─▶ laid down ─▶ replaying ─▶ reached
 *      ▲          │ begun again from nothing
 *      └──────────┘
 * </pre>
 */
final class Restoration {

    private static final Duration FEED_AGAIN = Duration.ofMillis(300);
    private static final Duration ENOUGH = Duration.ofSeconds(3);
    private static final Duration STANDSTILL_LIMIT = Duration.ofMinutes(2);

    private final BackupConfig.Backup config;
    private final Buckets buckets;
    private final Wanted wanted;
    private final RestoredServer server;
    private final Consumer<String> progress;
    private volatile boolean ended;
    private volatile boolean emptyHanded;
    private volatile @Nullable IOException feeding;

    Restoration(
            BackupConfig.Backup config, Buckets buckets, Wanted wanted, Consumer<String> progress) {
        this.config = config;
        this.buckets = buckets;
        this.wanted = wanted;
        this.server = new RestoredServer(config.postgres(), wanted.directory());
        this.progress = progress;
    }

    RestoredServer server() {
        return server;
    }

    /** Lays the base down unless it lies there. */
    void layDown() throws IOException {
        var there = LaidDown.find(wanted);
        if (there.isPresent()) {
            if (!there.get().is(wanted)) {
                throw new Impossible(
                        wanted.directory()
                                + " holds what was restored for "
                                + there.get().cause()
                                + " of plan "
                                + there.get().plan()
                                + ": move it away with its .muster.json, or name another folder");
            }
            return;
        }
        if (Files.exists(wanted.directory())) {
            throw new Impossible(
                    wanted.directory()
                            + " is there already and was not laid down by Muster: move it away, or"
                            + " name another folder");
        }
        Folders.delete(wanted.draft());
        Folders.delete(wanted.spool());
        try (var bucket = buckets.open(wanted.from())) {
            var manifest =
                    Documents.get(
                            bucket, wanted.keys().manifest(wanted.base().id()), Manifest.class);
            Files.createDirectories(wanted.draft(), Archive.OWN);
            var wrong = extract(bucket, manifest);
            if (!wrong.isEmpty()) {
                Folders.delete(wanted.draft());
                throw new Impossible(wanted.base().id() + ": " + String.join("; ", wrong));
            }
            LaidDown.commit(wanted, manifest, config.postgres().listen());
        }
    }

    private List<String> extract(Bucket bucket, Manifest manifest) throws IOException {
        var total = manifest.files().stream().mapToLong(Manifest.Entry::bytes).sum();
        var done = new long[1];
        try (var in = bucket.read(wanted.keys().archive(wanted.base().id()))) {
            return new Archive(
                            manifest,
                            some -> {
                                done[0] += some;
                                progress.accept(
                                        "laying down "
                                                + (done[0] >> 20)
                                                + " MB of "
                                                + (total >> 20)
                                                + " MB");
                            })
                    .extract(in, wanted.draft());
        }
    }

    /** Whether what lies there was never promoted: a promoted server takes nothing in any more. */
    boolean isStandby() {
        return Files.exists(wanted.directory().resolve("standby.signal"));
    }

    /** Starts the server unless it runs, and begins to feed it. */
    void start() throws IOException {
        if (wanted.replay()) {
            Thread.ofVirtual().name("feed-" + wanted.plan()).start(this::feed);
        }
        if (!server.running()) {
            server.start();
        }
    }

    private void feed() {
        try (var bucket = buckets.open(wanted.from())) {
            var manifest =
                    Documents.get(
                            bucket, wanted.keys().manifest(wanted.base().id()), Manifest.class);
            var feeder =
                    new LogFeeder(
                            bucket,
                            wanted.keys(),
                            wanted.spool(),
                            Segment.at(
                                    manifest.timeline(),
                                    Lsn.of(manifest.startPosition()),
                                    manifest.segmentSize()));
            while (!ended) {
                try {
                    emptyHanded = !feeder.feed() && feeder.waiting() == 0;
                    feeding = null;
                } catch (IOException e) {
                    feeding = e;
                }
                Thread.sleep(FEED_AGAIN);
            }
        } catch (IOException e) {
            feeding = e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What keeps the log from coming, if anything does. */
    Optional<IOException> feedingTrouble() {
        return Optional.ofNullable(feeding);
    }

    /** Feeds no more. */
    void end() {
        ended = true;
    }

    /** A session on the restored server, as soon as it lets one in. */
    Connection connect(PostgresEndpoint as) throws IOException, SQLException, InterruptedException {
        return server.enter(as.credentials(), wanted.port(), as.database(), progress);
    }

    /**
     * How far the bucket holds the log now, on its newest timeline: a site that was moved away from
     * may not know it yet, and still ship what it wrote since.
     */
    Optional<Reach> reach() throws IOException {
        try (var bucket = buckets.open(wanted.from())) {
            var newest = bucket.list(wanted.keys().reaches()).stream().reduce((_, later) -> later);
            return newest.isEmpty()
                    ? Optional.empty()
                    : Documents.find(bucket, newest.get().key(), Reach.class);
        }
    }

    /**
     * Waits until the server holds everything up to there, or was promoted at its target. What was
     * shipped may end in the middle of a record that nobody was told is committed: then the server
     * asks for more although it has been given everything, and that is the end too.
     */
    Replayed await(Connection session, Optional<Reach> reach)
            throws SQLException, IOException, InterruptedException {
        var before = new Lsn(0);
        var movedAt = System.nanoTime();
        while (true) {
            var replayed = Replayed.of(session);
            var goal = reach.map(there -> Lsn.of(there.position()));
            if (!replayed.inRecovery()
                    || goal.isEmpty()
                    || replayed.position().compareTo(goal.get()) >= 0) {
                return replayed;
            }
            if (!replayed.position().equals(before)) {
                before = replayed.position();
                movedAt = System.nanoTime();
            }
            var stood = Duration.ofNanos(System.nanoTime() - movedAt);
            if (replayed.asksForMore() && emptyHanded && stood.compareTo(ENOUGH) > 0) {
                if (Segment.at(1, replayed.position(), reach.get().segmentSize()).number()
                        < Segment.at(1, goal.get(), reach.get().segmentSize()).number() - 1) {
                    throw new Impossible(
                            "the log ends at "
                                    + replayed.position()
                                    + " although it was shipped up to "
                                    + goal.get()
                                    + ": a segment is missing in the bucket");
                }
                return replayed;
            }
            if (stood.compareTo(STANDSTILL_LIMIT) > 0) {
                throw new IOException(
                        "the restored server stands still at "
                                + replayed.position()
                                + ": "
                                + server.logTail());
            }
            var trouble = feedingTrouble();
            if (trouble.isPresent()) {
                throw trouble.get();
            }
            progress.accept("replayed to " + replayed.position() + " of " + goal.get());
            Thread.sleep(FEED_AGAIN);
        }
    }

    /** Ends it, and takes everything away that was laid down. */
    void remove() throws IOException, InterruptedException {
        end();
        clear();
    }

    /** Takes away what an earlier attempt may have left. */
    void clear() throws IOException, InterruptedException {
        server.stop();
        Folders.delete(wanted.directory());
        Folders.delete(wanted.draft());
        Folders.delete(wanted.spool());
        Files.deleteIfExists(wanted.marker());
        Files.deleteIfExists(
                wanted.directory().resolveSibling(wanted.directory().getFileName() + ".log"));
    }
}
