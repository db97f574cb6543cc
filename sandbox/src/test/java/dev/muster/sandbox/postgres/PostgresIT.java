package dev.muster.sandbox.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.sandbox.network.Link;
import dev.muster.sandbox.network.Neighbourhood;
import dev.muster.sandbox.process.Deadline;
import dev.muster.sandbox.process.ProcessTable;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PostgresIT {

    private final Neighbourhood neighbourhood = Neighbourhood.claim();
    private final ProcessTable table = ProcessTable.open("postgres-it");
    private PostgresServer primary;
    private PostgresServer standby;
    private Link link;

    @BeforeEach
    void start_a_primary_with_a_standby_behind_a_link() {
        primary = PostgresServer.primary(table, "east", neighbourhood.socket(1, 2, 5432));
        primary.createRole("shop", "secret");
        primary.createDatabase("shop", "shop");
        primary.execute("shop", "CREATE TABLE orders(id bigint primary key)");
        primary.execute("shop", "INSERT INTO orders SELECT generate_series(1, 1000)");
        link = Link.open("west-east", neighbourhood.socket(2, 9, 5432), primary.address());
        standby =
                PostgresServer.standbyOf(
                        table,
                        "west",
                        neighbourhood.socket(2, 2, 5432),
                        link.address(),
                        "west_slot");
    }

    @AfterEach
    void end() {
        table.close();
        link.close();
        neighbourhood.close();
    }

    @Test
    void a_standby_survives_the_primary_is_promoted_and_takes_the_old_primary_back() {
        // streams what is written now and refuses writes
        assertThat(standby.isInRecovery()).isTrue();
        primary.execute("shop", "INSERT INTO orders VALUES (1001)");
        awaitOrders(standby, 1001);
        assertThatThrownBy(() -> standby.execute("shop", "INSERT INTO orders VALUES (5)"))
                .hasMessageContaining("read-only");

        // the primary dies
        primary.kill9();
        assertThat(orders(standby)).isEqualTo(1001);

        // the standby takes over
        standby.promote();
        assertThat(standby.isInRecovery()).isFalse();
        standby.execute("shop", "INSERT INTO orders VALUES (2001)");

        // the old primary comes back on its own disk, believing it is still the one
        primary.start();
        assertThat(orders(primary)).isEqualTo(1001);
        assertThat(primary.isInRecovery()).isFalse();

        // and is made a standby of the new one
        primary.rebuildAsStandbyOf(standby.address(), "east_slot");
        assertThat(primary.isInRecovery()).isTrue();
        awaitOrders(primary, 1002);
        standby.execute("shop", "INSERT INTO orders VALUES (2002)");
        awaitOrders(primary, 1003);
    }

    @Test
    void a_standby_behind_a_cut_link_catches_up_when_it_heals() {
        link.cut();
        primary.execute("shop", "INSERT INTO orders VALUES (1001)");
        assertThat(orders(standby)).isEqualTo(1000);

        link.heal();

        awaitOrders(standby, 1001);
        assertThat(primary.query("postgres", "SELECT wal_status FROM pg_replication_slots"))
                .isEqualTo(List.of("reserved"));
    }

    @Test
    void a_killed_standby_comes_back_on_its_own_disk_while_the_primary_is_dead() {
        awaitOrders(standby, 1000);
        standby.kill9();
        primary.kill9();

        standby.start();

        assertThat(standby.isInRecovery()).isTrue();
        assertThat(orders(standby)).isEqualTo(1000);
    }

    @Test
    void a_role_needs_its_password() throws SQLException {
        String url = primary.jdbcUrl("shop");
        DriverManager.getConnection(url, "shop", "secret").close();

        assertThatThrownBy(() -> DriverManager.getConnection(url, "shop", "guess"))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("password authentication failed");
    }

    private static void awaitOrders(PostgresServer server, int count) {
        Deadline.inSeconds(20).until(count + " orders", () -> orders(server) == count);
    }

    private static int orders(PostgresServer server) {
        return Integer.parseInt(server.query("shop", "SELECT count(*) FROM orders").getFirst());
    }
}
