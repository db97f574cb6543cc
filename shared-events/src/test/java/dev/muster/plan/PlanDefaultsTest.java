package dev.muster.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.plan.RecoveryPlan.Criticality;
import dev.muster.plan.RecoveryPlan.Failover;
import dev.muster.plan.RecoveryPlan.Mode;
import dev.muster.plan.RecoveryPlan.Moment;
import dev.muster.plan.RecoveryPlan.Replicas;
import dev.muster.plan.RecoveryPlan.Strategy;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlanDefaultsTest {

    private static final String SMALLEST =
            """
            apiVersion: muster.dev/v1alpha1
            kind: Site
            metadata: {name: west}
            spec:
              failureDomain: us-west-2
              kubernetes: {kubeconfig: {file: /west}}
              probes: [{name: api, kubernetes: {}}]
            ---
            apiVersion: muster.dev/v1alpha1
            kind: Site
            metadata: {name: east}
            spec:
              failureDomain: us-east-1
              kubernetes: {kubeconfig: {file: /east}}
              probes: [{name: api, tcp: {host: east.example.org, port: 443}}]
            ---
            apiVersion: muster.dev/v1alpha1
            kind: RecoveryPlan
            metadata: {name: shop}
            spec:
              objectives: {rto: 2m, rpo: 10s}
              sites: {primary: west, standbys: [east]}
              applications:
                - {namespace: shop, workload: deployment/web, replicas: {active: 3}}
              traffic:
                - name: www
                  dns: {provider: rfc2136, server: ns1.example.org, zone: example.org., tsig: {file: /t}}
                  record: {name: Shop.example.org.}
                  targets: {west: [192.0.2.10], east: [192.0.2.20]}
              detection:
                vantages: [office, home]
                alerts: [{matchers: [cluster=west]}]
              notify: [{webhook: {url: "https://chat.example.org/"}}]
            """;

    private final Declarations declared = Examples.accepted(SMALLEST);
    private final RecoveryPlan plan = declared.plans().getFirst();

    @Test
    void a_plan_that_says_nothing_of_it_only_observes() {
        assertThat(plan.failover())
                .isEqualTo(
                        new Failover(
                                Mode.OBSERVE,
                                2,
                                Duration.ofSeconds(10),
                                Duration.ofMinutes(30),
                                List.of(),
                                Optional.empty(),
                                List.of()));
    }

    @Test
    void what_may_be_lost_is_the_recovery_point_objective() {
        assertThat(plan.failover().maxDataLoss()).isEqualTo(plan.objectives().rpo());
    }

    @Test
    void two_vantages_must_see_a_loss_for_thirty_seconds() {
        assertThat(plan.detection().quorum()).isEqualTo(2);
        assertThat(plan.detection().tolerance()).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void an_alert_speaks_of_the_primary_and_is_kept_in_one_form() {
        var hint = plan.detection().alerts().getFirst();

        assertThat(hint.site()).isEqualTo(new SiteId("west"));
        assertThat(hint.matchers()).containsExactly("cluster=\"west\"");
    }

    @Test
    void a_probe_asks_every_ten_seconds_and_needs_three_failures_in_a_row() {
        assertThat(declared.sites().getFirst().probes().getFirst())
                .isEqualTo(
                        new Probe(
                                "api",
                                Duration.ofSeconds(10),
                                Duration.ofSeconds(2),
                                3,
                                2,
                                java.util.Map.of(
                                        new SiteId("west"),
                                        new ProbeTarget.Kubernetes(
                                                new Credential.File("/west"), 0.5))));
    }

    @Test
    void a_site_has_no_guard_unless_it_says_so() {
        assertThat(declared.sites()).noneMatch(Site::guarded);
    }

    @Test
    void nothing_runs_at_the_standby_unless_the_plan_says_so() {
        assertThat(plan.applications().getFirst().replicas()).isEqualTo(new Replicas(3, 0));
    }

    @Test
    void traffic_is_short_lived_and_verified_at_its_own_name() {
        var traffic = plan.traffic().getFirst();

        assertThat(traffic.record().type()).isEqualTo("A");
        assertThat(traffic.record().ttl()).isEqualTo(Duration.ofSeconds(30));
        assertThat(traffic.url()).isEqualTo(URI.create("https://shop.example.org/"));
    }

    @Test
    void everybody_on_the_list_is_told_everything() {
        assertThat(plan.notifications().getFirst().on()).containsExactlyInAnyOrder(Moment.values());
    }

    @Test
    void the_rest_is_empty_or_in_the_middle() {
        assertThat(plan.criticality()).isEqualTo(Criticality.P1);
        assertThat(plan.description()).isEmpty();
        assertThat(plan.dependsOn()).isEqualTo(Set.of());
        assertThat(plan.assurance()).isEqualTo(Assurance.none());
    }

    @ParameterizedTest
    @CsvSource({
        "2m,   10s, HOT_STANDBY",
        "5m,   24h, HOT_STANDBY",
        "301s, 10s, WARM_STANDBY",
        "30m,  24h, WARM_STANDBY",
        "31m,  24h, PILOT_LIGHT",
        "4h,   24h, PILOT_LIGHT",
        "5h,   59m, PILOT_LIGHT",
        "5h,   1h,  BACKUP_RESTORE",
    })
    void the_strategy_follows_from_the_objectives(String rto, String rpo, Strategy strategy) {
        var objectives =
                new RecoveryPlan.Objectives(
                        ShortDuration.parse(rto).orElseThrow(),
                        ShortDuration.parse(rpo).orElseThrow());

        assertThat(Strategy.fitting(objectives)).isEqualTo(strategy);
    }
}
