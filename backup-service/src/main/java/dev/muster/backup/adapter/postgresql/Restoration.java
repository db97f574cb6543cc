package dev.muster.backup.adapter.postgresql;

import dev.muster.backup.app.BackupConfig;
import dev.muster.backup.app.Bucket;
import dev.muster.backup.app.Buckets;
import dev.muster.plan.PostgresEndpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
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
    private static final Duration START_LIMIT = Duration.ofMinutes(2);
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

    /** Something that cannot be put right by trying again. */
    static final class Impossible extends IOException {
        private static final long serialVersionUID = 1L;

        Impossible(String message) {
            super(message);
        }
    }

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
        delete(wanted.draft());
        delete(wanted.spool());
        try (var bucket = buckets.open(wanted.from())) {
            var manifest =
                    Documents.get(
                            bucket, wanted.keys().manifest(wanted.base().id()), Manifest.class);
            Files.createDirectories(wanted.draft(), Archive.OWN);
            var wrong = extract(bucket, manifest);
            if (!wrong.isEmpty()) {
                delete(wanted.draft());
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
        var until = System.nanoTime() + START_LIMIT.toNanos();
        while (true) {
            try {
                return open(as);
            } catch (SQLException e) {
                var state = String.valueOf(e.getSQLState());
                var starting = state.startsWith("08") || state.equals("57P03");
                if (!starting) {
                    throw e;
                }
                if (!server.running() && System.nanoTime() - until > -SETTLED) {
                    throw new Impossible("the restored server ended: " + server.logTail());
                }
                if (System.nanoTime() - until >= 0) {
                    throw new IOException(
                            "the restored server does not let anybody in: " + server.logTail());
                }
                progress.accept("starting");
                Thread.sleep(FEED_AGAIN);
            }
        }
    }

    /** A server that was just started has no process file yet. */
    private static final long SETTLED = START_LIMIT.minusSeconds(5).toNanos();

    private Connection open(PostgresEndpoint as) throws SQLException, IOException {
        try {
            var login = dev.muster.service.Secrets.login(as.credentials());
            var properties = new Properties();
            properties.setProperty("user", login.user());
            properties.setProperty("password", login.password());
            properties.setProperty("connectTimeout", "2");
            properties.setProperty("socketTimeout", "120");
            properties.setProperty("ApplicationName", "muster restore");
            return DriverManager.getConnection(
                    "jdbc:postgresql://"
                            + config.postgres().listen()
                            + ":"
                            + wanted.port()
                            + "/"
                            + as.database(),
                    properties);
        } catch (dev.muster.service.Secrets.Unreadable e) {
            throw new Impossible(String.valueOf(e.getMessage()));
        }
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

    /** How far a restored server is. */
    record Replayed(
            boolean inRecovery, Lsn position, Optional<Instant> lastCommit, boolean asksForMore) {
        static Replayed of(Connection session) throws SQLException {
            try (var statement = session.createStatement();
                    var row =
                            statement.executeQuery(
                                    "select pg_is_in_recovery(),"
                                            + " coalesce(pg_last_wal_replay_lsn(), '0/0')::text,"
                                            + " (extract(epoch from"
                                            + " pg_last_xact_replay_timestamp()) *"
                                            + " 1000000)::bigint, exists(select from"
                                            + " pg_stat_activity where backend_type = 'startup' and"
                                            + " wait_event = 'RecoveryRetrieveRetryInterval')")) {
                row.next();
                var micros = row.getLong(3);
                var commit =
                        row.wasNull()
                                ? Optional.<Instant>empty()
                                : Optional.of(Instant.EPOCH.plusNanos(micros * 1_000));
                return new Replayed(
                        row.getBoolean(1), Lsn.of(row.getString(2)), commit, row.getBoolean(4));
            }
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
        delete(wanted.directory());
        delete(wanted.draft());
        delete(wanted.spool());
        Files.deleteIfExists(wanted.marker());
        Files.deleteIfExists(
                wanted.directory().resolveSibling(wanted.directory().getFileName() + ".log"));
    }

    private static void delete(Path folder) throws IOException {
        if (Files.notExists(folder)) {
            return;
        }
        try (var all = Files.walk(folder)) {
            for (var path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
