package dev.muster.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.plan.Assurance.Drill;
import dev.muster.plan.Assurance.Engine;
import dev.muster.plan.RecoveryPlan.Check;
import dev.muster.plan.RecoveryPlan.Strategy;
import dev.muster.plan.RecoveryPlan.Workload;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExamplePlansTest {

    private static final SiteId WEST = new SiteId("west");
    private static final SiteId EAST = new SiteId("east");

    @ParameterizedTest
    @CsvSource({
        "backup-restore.yaml, wiki,    BACKUP_RESTORE",
        "backup-restore-database.yaml, tickets, BACKUP_RESTORE",
        "pilot-light.yaml,    billing, PILOT_LIGHT",
        "warm-standby.yaml,   portal,  WARM_STANDBY",
        "hot-standby.yaml,    shop,    HOT_STANDBY",
        "cluster-state.yaml,  platform, PILOT_LIGHT",
        "operators.yaml,      library, PILOT_LIGHT",
    })
    void there_is_a_complete_example_of_each_strategy(
            String example, String name, Strategy strategy) {
        var declared = Examples.accepted(Examples.text(example));

        var plan = declared.plan(new PlanId(name)).orElseThrow();

        assertThat(plan.strategy()).isEqualTo(strategy);
        assertThat(declared.sitesOf(plan)).hasSameSizeAs(plan.sites().all());
    }

    @Test
    void what_is_written_is_what_is_meant() {
        var declared = Examples.accepted(Examples.text("hot-standby.yaml"));

        var shop = declared.plan(new PlanId("shop")).orElseThrow();

        assertThat(shop.sites().all()).containsExactly(WEST, EAST);
        assertThat(shop.applications().getFirst().workload())
                .isEqualTo(new Workload(Workload.Kind.DEPLOYMENT, "web"));
        assertThat(shop.data().getFirst().postgresql().get(EAST))
                .isEqualTo(
                        new PostgresEndpoint(
                                "pg.east.example.org",
                                5432,
                                "orders",
                                new Credential.File("/etc/muster/pg-east")));
        assertThat(shop.detection().probes().getFirst().targets().get(WEST))
                .isEqualTo(
                        new ProbeTarget.Http(
                                URI.create("https://west.shop.example.org/healthz"),
                                Set.of(200),
                                Optional.empty()));
        assertThat(shop.failover().lease()).contains(Duration.ofSeconds(15));
        assertThat(shop.failover().freeze().getFirst().length()).isEqualTo(Duration.ofDays(2));
        assertThat(shop.checks())
                .containsExactly(
                        new Check.Http("frontpage", "/", Set.of(200), Optional.of("Shop")),
                        new Check.Sql("orders-there", "orders", "select count(*) from orders", 1));
        assertThat(shop.dependsOn()).containsExactly(new PlanId("identity"));
        assertThat(declared.site(WEST).orElseThrow().guarded()).isTrue();
        assertThat(declared.site(WEST).orElseThrow().vantages())
                .containsExactly(new VantageId("west-1"));
    }

    @Test
    void backups_drills_and_costs_are_part_of_the_plan() {
        var declared = Examples.accepted(Examples.text("hot-standby.yaml"));

        var assurance = declared.plan(new PlanId("shop")).orElseThrow().assurance();

        assertThat(assurance.protection().getFirst().engine())
                .isEqualTo(
                        new Engine.Velero(
                                Set.of("shop"), Duration.ofDays(30), true, Optional.empty()));
        assertThat(assurance.protection().getFirst().schedule().orElseThrow().timeZone().getId())
                .isEqualTo("Europe/Berlin");
        assertThat(assurance.protection().get(1).engine())
                .isInstanceOfSatisfying(
                        Engine.PostgresqlBackup.class,
                        backup -> {
                            assertThat(backup.continuousWal()).isTrue();
                            assertThat(backup.to().bucket()).isEqualTo("dr");
                        });
        assertThat(assurance.drills().stream().map(Drill::kind))
                .containsExactly(Drill.Kind.RESTORE, Drill.Kind.FAILOVER);
        assertThat(assurance.drills().get(1).unless()).containsExactly("severity=\"critical\"");
        assertThat(assurance.budget().orElseThrow().downtimeCostPerHour())
                .contains(new Assurance.Money(new BigDecimal("12000"), "EUR"));
    }

    @Test
    void what_muster_itself_backs_up_is_part_of_the_plan() {
        var declared = Examples.accepted(Examples.text("cluster-state.yaml"));

        var protection =
                declared.plan(new PlanId("platform")).orElseThrow().assurance().protection();

        assertThat(protection.get(0).engine())
                .isInstanceOfSatisfying(
                        EtcdSnapshot.class,
                        etcd -> {
                            assertThat(etcd.clusters())
                                    .extractingByKey(new SiteId("osl"))
                                    .satisfies(
                                            cluster -> assertThat(cluster.endpoints()).hasSize(2));
                            assertThat(etcd.every()).isEqualTo(Duration.ofHours(6));
                        });
        assertThat(protection.get(1).engine())
                .isInstanceOfSatisfying(
                        GitMirror.class,
                        git ->
                                assertThat(git.mirrors())
                                        .contains(
                                                new GitMirror.Remote(
                                                        URI.create("file:///srv/git/platform.git"),
                                                        Optional.empty())));
        assertThat(protection.get(2).engine())
                .isInstanceOfSatisfying(
                        PostgresqlDump.class,
                        dump -> assertThat(dump.retention()).isEqualTo(Duration.ofDays(90)));
    }

    @Test
    void a_probe_of_a_data_set_asks_all_its_servers() {
        var declared = Examples.accepted(Examples.text("pilot-light.yaml"));

        var plan = declared.plan(new PlanId("billing")).orElseThrow();

        assertThat(plan.detection().probes().getFirst().targets())
                .isEqualTo(
                        Map.of(
                                new SiteId("fra"), target(plan, "fra"),
                                new SiteId("par"), target(plan, "par")));
    }

    @Test
    void an_accepted_plan_has_no_fault_when_it_is_validated_again() {
        var declared = Examples.accepted(Examples.text("hot-standby.yaml"));

        assertThat(PlanValidator.validate(declared)).isEqualTo(List.of());
    }

    private static ProbeTarget target(RecoveryPlan plan, String site) {
        var endpoint = plan.data().getFirst().postgresql().get(new SiteId(site));
        assertThat(endpoint).isNotNull();
        return new ProbeTarget.PostgreSql(java.util.Objects.requireNonNull(endpoint));
    }
}
