package dev.muster.sandbox.backup;

import static dev.muster.sandbox.backup.PostgresStage.as;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.backup.adapter.s3.S3Buckets;
import dev.muster.events.BackupEvent.Finding;
import dev.muster.events.BackupEvent.Finding.Code;
import dev.muster.events.BackupEvent.LogShipped;
import dev.muster.events.BackupResult.Failed;
import dev.muster.events.BackupResult.Restored;
import dev.muster.events.BackupResult.Taken;
import dev.muster.plan.SiteId;
import dev.muster.sandbox.postgres.PostgresServer;
import dev.muster.sandbox.process.Deadline;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The chain of a write-ahead log over moves, holes and a server that gave up keeping it. */
class PostgresLogIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final SiteId EAST = new SiteId("east");

    private final PostgresStage stage = new PostgresStage();

    @AfterEach
    void close() {
        stage.close();
    }

    @Test
    void after_a_move_the_old_base_and_the_new_timeline_lead_to_every_order() throws Exception {
        var east =
                PostgresServer.standbyOf(
                        stage.table,
                        "east",
                        stage.neighbourhood.socket(2, 10, 5432),
                        stage.west.address(),
                        "east");
        try (var _ = stage.ship()) {
            stage.point();
            order(stage.west, 1, 100);
            awaitShipped(stage.west);
            Deadline.in(LIMIT).until("east to follow", () -> count(east).equals(List.of("100")));
        }
        stage.west.kill9();
        east.promote();

        try (var _ = stage.ship(stage.endpoint(east), EAST)) {
            order(east, 101, 200);
            var shipped = awaitShipped(east);

            assertThat(shipped.position().timeline()).isEqualTo(2);
            assertThat(shipped.gaps()).isEmpty();
            var fromOldBase =
                    as(Restored.class, stage.restore(Optional.empty(), stage.folder("all"), 0));
            assertThat(count(fromOldBase)).isEqualTo("200");

            var base = as(Taken.class, stage.base("of-east", stage.endpoint(east))).point();
            order(east, 201, 250);
            awaitShipped(east);
            var fromNewBase =
                    as(Restored.class, stage.restore(Optional.empty(), stage.folder("new"), 0));
            assertThat(fromNewBase.point()).isEqualTo(base.id());
            assertThat(count(fromNewBase)).isEqualTo("250");
        }
    }

    @Test
    void a_segment_that_is_gone_from_the_bucket_is_named_and_never_restored_over()
            throws Exception {
        try (var _ = stage.ship()) {
            stage.point();
            for (var part = 0; part < 4; part++) {
                order(stage.west, part * 100 + 1, part * 100 + 100);
                stage.west.execute("orders", "select pg_switch_wal()");
            }
            order(stage.west, 401, 500);
            awaitShipped(stage.west);
        }
        var gone = removeOneSegment();

        try (var _ = stage.ship()) {
            order(stage.west, 501, 600);
            var shipped = awaitShipped(stage.west);

            assertThat(shipped.gaps()).containsExactly(gone);
            assertThat(
                            as(
                                            Failed.class,
                                            stage.restore(
                                                    Optional.empty(), stage.folder("holes"), 0))
                                    .reasons())
                    .singleElement()
                    .asString()
                    .contains("a segment is missing in the bucket");
        }
    }

    @Test
    void a_server_that_gave_up_keeping_the_log_says_so_and_a_new_slot_and_base_mend_it()
            throws Exception {
        stage.west.execute("postgres", "alter system set max_slot_wal_keep_size = '16MB'");
        stage.west.execute("postgres", "select pg_reload_conf()");
        try (var _ = stage.ship()) {
            stage.point();
            order(stage.west, 1, 100);
            awaitShipped(stage.west);
        }
        for (var part = 0; part < 8; part++) {
            order(stage.west, 1_000 + part, 1_000 + part);
            stage.west.execute("orders", "select pg_switch_wal()");
        }
        stage.west.execute("postgres", "checkpoint");

        try (var _ = stage.ship()) {
            var hindered = awaitFinding(found -> found.code() == Code.LOG_NOT_SHIPPED);
            assertThat(hindered.detail())
                    .contains("gave up keeping the log", "lost", "pg_drop_replication_slot");

            stage.west.execute(
                    "postgres",
                    "select pg_drop_replication_slot(slot_name) from pg_replication_slots");
            stage.point();
            order(stage.west, 2_000, 2_100);
            awaitShipped(stage.west);

            Deadline.in(LIMIT).until("the finding to close", () -> stage.observed.get().isEmpty());
            var restored =
                    as(Restored.class, stage.restore(Optional.empty(), stage.folder("new"), 0));
            assertThat(count(restored)).isEqualTo("209");
        }
    }

    @Test
    void a_base_that_takes_long_keeps_its_log_though_that_is_shipped_and_checkpoints_pass()
            throws Exception {
        var ended = new AtomicBoolean();
        try (var _ = stage.ship()) {
            order(stage.west, 1, 100);
            var life =
                    Thread.ofVirtual()
                            .start(
                                    () -> {
                                        for (var id = 1_000; !ended.get(); id++) {
                                            order(stage.west, id, id);
                                            stage.west.execute("orders", "select pg_switch_wal()");
                                            stage.west.execute("orders", "checkpoint");
                                            awaitShipped(stage.west);
                                        }
                                    });
            try {
                as(Taken.class, stage.slowBase("slow", 8 << 20));
            } finally {
                ended.set(true);
                life.join();
            }
        }
        assertThat(
                        stage.west.query(
                                "orders",
                                "select slot_name from pg_replication_slots where temporary"))
                .isEmpty();
    }

    @Test
    void a_server_holds_back_log_while_somebody_ships_and_no_more_when_it_is_let_go() {
        var slots = "select slot_name from pg_replication_slots";
        try (var _ = stage.ship()) {
            order(stage.west, 1, 100);
            awaitShipped(stage.west);

            assertThat(stage.release()).as("while it is shipped").isFalse();
            assertThat(stage.west.query("orders", slots)).hasSize(1);
        } catch (Exception e) {
            throw new AssertionError(e);
        }

        assertThat(stage.release()).isTrue();
        assertThat(stage.west.query("orders", slots)).isEmpty();
        assertThat(stage.release()).as("once more").isTrue();
        stage.west.kill9();
        assertThat(stage.release()).as("nobody answers").isFalse();
    }

    private static void order(PostgresServer server, int from, int to) {
        server.execute(
                "orders",
                "insert into orders select * from generate_series(" + from + "," + to + ")");
    }

    private static List<String> count(PostgresServer server) {
        return server.query("orders", "select count(*) from orders");
    }

    private static String count(Restored restored) {
        var at = restored.at().split(":", -1);
        return PostgresServer.query(
                        "restored",
                        new InetSocketAddress(at[0], Integer.parseInt(at[1])),
                        "orders",
                        "select count(*) from orders")
                .getFirst();
    }

    private LogShipped awaitShipped(PostgresServer server) {
        var moment =
                Instant.EPOCH.plusNanos(
                        Long.parseLong(
                                        server.query(
                                                        "orders",
                                                        "select (extract(epoch from"
                                                                + " clock_timestamp()) *"
                                                                + " 1000000)::bigint")
                                                .getFirst())
                                * 1_000);
        Deadline.in(LIMIT)
                .until(
                        "the log to be shipped; " + stage.observed.get(),
                        () ->
                                stage.shipped
                                        .get()
                                        .filter(news -> !news.reachableTo().isBefore(moment))
                                        .isPresent());
        return stage.shipped.get().orElseThrow();
    }

    private Finding awaitFinding(Predicate<Finding> wanted) {
        Deadline.in(LIMIT).until("a finding", () -> stage.observed.get().stream().anyMatch(wanted));
        return stage.observed.get().stream().filter(wanted).findFirst().orElseThrow();
    }

    /** Not the first and not the last; its name. */
    private String removeOneSegment() throws IOException {
        try (var bucket = new S3Buckets().open(stage.store)) {
            var prefix = PostgresStage.PLAN + "/" + PostgresStage.PROTECTION + "/wal/";
            var whole =
                    bucket.list(prefix).stream()
                            .map(object -> object.key())
                            .filter(key -> key.endsWith(".zst"))
                            .toList();
            var key = whole.get(whole.size() - 2);
            bucket.remove(List.of(key));
            return key.substring(prefix.length()).replace(".zst", "");
        }
    }
}
