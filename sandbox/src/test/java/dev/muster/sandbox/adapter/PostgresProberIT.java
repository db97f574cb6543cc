package dev.muster.sandbox.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.events.HealthEvent.Replication;
import dev.muster.health.adapter.postgresql.PostgresProber;
import dev.muster.health.probe.Observation;
import dev.muster.health.probe.Observation.Answer;
import dev.muster.plan.Credential;
import dev.muster.plan.PostgresEndpoint;
import dev.muster.plan.ProbeTarget.PostgreSql;
import dev.muster.sandbox.network.Link;
import dev.muster.sandbox.network.Neighbourhood;
import dev.muster.sandbox.postgres.PostgresServer;
import dev.muster.sandbox.process.Deadline;
import dev.muster.sandbox.process.ProcessTable;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a real primary and its real streaming standby. */
class PostgresProberIT {

    private static final Duration TIMEOUT = Duration.ofSeconds(3);

    private static Neighbourhood neighbourhood;
    private static ProcessTable table;
    private static PostgresServer primary;
    private static PostgresServer standby;
    private static Link link;
    private static Vertx vertx;

    @TempDir private Path folder;
    private PostgresProber prober;

    @BeforeAll
    static void start_a_primary_with_a_standby_behind_a_link() {
        neighbourhood = Neighbourhood.claim();
        table = ProcessTable.open("prober-it");
        vertx = Vertx.vertx();
        primary = PostgresServer.primary(table, "east", neighbourhood.socket(1, 2, 5432));
        primary.createRole("watcher", "sesame");
        primary.execute("postgres", "GRANT pg_monitor TO watcher");
        primary.createRole("stranger", "sesame");
        primary.createDatabase("shop", "watcher");
        primary.execute("shop", "CREATE TABLE orders(id bigint)");
        link = Link.open("west-east", neighbourhood.socket(2, 9, 5432), primary.address());
        standby =
                PostgresServer.standbyOf(
                        table,
                        "west",
                        neighbourhood.socket(2, 2, 5432),
                        link.address(),
                        "west_slot");
    }

    @AfterAll
    static void end() throws Exception {
        table.close();
        link.close();
        neighbourhood.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @BeforeEach
    void heal() {
        link.heal();
        prober = new PostgresProber(vertx);
    }

    @Test
    void a_primary_says_so_and_where_its_log_stands() {
        var seen = ask(primary.address(), "watcher:sesame");

        assertThat(seen.answer()).isEqualTo(Answer.UP);
        assertThat(seen.detail()).isEqualTo("primary");
        var replication = seen.replication().orElseThrow();
        assertThat(replication.inRecovery()).isFalse();
        assertThat(replication.readOnly()).isFalse();
        assertThat(replication.position()).matches("[0-9A-F]+/[0-9A-F]+").isNotEqualTo("0/0");
        assertThat(replication.currentAsOf()).isEmpty();
    }

    @Test
    void a_fenced_primary_says_that_it_is_read_only() {
        primary.execute("postgres", "ALTER SYSTEM SET default_transaction_read_only = on");
        primary.execute("postgres", "SELECT pg_reload_conf()");
        try {
            var seen = await(primary.address(), Replication::readOnly);

            assertThat(seen.detail()).isEqualTo("primary, read-only");
        } finally {
            primary.execute("postgres", "ALTER SYSTEM RESET default_transaction_read_only");
            primary.execute("postgres", "SELECT pg_reload_conf()");
            await(primary.address(), replication -> !replication.readOnly());
        }
    }

    @Test
    void a_standby_that_has_replayed_everything_is_current_although_nothing_is_written() {
        primary.execute("shop", "INSERT INTO orders VALUES (1)");
        var written = now();

        // The primary's keepalives prove it, long after its last commit.
        var seen = await(standby.address(), r -> isCurrentAsOf(r, written.plusMillis(1)));

        assertThat(seen.detail()).isEqualTo("standby");
        assertThat(seen.replication().orElseThrow().inRecovery()).isTrue();
        assertThat(seen.replication().orElseThrow().sinceLastMessage().orElseThrow())
                .isLessThan(Duration.ofSeconds(20));
    }

    @Test
    void a_standby_that_is_cut_off_stays_as_current_as_it_was() {
        primary.execute("shop", "INSERT INTO orders VALUES (2)");
        var before = now();
        await(standby.address(), r -> r.currentAsOf().isPresent());
        link.cut();
        var cut = now();
        primary.execute("shop", "INSERT INTO orders VALUES (3)");

        var seen = ask(standby.address(), "watcher:sesame");

        assertThat(seen.answer()).isEqualTo(Answer.UP);
        assertThat(seen.replication().orElseThrow().currentAsOf().orElseThrow())
                .isBefore(cut.plusMillis(1))
                .isAfter(before.minusSeconds(30));
    }

    @Test
    void a_standby_that_has_received_but_not_replayed_is_not_current() {
        standby.execute("postgres", "SELECT pg_wal_replay_pause()");
        try {
            primary.execute("shop", "INSERT INTO orders VALUES (4)");
            var committed = now();
            primary.execute("shop", "INSERT INTO orders SELECT generate_series(1, 5000)");
            Deadline.inSeconds(20)
                    .until(
                            "the standby to receive what it does not replay",
                            () ->
                                    standby.query(
                                                    "postgres",
                                                    "SELECT pg_last_wal_receive_lsn() >"
                                                            + " pg_last_wal_replay_lsn()")
                                            .equals(List.of("t")));

            var seen = ask(standby.address(), "watcher:sesame");

            assertThat(seen.answer()).isEqualTo(Answer.UP);
            assertThat(seen.replication().filter(r -> isCurrentAsOf(r, committed))).isEmpty();
        } finally {
            standby.execute("postgres", "SELECT pg_wal_replay_resume()");
        }
    }

    @Test
    void a_role_that_may_not_see_the_replication_is_told_what_it_lacks() {
        var seen = ask(standby.address(), "stranger:sesame");

        assertThat(seen.answer()).isEqualTo(Answer.UP);
        assertThat(seen.detail()).contains("grant pg_monitor");
        assertThat(seen.replication().orElseThrow().sinceLastMessage()).isEmpty();
    }

    @Test
    void a_refused_login_says_nothing_of_the_server() {
        var seen = ask(primary.address(), "watcher:guess");

        assertThat(seen.answer()).isEqualTo(Answer.NONE);
        assertThat(seen.detail()).contains("refuses the login").doesNotContain("guess");
    }

    @Test
    void a_secret_that_is_not_there_says_nothing_of_the_server() {
        var endpoint =
                endpoint(primary.address(), "shop", new Credential.File("/nonexistent/pg-west"));

        var seen = get(prober.ask(new PostgreSql(endpoint), TIMEOUT));

        assertThat(seen.answer()).isEqualTo(Answer.NONE);
        assertThat(seen.detail()).contains("/nonexistent/pg-west");
    }

    @Test
    void a_database_that_is_not_there_is_named_as_such() {
        var endpoint = endpoint(primary.address(), "nowhere", secret("watcher:sesame"));

        var seen = get(prober.ask(new PostgreSql(endpoint), TIMEOUT));

        assertThat(seen.detail()).isEqualTo("has no database of that name");
    }

    @Test
    void nobody_listening_is_down() {
        var seen = ask(neighbourhood.socket(3, 3, 5432), "watcher:sesame");

        assertThat(seen.answer()).isEqualTo(Answer.DOWN);
        assertThat(seen.detail()).isEqualTo("no connection");
    }

    @Test
    void servers_that_accept_and_say_nothing_are_down_in_time_and_keep_nobody_waiting()
            throws IOException {
        try (var mute = new ServerSocket(0, 500, InetAddress.getLoopbackAddress())) {
            var address = new InetSocketAddress(mute.getInetAddress(), mute.getLocalPort());
            var target = new PostgreSql(endpoint(address, "shop", secret("watcher:sesame")));
            List<CompletionStage<Observation>> lost = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                lost.add(prober.ask(target, Duration.ofMillis(500)));
            }

            assertThat(ask(primary.address(), "watcher:sesame").up()).isTrue();
            for (var stage : lost) {
                assertThat(get(stage).detail()).isIn("no answer in time", "no connection");
            }
            assertHungUp(mute);
        }
    }

    @Test
    void one_session_serves_all_questions_and_ends_when_nobody_asks_any_more() {
        ask(primary.address(), "watcher:sesame");
        var first = sessions();
        for (int i = 0; i < 20; i++) {
            ask(primary.address(), "watcher:sesame");
        }

        assertThat(first).hasSize(1);
        assertThat(sessions()).isEqualTo(first);
        Deadline.inSeconds(10).until("the session to end", () -> sessions().isEmpty());
    }

    @Test
    void a_session_that_the_server_has_ended_is_opened_again_within_the_same_question() {
        ask(primary.address(), "watcher:sesame");
        primary.execute("postgres", END_SESSIONS);

        assertThat(ask(primary.address(), "watcher:sesame").up()).isTrue();
    }

    @Test
    void a_session_that_is_open_is_no_answer_of_a_server_that_cannot_be_reached() {
        try (var way = Link.open("way-in", neighbourhood.socket(3, 7, 5432), primary.address())) {
            assertThat(ask(way.address(), "watcher:sesame").up()).isTrue();
            way.cut();

            var lost = ask(way.address(), "watcher:sesame");
            assertThat(lost.answer()).isEqualTo(Answer.DOWN);
            assertThat(lost.detail()).isEqualTo("no answer in time");

            way.heal();
            assertThat(ask(way.address(), "watcher:sesame").up()).isTrue();
        }
    }

    @Test
    void a_new_password_is_used_at_once() {
        var secret = secret("watcher:sesame");
        var target = new PostgreSql(endpoint(primary.address(), "shop", secret));
        assertThat(get(prober.ask(target, TIMEOUT)).up()).isTrue();
        write(Path.of(((Credential.File) secret).path()), "watcher:guess");

        assertThat(get(prober.ask(target, TIMEOUT)).detail()).contains("refuses the login");
    }

    @Test
    void a_server_that_takes_no_more_logins_is_noticed_although_a_session_is_open() {
        primary.createRole("late", "sesame");
        prober = new PostgresProber(vertx, Duration.ofSeconds(1));
        assertThat(ask(primary.address(), "late:sesame").up()).isTrue();
        primary.execute("postgres", "ALTER ROLE late CONNECTION LIMIT 0");

        Deadline.inSeconds(10)
                .until(
                        "the refusal to be seen",
                        () ->
                                ask(primary.address(), "late:sesame")
                                        .detail()
                                        .equals("has no connection left"));
    }

    private static final String END_SESSIONS =
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name ="
                    + " 'muster probe'";

    /** The processes of the server that serve the prober. */
    private static List<String> sessions() {
        return primary.query(
                "postgres",
                "SELECT pid FROM pg_stat_activity WHERE application_name = 'muster probe'");
    }

    private static void assertHungUp(ServerSocket mute) throws IOException {
        for (int i = 0; i < 200; i++) {
            try (var accepted = mute.accept()) {
                accepted.setSoTimeout(5_000);
                while (accepted.getInputStream().read() >= 0) {
                    // what it said before it gave up
                }
            }
        }
    }

    private Observation await(InetSocketAddress address, Predicate<Replication> wanted) {
        var seen = new ArrayList<Observation>();
        Deadline.inSeconds(40)
                .until(
                        "the reading that is expected",
                        () -> {
                            var observation = ask(address, "watcher:sesame");
                            seen.add(observation);
                            return observation.replication().filter(wanted).isPresent();
                        });
        return seen.getLast();
    }

    private static boolean isCurrentAsOf(Replication replication, Instant instant) {
        return replication.currentAsOf().filter(current -> !current.isBefore(instant)).isPresent();
    }

    private Observation ask(InetSocketAddress address, String login) {
        return get(prober.ask(new PostgreSql(endpoint(address, "shop", secret(login))), TIMEOUT));
    }

    private static PostgresEndpoint endpoint(
            InetSocketAddress address, String database, Credential credential) {
        return new PostgresEndpoint(
                address.getAddress().getHostAddress(), address.getPort(), database, credential);
    }

    private Credential secret(String text) {
        var file = folder.resolve("secret-" + text.hashCode());
        // Written once: it may be being read.
        if (Files.notExists(file)) {
            write(file, text);
        }
        return new Credential.File(file.toString());
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Instant now() {
        return Instant.parse(
                primary.query(
                                "postgres",
                                "SELECT to_char(clock_timestamp() AT TIME ZONE 'UTC',"
                                        + " 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')")
                        .getFirst());
    }

    private static <T> T get(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get(10, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError("no answer within 10s", e);
        }
    }
}
