package dev.muster.sandbox.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.muster.events.Epoch;
import dev.muster.events.StepAction.FencePostgres;
import dev.muster.events.StepResult;
import dev.muster.events.StepResult.Done;
import dev.muster.events.StepResult.Unavailable;
import dev.muster.events.StepResult.Unknown;
import dev.muster.failover.adapter.postgresql.PostgresFence;
import dev.muster.failover.adapter.postgresql.PostgresLocalAuthority;
import dev.muster.failover.app.LocalAuthority.Trouble;
import dev.muster.failover.app.LocalSite;
import dev.muster.plan.Credential;
import dev.muster.plan.PlanId;
import dev.muster.plan.PostgresEndpoint;
import dev.muster.plan.SiteId;
import dev.muster.sandbox.network.Neighbourhood;
import dev.muster.sandbox.postgres.PostgresServer;
import dev.muster.sandbox.process.ProcessTable;
import dev.muster.sandbox.process.SmallDisk;
import dev.muster.service.step.StepContext;
import dev.muster.service.step.StepContext.Deadline;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A PostgreSQL server that has no room left. */
class FullDatabaseDiskIT {

    private static final PlanId SHOP = new PlanId("shop");
    private static final SiteId WEST = new SiteId("west");
    private static final int PORT = 5432;
    private static final int MEGABYTES = 256;

    private final Neighbourhood neighbourhood = Neighbourhood.claim();
    private final ProcessTable table = ProcessTable.open("full-database-it");
    private SmallDisk disk;
    private PostgresServer west;
    private PostgresEndpoint endpoint;

    @BeforeEach
    void a_primary_on_a_small_disk() throws IOException {
        assumeTrue(SmallDisk.isPossible(), "no small disk: only root can mount one");
        disk = SmallDisk.at(table.directory("west"), MEGABYTES);
        table.onClose(disk::close);
        west = PostgresServer.primary(table, "west", neighbourhood.socket(1, 10, PORT));
        west.createRole("shop", "shop");
        west.createDatabase("orders", "shop");
        var secret = table.directory("secrets").resolve("login");
        Files.writeString(secret, PostgresServer.SUPERUSER + ":" + PostgresServer.PASSWORD);
        endpoint =
                new PostgresEndpoint(
                        west.address().getAddress().getHostAddress(),
                        PORT,
                        "orders",
                        new Credential.File(secret.toString()));
    }

    @AfterEach
    void end() {
        table.close();
        neighbourhood.close();
    }

    @Test
    void a_fence_for_which_there_is_no_room_is_not_taken_for_one_and_holds_when_there_is()
            throws InterruptedException {
        disk.fill();

        var refused = fence();

        assertThat(refused).isInstanceOfAny(Unknown.class, Unavailable.class);
        assertThat(refused.detail())
                .contains(endpoint.host() + ":" + PORT, "disk is full", "make room");

        disk.free();
        assertThat(readOnly()).isEqualTo("off");

        assertThat(fence()).isInstanceOf(Done.class);
        assertThat(readOnly()).isEqualTo("on");
    }

    @Test
    void a_guard_whose_lease_runs_out_stops_its_server_although_there_is_no_room() throws Trouble {
        var guard = new PostgresLocalAuthority();
        var site = new LocalSite(SHOP, WEST, Optional.empty(), List.of(), List.of(endpoint));
        guard.passivate(site);
        guard.activate(site, new Epoch(1));
        assertThat(readOnly()).isEqualTo("off");
        disk.fill();

        guard.passivate(site);

        assertThat(readOnly()).isEqualTo("on");
    }

    @Test
    void a_guard_that_cannot_stop_a_server_it_never_had_says_why_and_stops_it_when_it_can()
            throws Trouble {
        var guard = new PostgresLocalAuthority();
        var site = new LocalSite(SHOP, WEST, Optional.empty(), List.of(), List.of(endpoint));
        disk.fill();

        assertThatThrownBy(() -> guard.passivate(site))
                .isInstanceOf(Trouble.class)
                .hasMessageContaining("disk is full");

        disk.free();
        guard.passivate(site);

        assertThat(readOnly()).isEqualTo("on");
    }

    private StepResult fence() throws InterruptedException {
        return new PostgresFence()
                .handle(
                        new FencePostgres(WEST, endpoint),
                        new StepContext(
                                SHOP,
                                new Epoch(2),
                                Deadline.in(Duration.ofSeconds(10)),
                                () -> true,
                                _ -> {}));
    }

    private String readOnly() {
        return west.query("orders", "show default_transaction_read_only").getFirst();
    }
}
