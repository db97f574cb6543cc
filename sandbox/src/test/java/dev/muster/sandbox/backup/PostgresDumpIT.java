package dev.muster.sandbox.backup;

import static dev.muster.sandbox.backup.PostgresStage.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.muster.backup.adapter.postgresql.DumpRestore;
import dev.muster.backup.adapter.postgresql.DumpVerification;
import dev.muster.backup.adapter.postgresql.PostgresDump;
import dev.muster.backup.adapter.s3.S3Buckets;
import dev.muster.events.BackupAction.Query;
import dev.muster.events.BackupAction.RestoreDump;
import dev.muster.events.BackupAction.TakeDump;
import dev.muster.events.BackupAction.VerifyDump;
import dev.muster.events.BackupResult;
import dev.muster.events.BackupResult.Failed;
import dev.muster.events.BackupResult.Restored;
import dev.muster.events.BackupResult.Taken;
import dev.muster.events.BackupResult.Tried;
import dev.muster.events.BackupResult.Unavailable;
import dev.muster.events.RecoveryPoint;
import dev.muster.plan.Assurance.Level;
import dev.muster.plan.PostgresEndpoint;
import dev.muster.sandbox.postgres.PostgresServer;
import dev.muster.sandbox.postgres.PostgresTools;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Logical dumps of a real PostgreSQL in a real object store. */
class PostgresDumpIT {

    private static final String CONTENT =
            "select count(*) || ' ' || coalesce(sum(hashtext(orders::text)), 0) from orders";

    private final PostgresStage stage = new PostgresStage();
    private int runs;

    @BeforeEach
    void order() {
        assumeTrue(PostgresTools.find().isPresent(), "no pg_dump: " + PostgresTools.HOW_TO_GET);
        execute("insert into orders select * from generate_series(1, 2000)");
    }

    @AfterEach
    void close() {
        stage.close();
    }

    @Test
    void a_dump_is_read_through_and_brought_back_row_by_row() throws Exception {
        var point = point();

        assertThat(point.engine()).isEqualTo("postgresql-dump");
        assertThat(point.of()).contains("orders");
        assertThat(as(Tried.class, verify(point, Level.READABLE)).reasons()).isEmpty();
        var restored = as(Tried.class, verify(point, Level.RESTORED));
        assertThat(restored.reasons()).isEmpty();
        assertThat(restored.detail()).isEqualTo("1 tables, 2000 rows");
        assertThat(stage.table.directory("scratch")).isEmptyDirectory();
    }

    @Test
    void the_plans_own_questions_are_asked_of_the_restored_copy() throws Exception {
        var point = point();

        var content =
                verify(
                        point,
                        Level.SERVING,
                        new Query("there", "select count(*) from orders", 2_000));
        var not =
                verify(
                        point,
                        Level.SERVING,
                        new Query("there", "select count(*) from orders", 2_001));

        assertThat(as(Tried.class, content).passed()).isTrue();
        assertThat(as(Tried.class, not).reasons())
                .containsExactly("there answers 2000, at least 2001 is wanted");
    }

    @Test
    void what_is_written_while_a_dump_runs_confuses_no_comparison() throws Exception {
        execute("insert into orders select * from generate_series(10000, 200000)");
        var ended = new AtomicBoolean();
        var customer =
                Thread.ofVirtual()
                        .start(
                                () -> {
                                    for (var id = 1_000_000; !ended.get(); id++) {
                                        execute("insert into orders values (" + id + ")");
                                    }
                                });
        RecoveryPoint point;
        try {
            point = point();
        } finally {
            ended.set(true);
            customer.join();
        }

        assertThat(as(Tried.class, verify(point, Level.RESTORED)).reasons()).isEmpty();
    }

    @Test
    void a_dump_that_is_sent_in_many_parts_comes_back_as_it_was() throws Exception {
        execute(
                "create table notes as select id, md5(id::text) || md5((id * 7)::text) as text"
                        + " from generate_series(1, 600000) id");
        var content = "select md5(string_agg(md5(notes::text), '' order by id)) from notes";
        var before = stage.west.query("orders", content);

        var point = point();

        assertThat(point.bytes()).isGreaterThan(2 * (8L << 20));
        assertThat(as(Tried.class, verify(point, Level.READABLE)).reasons()).isEmpty();
        var restored = as(Restored.class, restore(point, stage.folder("back"), 0));
        assertThat(ask(restored, content)).isEqualTo(before);
    }

    @Test
    void everything_a_database_is_made_of_comes_back_beside_what_runs() throws Exception {
        execute("create role auditor");
        execute("create table notes(id int primary key, text text)");
        execute("insert into notes values (1, 'Grüße, 注文')");
        execute("alter table notes enable row level security");
        execute("create policy readable on notes for select to auditor using (true)");
        execute("create view many as select count(*) from orders");
        execute("create sequence numbers start 42");
        var content = stage.west.query("orders", CONTENT);
        var point = point();
        execute("drop table orders cascade");

        var restored = as(Restored.class, restore(point, stage.folder("back"), 0));

        assertThat(ask(restored, CONTENT)).isEqualTo(content);
        assertThat(ask(restored, "select count from many")).containsExactly("2000");
        assertThat(ask(restored, "select text from notes")).containsExactly("Grüße, 注文");
        assertThat(ask(restored, "select nextval('numbers')")).containsExactly("42");
        assertThat(ask(restored, "select polname from pg_policy")).containsExactly("readable");
        assertThat(restored.currentAsOf()).contains(point.asOf());
    }

    @Test
    void a_restore_that_is_commanded_again_is_the_same_server() throws Exception {
        var point = point();
        var first = as(Restored.class, restore("again", point, stage.folder("back"), 0));

        var second = as(Restored.class, restore("again", point, stage.folder("back"), 0));

        assertThat(second.at()).isEqualTo(first.at());
        assertThat(as(Failed.class, restore("other", point, stage.folder("back"), 0)).reasons())
                .singleElement()
                .asString()
                .contains("not of this restore");
    }

    @Test
    void what_an_interrupted_restore_left_is_begun_again() throws Exception {
        var point = point();
        var folder = stage.folder("back");
        Files.createDirectories(folder.resolveSibling("back.partial").resolve("base"));

        var restored = as(Restored.class, restore(point, folder, 0));

        assertThat(ask(restored, "select count(*) from orders")).containsExactly("2000");
    }

    @Test
    void a_dump_that_was_changed_or_cut_in_the_bucket_is_found() throws Exception {
        var changed = point();
        var cut = point();
        var one = get(key(changed));
        one[one.length / 2] ^= 1;
        put(key(changed), one);
        var other = get(key(cut));
        put(key(cut), Arrays.copyOf(other, other.length * 2 / 3));

        for (var point : List.of(changed, cut)) {
            for (var level : List.of(Level.READABLE, Level.RESTORED)) {
                assertThat(as(Tried.class, verify(point, level)).passed())
                        .as(point.id() + " " + level)
                        .isFalse();
            }
        }
    }

    @Test
    void a_dump_that_failed_leaves_no_point_and_says_why() throws Exception {
        execute("create role teller login password 'teller'");
        execute("grant connect on database orders to teller");
        var teller = login(stage.endpoint, "teller:teller");

        assertThat(as(Failed.class, take("1", teller)).reasons().getFirst())
                .contains("permission denied");
        assertThat(as(Failed.class, take("2", login(stage.endpoint, "teller:x"))).reasons())
                .first()
                .asString()
                .contains("refuses the login");
        assertThat(
                        as(
                                        Failed.class,
                                        take(
                                                "3",
                                                new PostgresEndpoint(
                                                        stage.endpoint.host(),
                                                        stage.endpoint.port(),
                                                        "nowhere",
                                                        stage.endpoint.credentials())))
                                .reasons())
                .first()
                .asString()
                .contains("no database nowhere");
        assertThat(keys()).isEmpty();
    }

    @Test
    void a_server_that_does_not_answer_is_asked_again() throws Exception {
        stage.west.kill9();

        assertThat(as(Unavailable.class, take("1", stage.endpoint)).detail())
                .contains("does not answer");
    }

    private void execute(String sql) {
        stage.west.execute("orders", sql);
    }

    private RecoveryPoint point() throws InterruptedException {
        return as(Taken.class, take("dump-" + ++runs, stage.endpoint)).point();
    }

    private BackupResult take(String run, PostgresEndpoint source) throws InterruptedException {
        return new PostgresDump(new S3Buckets(), stage.config)
                .carryOut(
                        new TakeDump(
                                "orders-dump", PostgresStage.WEST, "orders", source, stage.store),
                        stage.context(run));
    }

    private BackupResult verify(RecoveryPoint point, Level level, Query... queries)
            throws InterruptedException {
        return new DumpVerification(stage.config, new S3Buckets())
                .carryOut(
                        new VerifyDump(point, stage.store, level, "orders", List.of(queries)),
                        stage.context("trial-" + ++runs));
    }

    private BackupResult restore(RecoveryPoint point, Path folder, int port)
            throws InterruptedException {
        return restore("restore-" + ++runs, point, folder, port);
    }

    private BackupResult restore(String run, RecoveryPoint point, Path folder, int port)
            throws InterruptedException {
        return new DumpRestore(stage.config, new S3Buckets())
                .carryOut(
                        new RestoreDump(
                                point, stage.store, stage.endpoint, folder.toString(), port),
                        stage.context(run));
    }

    private PostgresEndpoint login(PostgresEndpoint server, String login) {
        return new PostgresEndpoint(
                server.host(),
                server.port(),
                server.database(),
                stage.secret("login-" + ++runs, login));
    }

    private static List<String> ask(Restored restored, String sql) {
        var at = restored.at().split(":", -1);
        return PostgresServer.query(
                "restored", new InetSocketAddress(at[0], Integer.parseInt(at[1])), "orders", sql);
    }

    private static String key(RecoveryPoint point) {
        return "shop/orders-dump/archive/" + point.id() + "/data.zst";
    }

    private byte[] get(String key) throws IOException {
        try (var bucket = new S3Buckets().open(stage.store);
                var in = bucket.read(key)) {
            return in.readAllBytes();
        }
    }

    private void put(String key, byte[] content) throws IOException {
        try (var bucket = new S3Buckets().open(stage.store)) {
            bucket.put(key, content);
        }
    }

    private List<?> keys() throws IOException {
        try (var bucket = new S3Buckets().open(stage.store)) {
            return bucket.list("");
        }
    }
}
