package dev.muster.sandbox.backup;

import static dev.muster.sandbox.backup.PostgresStage.as;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.events.BackupAction.Query;
import dev.muster.events.BackupResult.Failed;
import dev.muster.events.BackupResult.Restored;
import dev.muster.events.BackupResult.Taken;
import dev.muster.events.BackupResult.Tried;
import dev.muster.events.BackupResult.Unavailable;
import dev.muster.events.StepResult;
import dev.muster.plan.Assurance.Level;
import dev.muster.sandbox.postgres.PostgresServer;
import dev.muster.sandbox.process.Deadline;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A real server, a real bucket: what was committed comes back, to the moment. */
class PostgresBackupIT {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final PostgresStage stage = new PostgresStage();

    @AfterEach
    void close() {
        stage.close();
    }

    private void order(int from, int to) {
        stage.west.execute(
                "orders",
                "insert into orders select * from generate_series(" + from + "," + to + ")");
    }

    private Instant clock() {
        return Instant.EPOCH.plusNanos(
                Long.parseLong(
                                stage.west
                                        .query(
                                                "orders",
                                                "select (extract(epoch from clock_timestamp())"
                                                        + " * 1000000)::bigint")
                                        .getFirst())
                        * 1_000);
    }

    private void awaitShipped(Instant moment) {
        Deadline.in(LIMIT)
                .until(
                        "the log to be shipped",
                        () ->
                                stage.shipped
                                        .get()
                                        .filter(news -> !news.reachableTo().isBefore(moment))
                                        .isPresent());
    }

    private static long count(String at) throws SQLException {
        try (var connection =
                        DriverManager.getConnection(
                                "jdbc:postgresql://" + at + "/orders",
                                PostgresServer.SUPERUSER,
                                PostgresServer.PASSWORD);
                var statement = connection.createStatement();
                var row = statement.executeQuery("select count(*) from orders")) {
            row.next();
            return row.getLong(1);
        }
    }

    @Test
    void what_was_deleted_by_mistake_comes_back_to_the_second_before() throws Exception {
        order(1, 1_000);
        try (var _ = stage.ship()) {
            stage.point();
            order(1_001, 1_500);
            var before = clock();
            stage.west.execute("orders", "delete from orders where id > 700");
            awaitShipped(clock());

            var restored =
                    as(
                            Restored.class,
                            stage.restore(Optional.of(before), stage.folder("before"), 0));

            assertThat(count(restored.at())).isEqualTo(1_500);
            assertThat(restored.currentAsOf()).contains(before);
            assertThat(stage.west.query("orders", "select count(*) from orders"))
                    .containsExactly("700");
        }
    }

    @Test
    void without_a_moment_everything_that_was_shipped_comes_back() throws Exception {
        try (var _ = stage.ship()) {
            stage.point();
            order(1, 300_000);
            awaitShipped(clock());

            var restored =
                    as(Restored.class, stage.restore(Optional.empty(), stage.folder("newest"), 0));

            assertThat(count(restored.at())).isEqualTo(300_000);
        }
    }

    @Test
    void a_base_is_taken_once_however_often_it_is_commanded() throws Exception {
        var first = as(Taken.class, stage.base("nightly"));

        assertThat(stage.base("nightly")).isEqualTo(first);
    }

    @Test
    void a_base_climbs_the_whole_ladder() throws Exception {
        order(1, 2_000);
        try (var _ = stage.ship()) {
            var point = stage.point();
            order(2_001, 2_100);
            awaitShipped(clock());

            var readable = as(Tried.class, stage.verify(point, Level.READABLE));
            var restored = as(Tried.class, stage.verify(point, Level.RESTORED));
            var serving =
                    as(
                            Tried.class,
                            stage.verify(
                                    point,
                                    Level.SERVING,
                                    new Query("all", "select count(*) from orders", 2_100)));

            assertThat(readable.reasons()).isEmpty();
            assertThat(restored.reasons()).isEmpty();
            assertThat(serving.reasons()).isEmpty();
            assertThat(serving.detail()).isEqualTo("1 tables, 2100 rows");
            assertThat(stage.table.directory("scratch")).isEmptyDirectory();
        }
    }

    @Test
    void a_check_that_the_restored_data_do_not_pass_is_told_with_its_answer() throws Exception {
        order(1, 10);
        var point = stage.point();

        var tried =
                as(
                        Tried.class,
                        stage.verify(
                                point,
                                Level.SERVING,
                                new Query("many", "select count(*) from orders", 11)));

        assertThat(tried.passed()).isFalse();
        assertThat(tried.reasons()).containsExactly("many answers 10, at least 11 is wanted");
    }

    @Test
    void a_damaged_archive_is_noticed_by_reading_it() throws Exception {
        var point = stage.point();
        damage("base.tar.zst");

        var tried = as(Tried.class, stage.verify(point, Level.READABLE));

        assertThat(tried.passed()).isFalse();
        assertThat(tried.reasons())
                .contains("the archive has another checksum than its manifest says");
    }

    @Test
    void a_shipper_that_stood_still_goes_on_without_a_gap() throws Exception {
        try (var _ = stage.ship()) {
            stage.point();
            order(1, 100_000);
            awaitShipped(clock());
        }
        order(100_001, 400_000);
        try (var _ = stage.ship()) {
            awaitShipped(clock());

            var restored =
                    as(Restored.class, stage.restore(Optional.empty(), stage.folder("all"), 0));

            assertThat(count(restored.at())).isEqualTo(400_000);
            assertThat(stage.shipped.get().orElseThrow().gaps()).isEmpty();
        }
    }

    @Test
    void a_bucket_that_is_not_there_is_named() throws Exception {
        assertThat(stage.base("x", stage.store("nowhere", stage.store.credentials())))
                .isEqualTo(
                        new Failed(
                                List.of(
                                        "bucket nowhere does not exist: create it, or correct the"
                                                + " plan")));
    }

    @Test
    void a_wrong_key_is_told_without_the_key() throws Exception {
        var wrong = stage.secret("wrong", "muster:not-the-secret");

        var failed = as(Failed.class, stage.base("x", stage.store(PostgresStage.BUCKET, wrong)));

        assertThat(failed.reasons())
                .singleElement()
                .asString()
                .contains("refuses to", "check the credentials")
                .doesNotContain("not-the-secret");
    }

    @Test
    void a_store_that_does_not_answer_is_waited_for() throws Exception {
        stage.objects.kill9();

        assertThat(stage.base()).isInstanceOf(Unavailable.class);
    }

    @Test
    void a_folder_that_somebody_else_uses_is_left_alone() throws Exception {
        stage.point();
        var folder = stage.folder("theirs");
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("precious"), "data");

        var failed = as(Failed.class, stage.restore(Optional.empty(), folder, 0));

        assertThat(failed.reasons().getFirst()).contains("was not laid down by Muster");
        assertThat(folder.resolve("precious")).hasContent("data");
    }

    @Test
    void what_was_restored_for_somebody_else_is_never_passed_off_as_another_moment()
            throws Exception {
        order(1, 10);
        try (var _ = stage.ship()) {
            stage.point();
            order(11, 20);
            awaitShipped(clock());
            var folder = stage.folder("once");
            as(Restored.class, stage.restore(Optional.empty(), folder, 0));

            var again = as(Failed.class, stage.restore(Optional.empty(), folder, 0));

            assertThat(again.reasons().getFirst())
                    .contains("holds what was restored for run restore-");
        }
    }

    @Test
    void a_move_restores_a_standby_that_takes_in_what_is_still_shipped() throws Exception {
        order(1, 100);
        try (var _ = stage.ship()) {
            stage.point();
            awaitShipped(clock());
            var east = new InetSocketAddress(InetAddress.getLoopbackAddress(), stage.freePort());
            var folder = stage.folder("east");

            var done = as(StepResult.Done.class, stage.restoreStep(2, folder, east.getPort()));
            order(101, 200);
            awaitShipped(clock());

            assertThat(done.facts().currentAsOf()).isPresent();
            Deadline.in(LIMIT)
                    .until(
                            "the standby to follow the bucket",
                            () -> ask(east, "select count(*) from orders").equals("200"));
            assertThat(ask(east, "select pg_is_in_recovery()")).isEqualTo("t");
            assertThat(ask(east, "select pg_promote(true, 20)")).isEqualTo("t");
            for (var epoch : new int[] {2, 3}) {
                var again =
                        as(
                                StepResult.Rejected.class,
                                stage.restoreStep(epoch, folder, east.getPort()));
                assertThat(again.detail()).contains("an earlier move promoted");
            }
            assertThat(ask(east, "select count(*) from orders")).isEqualTo("200");
        }
    }

    private static String ask(InetSocketAddress server, String query) {
        return PostgresServer.query("restored", server, "orders", query).getFirst();
    }

    /** As a disk would: some bytes of the only such object are others. */
    private void damage(String name) throws IOException {
        try (var files = Files.walk(stage.objects.folder(PostgresStage.BUCKET))) {
            var file = files.filter(f -> f.endsWith(name)).findFirst().orElseThrow();
            var bytes = Files.readAllBytes(file);
            bytes[bytes.length / 2] ^= 0x55;
            Files.write(file, bytes);
        }
    }
}
