package dev.muster.backup.protection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.events.BackupEvent.EngineObserved;
import dev.muster.events.BackupEvent.Finding;
import dev.muster.events.BackupEvent.Finding.Code;
import dev.muster.events.BackupEvent.FindingClosed;
import dev.muster.events.BackupEvent.FindingOpened;
import dev.muster.events.DrEvent;
import dev.muster.events.Epoch;
import dev.muster.events.ExecutionId;
import dev.muster.events.FailoverEvent.ExecutionCompleted;
import dev.muster.events.PlanEvent.PlanDeclared;
import dev.muster.events.PlanEvent.PlanRetired;
import dev.muster.machine.Input;
import dev.muster.plan.PlanId;
import dev.muster.plan.PlanParser;
import dev.muster.plan.PlanReading;
import dev.muster.plan.SecretWatch;
import dev.muster.plan.SiteId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the machine makes of secrets that sites which stand by lack. */
class SecretFindingsTest {

    private static final PlanId WIKI = new PlanId("wiki");
    private static final SiteId WEST = new SiteId("west");
    private static final SiteId EAST = new SiteId("east");
    private static final SiteId NORTH = new SiteId("north");
    private static final Instant NOW = Instant.parse("2026-03-01T02:00:00Z");
    private static final String SECRETS =
            "  secrets: [{namespace: wiki, name: database}, {namespace: wiki, name: smtp}]\n";

    private final ProtectionMachine machine = new ProtectionMachine();
    private final List<DrEvent> said = new ArrayList<>();
    private Optional<PlanProtection> state = Optional.empty();

    @BeforeEach
    void declare() {
        hear(declared(SECRETS));
        said.clear();
    }

    @Test
    void two_secrets_that_a_standby_lacks_are_two_findings() {
        hear(observed(EAST, missing(EAST, "database"), missing(EAST, "smtp")));
        hear(observed(EAST, missing(EAST, "database"), missing(EAST, "smtp")));

        assertThat(said(FindingOpened.class))
                .extracting(FindingOpened::finding)
                .containsExactly(missing(EAST, "database"), missing(EAST, "smtp"));
    }

    @Test
    void what_two_standbys_lack_is_one_finding_that_ends_with_the_last() {
        hear(
                observed(EAST, missing(EAST, "database")),
                observed(NORTH, missing(NORTH, "database")));
        assertThat(said(FindingOpened.class)).hasSize(1);

        hear(observed(EAST));
        assertThat(open()).containsExactly("wiki/database");

        hear(observed(NORTH));
        assertThat(open()).isEmpty();
        assertThat(said(FindingClosed.class)).hasSize(1);
    }

    @Test
    void what_the_active_site_is_said_to_lack_is_nothing_to_warn_of() {
        hear(observed(WEST, missing(WEST, "database")));

        assertThat(open()).isEmpty();
    }

    @Test
    void a_site_that_becomes_the_active_one_begins_anew_when_it_stands_by_again() {
        hear(observed(EAST, missing(EAST, "database")));

        hear(completed(EAST));
        assertThat(open()).isEmpty();

        hear(completed(WEST));
        assertThat(open()).isEmpty();
    }

    @Test
    void what_is_heard_before_the_move_is_known_counts_as_soon_as_it_is() {
        hear(observed(WEST, missing(WEST, "database")));

        hear(completed(EAST));

        assertThat(open()).containsExactly("wiki/database");
    }

    @Test
    void a_plan_that_watches_no_secrets_any_more_has_none_to_warn_of() {
        hear(observed(EAST, missing(EAST, "database")));

        hear(declared(""));
        assertThat(open()).isEmpty();
        assertThat(said(FindingClosed.class)).hasSize(1);

        hear(declared(SECRETS));
        assertThat(open()).isEmpty();
    }

    @Test
    void nobody_is_listened_to_about_secrets_that_no_plan_watches() {
        hear(declared(""));

        hear(observed(EAST, missing(EAST, "database")));

        assertThat(open()).isEmpty();
        hear(declared(SECRETS));
        assertThat(open()).isEmpty();
    }

    @Test
    void a_plan_that_is_retired_and_comes_back_knows_nothing_of_before() {
        hear(observed(EAST, missing(EAST, "database")));

        hear(new PlanRetired(WIKI));
        assertThat(said(FindingClosed.class)).hasSize(1);

        hear(declared(SECRETS));
        assertThat(open()).isEmpty();
    }

    @Test
    void a_site_that_the_plan_does_not_name_is_not_listened_to() {
        hear(observed(new SiteId("south"), missing(new SiteId("south"), "database")));

        assertThat(open()).isEmpty();
    }

    private void hear(DrEvent... events) {
        for (var event : events) {
            var outcome =
                    machine.decide(state, new Input.Happened("id-" + said.size(), event), NOW);
            state = Optional.of(outcome.state());
            said.addAll(outcome.events());
        }
    }

    private <E> List<E> said(Class<E> type) {
        return said.stream().filter(type::isInstance).map(type::cast).toList();
    }

    private List<String> open() {
        return state.orElseThrow().findings().stream()
                .map(finding -> finding.protection().orElse(""))
                .toList();
    }

    private static EngineObserved observed(SiteId site, Finding... findings) {
        return new EngineObserved(WIKI, SecretWatch.FIELD, "secrets", site, List.of(findings), NOW);
    }

    private static Finding missing(SiteId site, String name) {
        return new Finding(
                Code.SECRET_MISSING,
                Optional.of("wiki/" + name),
                site + ": there is no Secret wiki/" + name,
                "make it");
    }

    private static ExecutionCompleted completed(SiteId active) {
        return new ExecutionCompleted(
                WIKI,
                new ExecutionId("x-1"),
                active,
                new Epoch(2),
                Duration.ofSeconds(9),
                Optional.empty(),
                NOW);
    }

    private static PlanDeclared declared(String secrets) {
        if (PlanParser.parse(PLAN + secrets) instanceof PlanReading.Accepted(var declarations)) {
            var plan = declarations.plan(WIKI).orElseThrow();
            return new PlanDeclared("1", plan, declarations.sitesOf(plan));
        }
        throw new AssertionError("the plan of this test is refused");
    }

    private static final String PLAN =
            """
            apiVersion: muster.dev/v1alpha1
            kind: Site
            metadata: {name: west}
            spec:
              failureDomain: west
              kubernetes: {kubeconfig: {file: /west}}
              probes: [{name: api, kubernetes: {}}]
            ---
            apiVersion: muster.dev/v1alpha1
            kind: Site
            metadata: {name: east}
            spec:
              failureDomain: east
              kubernetes: {kubeconfig: {file: /east}}
              probes: [{name: api, kubernetes: {}}]
            ---
            apiVersion: muster.dev/v1alpha1
            kind: Site
            metadata: {name: north}
            spec:
              failureDomain: north
              kubernetes: {kubeconfig: {file: /north}}
              probes: [{name: api, kubernetes: {}}]
            ---
            apiVersion: muster.dev/v1alpha1
            kind: RecoveryPlan
            metadata: {name: wiki}
            spec:
              description: wiki
              owner: it@example.org
              criticality: P2
              objectives: {rto: 8h, rpo: 24h}
              strategy: pilotLight
              sites: {primary: west, standbys: [east, north]}
              applications:
                - {namespace: wiki, workload: deployment/wiki, replicas: {active: 1, passive: 0}}
              detection: {vantages: [office], quorum: 1, tolerance: 5m}
              failover: {mode: observe}
            """;
}
