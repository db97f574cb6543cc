package dev.muster.sandbox.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.events.Epoch;
import dev.muster.events.StepAction.DrainPostgres;
import dev.muster.events.StepAction.FencePostgres;
import dev.muster.events.StepAction.PromotePostgres;
import dev.muster.events.StepAction.ReleasePostgres;
import dev.muster.events.StepResult;
import dev.muster.events.StepResult.Done;
import dev.muster.events.StepResult.Rejected;
import dev.muster.events.StepResult.Unavailable;
import dev.muster.failover.adapter.postgresql.PostgresDrain;
import dev.muster.failover.adapter.postgresql.PostgresFence;
import dev.muster.failover.adapter.postgresql.PostgresLocalAuthority;
import dev.muster.failover.adapter.postgresql.PostgresPromotion;
import dev.muster.failover.adapter.postgresql.PostgresRelease;
import dev.muster.failover.app.LocalAuthority.Trouble;
import dev.muster.failover.app.LocalSite;
import dev.muster.plan.Credential;
import dev.muster.plan.PlanId;
import dev.muster.plan.PostgresEndpoint;
import dev.muster.plan.SiteId;
import dev.muster.sandbox.network.Neighbourhood;
import dev.muster.sandbox.postgres.PostgresServer;
import dev.muster.sandbox.process.ProcessTable;
import dev.muster.service.step.StepContext;
import dev.muster.service.step.StepContext.Deadline;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What Muster does to PostgreSQL, told from what the servers then do to their clients. */
class PostgresAuthorityIT {

    private static final PlanId SHOP = new PlanId("shop");
    private static final SiteId WEST = new SiteId("west");
    private static final SiteId EAST = new SiteId("east");
    private static final int PORT = 5432;

    private final Neighbourhood neighbourhood = Neighbourhood.claim();
    private final ProcessTable table = ProcessTable.open("authority-it");
    private PostgresServer west;
    private PostgresServer east;
    private Credential login;

    @BeforeEach
    void a_primary_and_its_standby() throws IOException {
        var secret = table.directory("secrets").resolve("login");
        Files.writeString(secret, PostgresServer.SUPERUSER + ":" + PostgresServer.PASSWORD);
        login = new Credential.File(secret.toString());
        west = PostgresServer.primary(table, "west", neighbourhood.socket(1, 10, PORT));
        west.createRole("shop", "shop");
        west.createDatabase("orders", "shop");
        west.execute("orders", "create table orders(id int); alter table orders owner to shop");
        east =
                PostgresServer.standbyOf(
                        table, "east", neighbourhood.socket(2, 10, PORT), west.address(), "east");
    }

    @AfterEach
    void end() {
        table.close();
        neighbourhood.close();
    }

    @Test
    void a_fenced_primary_takes_no_writes_from_old_or_new_sessions_even_after_a_restart()
            throws Exception {
        try (var open = shop(west)) {
            open.createStatement().execute("insert into orders values (1)");

            assertThat(fence(2)).isInstanceOf(Done.class);

            assertThat(accepts(open, 2)).isFalse();
            assertThat(accepts(west, 3)).isFalse();
            west.kill9();
            west.start();
            assertThat(accepts(west, 4)).isFalse();
        }
    }

    @Test
    void before_a_move_a_refused_login_missing_rights_and_a_wrong_role_are_found()
            throws Exception {
        assertThat(new PostgresFence().trouble(new FencePostgres(WEST, endpoint(west)), SHOP))
                .isEmpty();
        assertThat(new PostgresPromotion().trouble(new PromotePostgres(EAST, endpoint(east)), SHOP))
                .isEmpty();
        assertThat(
                        new PostgresPromotion()
                                .trouble(new PromotePostgres(WEST, endpoint(west)), SHOP)
                                .orElseThrow())
                .contains("is no standby");

        var wrong = login("wrong", PostgresServer.SUPERUSER + ":guess");
        assertThat(fenceTrouble(wrong)).contains("refuses the login", "credentials file");
        var weak = login("weak", "shop:shop");
        assertThat(fenceTrouble(weak))
                .contains("lacks pg_signal_backend", "execute on pg_promote()", "alter system");
        west.kill9();
        assertThat(fenceTrouble(login)).contains("does not answer");
    }

    private String fenceTrouble(Credential credentials) throws InterruptedException {
        var address = west.address();
        var endpoint =
                new PostgresEndpoint(
                        address.getAddress().getHostAddress(),
                        address.getPort(),
                        "orders",
                        credentials);
        return new PostgresFence().trouble(new FencePostgres(WEST, endpoint), SHOP).orElseThrow();
    }

    private Credential login(String name, String text) throws IOException {
        var file = table.directory("secrets").resolve(name);
        Files.writeString(file, text);
        return new Credential.File(file.toString());
    }

    @Test
    void an_order_of_an_older_epoch_changes_nothing() throws Exception {
        assertThat(fence(3)).isInstanceOf(Done.class);
        assertThat(release(2)).isInstanceOf(Rejected.class);
        assertThat(accepts(west, 1)).isFalse();

        assertThat(release(4)).isInstanceOf(Done.class);
        assertThat(accepts(west, 1)).isTrue();
        assertThat(fence(3)).isInstanceOf(Rejected.class);
        assertThat(accepts(west, 2)).isTrue();
    }

    @Test
    void a_planned_move_fences_drains_and_promotes_without_losing_a_row() throws Exception {
        for (var i = 0; i < 500; i++) {
            west.execute("orders", "insert into orders values (" + i + ")");
        }
        var fenced = (Done) fence(2);
        var drained =
                new PostgresDrain()
                        .handle(
                                new DrainPostgres(
                                        EAST,
                                        endpoint(east),
                                        fenced.facts().position().orElseThrow()),
                                context(2));
        assertThat(drained).isInstanceOf(Done.class);

        var promoted = promote(2);

        assertThat(promoted).isInstanceOf(Done.class);
        assertThat(east.query("orders", "select count(*) from orders")).containsExactly("500");
        assertThat(accepts(east, 501)).isTrue();
        assertThat(accepts(west, 501)).isFalse();
    }

    @Test
    void promoting_twice_is_promoting_once() throws Exception {
        west.kill9();
        var first = promote(2);
        var timeline =
                east.query("orders", "select substr(pg_walfile_name(pg_current_wal_lsn()),1,8)");
        var second = promote(2);

        assertThat(List.of(first, second)).allMatch(Done.class::isInstance);
        assertThat(east.query("orders", "select substr(pg_walfile_name(pg_current_wal_lsn()),1,8)"))
                .isEqualTo(timeline);
        assertThat(promote(1)).isInstanceOf(Rejected.class);
    }

    @Test
    void a_server_that_does_not_answer_is_unavailable_and_a_wrong_password_is_rejected()
            throws Exception {
        var wrong = table.directory("secrets").resolve("wrong");
        Files.writeString(wrong, "postgres:nonsense");
        var refused =
                new PostgresFence()
                        .handle(
                                new FencePostgres(
                                        WEST,
                                        new PostgresEndpoint(
                                                west.address().getHostString(),
                                                PORT,
                                                "orders",
                                                new Credential.File(wrong.toString()))),
                                context(2));
        assertThat(refused).isInstanceOf(Rejected.class);
        assertThat(refused.detail()).contains("credentials").doesNotContain("nonsense");

        west.kill9();
        assertThat(fence(2)).isInstanceOf(Unavailable.class);
    }

    @Test
    void an_effect_under_a_pause_does_not_happen() throws Exception {
        var paused =
                new StepContext(
                        SHOP,
                        new Epoch(2),
                        Deadline.in(Duration.ofSeconds(5)),
                        () -> false,
                        _ -> {});
        var result = new PostgresFence().handle(new FencePostgres(WEST, endpoint(west)), paused);

        assertThat(result).isInstanceOf(Unavailable.class);
        assertThat(accepts(west, 1)).isTrue();
    }

    @Test
    void a_guarded_primary_serves_under_its_lease_and_starts_read_only_whatever_happens()
            throws Exception {
        var guard = new PostgresLocalAuthority();
        var site = new LocalSite(SHOP, WEST, Optional.empty(), List.of(), List.of(endpoint(west)));

        guard.passivate(site);
        assertThat(accepts(west, 1)).isFalse();
        guard.activate(site, new Epoch(1));
        assertThat(accepts(west, 2)).isTrue();

        west.kill9();
        west.start();
        assertThat(accepts(west, 3)).as("after a restart, before the guard").isFalse();
        guard.activate(site, new Epoch(1));
        assertThat(accepts(west, 4)).isTrue();
    }

    @Test
    void a_lease_of_an_older_epoch_lifts_nothing() throws Exception {
        assertThat(fence(5)).isInstanceOf(Done.class);
        var site = new LocalSite(SHOP, WEST, Optional.empty(), List.of(), List.of(endpoint(west)));
        try {
            new PostgresLocalAuthority().activate(site, new Epoch(4));
        } catch (Trouble expected) {
            assertThat(expected).hasMessageContaining("epoch 5");
        }
        assertThat(accepts(west, 1)).isFalse();
    }

    @Test
    void a_guard_looks_again_and_again_in_one_session() throws Exception {
        var guard = new PostgresLocalAuthority();
        var site = new LocalSite(SHOP, WEST, Optional.empty(), List.of(), List.of(endpoint(west)));
        guard.passivate(site);
        var first = guardSessions();
        for (var i = 0; i < 10; i++) {
            guard.passivate(site);
        }

        assertThat(first).hasSize(1);
        assertThat(guardSessions()).isEqualTo(first);
    }

    @Test
    void a_guard_keeps_no_lock_that_a_move_would_wait_for() throws Exception {
        var guard = new PostgresLocalAuthority();
        var site = new LocalSite(SHOP, WEST, Optional.empty(), List.of(), List.of(endpoint(west)));
        guard.passivate(site);
        guard.activate(site, new Epoch(1));

        assertThat(fence(1)).isInstanceOf(Done.class);
    }

    @Test
    void a_guard_fences_in_a_new_session_when_the_one_before_was_ended() throws Exception {
        var guard = new PostgresLocalAuthority();
        var site = new LocalSite(SHOP, WEST, Optional.empty(), List.of(), List.of(endpoint(west)));
        guard.passivate(site);
        west.execute("postgres", "alter system set default_transaction_read_only = off");
        west.execute("postgres", "select pg_reload_conf()");
        west.execute(
                "postgres",
                "select pg_terminate_backend(pid) from pg_stat_activity where application_name ="
                        + " 'muster guard'");

        guard.passivate(site);

        assertThat(accepts(west, 1)).isFalse();
    }

    @Test
    void a_guard_uses_a_new_password_at_once() throws Exception {
        var secret = login("rotated", PostgresServer.SUPERUSER + ":" + PostgresServer.PASSWORD);
        var address = west.address();
        var endpoint =
                new PostgresEndpoint(address.getAddress().getHostAddress(), PORT, "orders", secret);
        var guard = new PostgresLocalAuthority();
        var site = new LocalSite(SHOP, WEST, Optional.empty(), List.of(), List.of(endpoint));
        guard.passivate(site);
        login("rotated", PostgresServer.SUPERUSER + ":guess");

        assertThatThrownBy(() -> guard.passivate(site))
                .isInstanceOf(Trouble.class)
                .hasMessageContaining("28P01");
    }

    private List<String> guardSessions() {
        return west.query(
                "postgres",
                "select pid from pg_stat_activity where application_name = 'muster guard'");
    }

    private StepResult fence(long epoch) throws InterruptedException {
        return new PostgresFence().handle(new FencePostgres(WEST, endpoint(west)), context(epoch));
    }

    private StepResult release(long epoch) throws InterruptedException {
        return new PostgresRelease()
                .handle(new ReleasePostgres(WEST, endpoint(west)), context(epoch));
    }

    private StepResult promote(long epoch) throws InterruptedException {
        return new PostgresPromotion()
                .handle(new PromotePostgres(EAST, endpoint(east)), context(epoch));
    }

    private static StepContext context(long epoch) {
        return new StepContext(
                SHOP, new Epoch(epoch), Deadline.in(Duration.ofSeconds(10)), () -> true, _ -> {});
    }

    private PostgresEndpoint endpoint(PostgresServer server) {
        return new PostgresEndpoint(
                server.address().getAddress().getHostAddress(), PORT, "orders", login);
    }

    private static Connection shop(PostgresServer server) throws SQLException {
        return DriverManager.getConnection(server.jdbcUrl("orders"), "shop", "shop");
    }

    private static boolean accepts(PostgresServer server, int id) throws SQLException {
        try (var session = shop(server)) {
            return accepts(session, id);
        }
    }

    private static boolean accepts(Connection session, int id) {
        try (var statement = session.createStatement()) {
            return statement.executeUpdate("insert into orders values (" + id + ")") == 1;
        } catch (SQLException refused) {
            return false;
        }
    }
}
