package dev.muster.backup.protection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.events.BackupAction.RemoveVelero;
import dev.muster.events.BackupAction.RestoreVelero;
import dev.muster.events.BackupAction.TakeVelero;
import dev.muster.events.BackupAction.VerifyVelero;
import dev.muster.events.BackupEvent.BackupCompleted;
import dev.muster.events.BackupEvent.BackupFailed;
import dev.muster.events.BackupEvent.BackupRequestRefused;
import dev.muster.events.BackupEvent.BackupRequested;
import dev.muster.events.BackupEvent.EngineObserved;
import dev.muster.events.BackupEvent.EngineReported;
import dev.muster.events.BackupEvent.Finding;
import dev.muster.events.BackupEvent.Finding.Code;
import dev.muster.events.BackupEvent.FindingClosed;
import dev.muster.events.BackupEvent.FindingOpened;
import dev.muster.events.BackupEvent.ObjectsRestoreRequested;
import dev.muster.events.BackupEvent.RecoveryPointExpired;
import dev.muster.events.BackupEvent.RecoveryPointVerified;
import dev.muster.events.BackupEvent.RemovalFailed;
import dev.muster.events.BackupEvent.RemovalRequested;
import dev.muster.events.BackupEvent.RestoreCompleted;
import dev.muster.events.BackupEvent.RunCommanded;
import dev.muster.events.BackupEvent.RunReported;
import dev.muster.events.BackupResult;
import dev.muster.events.BackupResult.Failed;
import dev.muster.events.BackupResult.Removed;
import dev.muster.events.BackupResult.Restored;
import dev.muster.events.BackupResult.Taken;
import dev.muster.events.BackupResult.Tried;
import dev.muster.events.DrEvent;
import dev.muster.events.Epoch;
import dev.muster.events.ExecutionId;
import dev.muster.events.FailoverEvent.PointOfNoReturnPassed;
import dev.muster.events.ObjectsRestore;
import dev.muster.events.PlanEvent.PlanDeclared;
import dev.muster.events.RecoveryPoint;
import dev.muster.events.RecoveryPointId;
import dev.muster.events.RunId;
import dev.muster.machine.Input;
import dev.muster.plan.Assurance.Level;
import dev.muster.plan.PlanId;
import dev.muster.plan.PlanParser;
import dev.muster.plan.PlanReading;
import dev.muster.plan.SiteId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the machine makes of backups that Velero takes by itself, and of wishes for others. */
class VeleroProtectionTest {

    private static final PlanId WIKI = new PlanId("wiki");
    private static final SiteId WEST = new SiteId("west");
    private static final SiteId EAST = new SiteId("east");
    private static final Instant NIGHT = Instant.parse("2026-03-01T02:00:00Z");

    private final ProtectionMachine machine = new ProtectionMachine();
    private final List<DrEvent> said = new ArrayList<>();
    private Optional<PlanProtection> state = Optional.empty();
    private Instant now = NIGHT;

    @BeforeEach
    void declare() {
        hear(declared(""));
        said.clear();
    }

    @Test
    void a_backup_that_both_sites_tell_of_is_one_point() {
        hear(report(WEST, "wiki-1", new Taken(point("wiki-1", NIGHT)), NIGHT));
        hear(report(EAST, "wiki-1", new Taken(point("wiki-1", NIGHT)), NIGHT));
        hear(report(WEST, "wiki-1", new Taken(point("wiki-1", NIGHT)), NIGHT));

        assertThat(said(BackupCompleted.class)).hasSize(1);
        assertThat(points()).containsExactly("wiki-1");
    }

    @Test
    void a_backup_that_failed_is_told_once_and_stays_open_until_a_later_one_is_good() {
        hear(report(WEST, "wiki-1", new Failed(List.of("a hook failed")), NIGHT));
        hear(report(EAST, "wiki-1", new Failed(List.of("a hook failed")), NIGHT));

        assertThat(said(BackupFailed.class))
                .singleElement()
                .satisfies(
                        failed -> {
                            assertThat(failed.engine()).isEqualTo("velero");
                            assertThat(failed.reasons()).containsExactly("a hook failed");
                        });
        assertThat(open()).contains(Code.BACKUP_FAILED);

        var later = NIGHT.plus(Duration.ofDays(1));
        hear(report(WEST, "wiki-2", new Taken(point("wiki-2", later)), later));

        assertThat(open()).doesNotContain(Code.BACKUP_FAILED);
    }

    @Test
    void an_old_failure_that_is_heard_of_late_is_no_finding() {
        var later = NIGHT.plus(Duration.ofDays(1));
        hear(report(WEST, "wiki-2", new Taken(point("wiki-2", later)), later));

        hear(report(WEST, "wiki-1", new Failed(List.of("a hook failed")), NIGHT));

        assertThat(said(BackupFailed.class)).hasSize(1);
        assertThat(open()).doesNotContain(Code.BACKUP_FAILED);
    }

    @Test
    void an_old_success_that_is_heard_of_late_closes_no_later_failure() {
        var later = NIGHT.plus(Duration.ofDays(1));
        hear(report(WEST, "wiki-2", new Failed(List.of("a hook failed")), later));

        hear(report(WEST, "wiki-1", new Taken(point("wiki-1", NIGHT)), NIGHT));

        assertThat(points()).containsExactly("wiki-1");
        assertThat(open()).contains(Code.BACKUP_FAILED);
    }

    @Test
    void what_velero_let_go_is_told_once() {
        hear(report(WEST, "wiki-1", new Taken(point("wiki-1", NIGHT)), NIGHT));

        hear(report(WEST, "wiki-1", new Removed("its time was over"), now));
        hear(report(EAST, "wiki-1", new Removed("its time was over"), now));

        assertThat(said(RecoveryPointExpired.class))
                .singleElement()
                .satisfies(gone -> assertThat(gone.reason()).isEqualTo("its time was over"));
        assertThat(points()).isEmpty();
    }

    @Test
    void what_an_engine_of_another_plan_or_protection_says_is_not_listened_to() {
        hear(
                new EngineReported(
                        WIKI,
                        new RunId("other"),
                        "weekly",
                        "velero",
                        WEST,
                        new Taken(point("other", NIGHT)),
                        NIGHT));

        assertThat(said).isEmpty();
        assertThat(points()).isEmpty();
    }

    @Test
    void trouble_of_an_engine_is_open_until_the_engine_says_otherwise() {
        var missing =
                new Finding(
                        Code.ENGINE_MISSING,
                        Optional.of("nightly"),
                        "east: Velero is not installed",
                        "install it");

        hear(new EngineObserved(WIKI, "nightly", "velero", EAST, List.of(missing), now));
        hear(new EngineObserved(WIKI, "nightly", "velero", EAST, List.of(missing), now));
        hear(new EngineObserved(WIKI, "nightly", "velero", WEST, List.of(), now));

        assertThat(said(FindingOpened.class)).extracting(FindingOpened::finding).contains(missing);
        assertThat(said(FindingOpened.class)).hasSize(1);

        hear(new EngineObserved(WIKI, "nightly", "velero", EAST, List.of(), now));

        assertThat(said(FindingClosed.class)).extracting(FindingClosed::finding).contains(missing);
    }

    @Test
    void trouble_at_a_site_that_the_plan_does_not_name_is_none_of_its_own() {
        hear(
                new EngineObserved(
                        WIKI,
                        "nightly",
                        "velero",
                        new SiteId("north"),
                        List.of(new Finding(Code.ENGINE_MISSING, Optional.of("nightly"), "", "")),
                        now));

        assertThat(open()).isEmpty();
    }

    @Test
    void a_turn_that_nothing_came_of_is_overdue() {
        hear(report(WEST, "wiki-1", new Taken(point("wiki-1", NIGHT)), NIGHT));

        now = NIGHT.plus(Duration.ofDays(1)).plusSeconds(240);
        wake();
        assertThat(open()).doesNotContain(Code.BACKUP_OVERDUE);

        now = NIGHT.plus(Duration.ofDays(1)).plusSeconds(301);
        wake();
        assertThat(open()).contains(Code.BACKUP_OVERDUE);
    }

    @Test
    void a_backup_on_demand_is_commanded_at_the_active_site_and_once() {
        var wish = new BackupRequested(WIKI, "r-1", Optional.of("nightly"), "", "ada", now);

        hear(wish);
        hear(wish);

        assertThat(said(RunCommanded.class))
                .singleElement()
                .satisfies(
                        command -> {
                            assertThat(command.run()).isEqualTo(new RunId("wiki-nightly-r-1"));
                            assertThat(command.site()).isEqualTo(WEST);
                            assertThat(command.action()).isInstanceOf(TakeVelero.class);
                        });
    }

    @Test
    void a_backup_on_demand_that_the_engine_tells_of_before_its_run_does_has_ended_once() {
        hear(new BackupRequested(WIKI, "r-1", Optional.of("nightly"), "", "ada", now));
        var run = new RunId("wiki-nightly-r-1");
        var taken = new Taken(point("wiki-1", NIGHT));

        hear(new EngineReported(WIKI, run, "nightly", "velero", WEST, taken, NIGHT));
        hear(new RunReported(WIKI, run, 1, taken, now));
        now = now.plusSeconds(60);
        wake();

        assertThat(said(BackupCompleted.class)).hasSize(1);
        assertThat(said(RunCommanded.class))
                .filteredOn(command -> command.action() instanceof TakeVelero)
                .hasSize(1);
    }

    @Test
    void a_backup_on_demand_that_fails_is_told_once_whoever_says_it_first() {
        hear(new BackupRequested(WIKI, "r-1", Optional.of("nightly"), "", "ada", now));
        var run = new RunId("wiki-nightly-r-1");
        var failed = new Failed(List.of("location default is Unavailable"));

        hear(new RunReported(WIKI, run, 1, failed, now));
        hear(new EngineReported(WIKI, run, "nightly", "velero", WEST, failed, now));

        assertThat(said(BackupFailed.class)).hasSize(1);
    }

    @Test
    void a_failure_is_dated_by_who_saw_it_so_that_a_later_good_backup_closes_it() {
        hear(new BackupRequested(WIKI, "r-1", Optional.of("nightly"), "", "ada", now));
        var failed = new Failed(List.of("location default is Unavailable"));
        now = NIGHT.plus(Duration.ofDays(400));
        hear(new RunReported(WIKI, new RunId("wiki-nightly-r-1"), 1, failed, NIGHT));
        now = NIGHT.plus(Duration.ofDays(1));

        hear(report(WEST, "wiki-2", new Taken(point("wiki-2", now)), now));

        assertThat(open()).doesNotContain(Code.BACKUP_FAILED);
    }

    @Test
    void a_backup_on_demand_at_a_site_that_was_left_is_given_up_and_told_once() {
        hear(new BackupRequested(WIKI, "r-1", Optional.of("nightly"), "", "ada", now));
        var run = new RunId("wiki-nightly-r-1");

        hear(new PointOfNoReturnPassed(WIKI, new ExecutionId("wiki-e1"), EAST, new Epoch(1), now));
        hear(report(EAST, run.value(), new Failed(List.of("it was cut off")), now));

        assertThat(said(BackupFailed.class)).hasSize(1);
        assertThat(open()).doesNotContain(Code.BACKUP_FAILED);
    }

    @Test
    void a_new_point_climbs_the_ladder_at_the_other_site() {
        hear(report(WEST, "wiki-1", new Taken(point("wiki-1", NIGHT)), NIGHT));

        tried(Level.READABLE, true);
        tried(Level.RESTORED, true);

        assertThat(said(RunCommanded.class)).allMatch(command -> command.site().equals(EAST));
        assertThat(said(RecoveryPointVerified.class))
                .extracting(RecoveryPointVerified::level)
                .containsExactly(Level.READABLE, Level.RESTORED);
        assertThat(level("wiki-1")).isEqualTo(Level.RESTORED);
    }

    private void tried(Level expected, boolean passed) {
        var command = said(RunCommanded.class).getLast();
        assertThat(command.action())
                .isInstanceOfSatisfying(
                        VerifyVelero.class, trial -> assertThat(trial.level()).isEqualTo(expected));
        hear(
                new RunReported(
                        WIKI,
                        command.run(),
                        1,
                        new Tried(passed, List.of(), "", Duration.ofSeconds(1)),
                        now));
    }

    @Test
    void objects_are_restored_from_the_newest_point_before_the_moment() {
        var second = NIGHT.plus(Duration.ofDays(1));
        hear(report(WEST, "wiki-1", new Taken(point("wiki-1", NIGHT)), NIGHT));
        hear(report(WEST, "wiki-2", new Taken(point("wiki-2", second)), second));

        hear(restore("r-9", Optional.empty(), Optional.of(second.minusSeconds(1)), EAST));

        var command =
                said(RunCommanded.class).stream()
                        .filter(one -> one.action() instanceof RestoreVelero)
                        .findFirst()
                        .orElseThrow();
        assertThat(command.site()).isEqualTo(EAST);
        assertThat(command.action())
                .isInstanceOfSatisfying(
                        RestoreVelero.class,
                        restore -> {
                            assertThat(restore.point().id().value()).isEqualTo("wiki-1");
                            assertThat(restore.how().namespaces())
                                    .containsEntry("wiki", "wiki-old");
                        });
        hear(
                new RunReported(
                        WIKI,
                        command.run(),
                        1,
                        new Restored(
                                new RecoveryPointId("wiki-1"),
                                Optional.of(NIGHT),
                                10,
                                "east",
                                Duration.ofSeconds(2)),
                        now));
        assertThat(said(RestoreCompleted.class)).hasSize(1);
    }

    @Test
    void a_restore_that_cannot_be_meant_is_refused_with_every_reason() {
        hear(
                new ObjectsRestoreRequested(
                        WIKI,
                        "r-9",
                        "nightly",
                        Optional.of(new RecoveryPointId("unknown")),
                        Optional.empty(),
                        new SiteId("north"),
                        new ObjectsRestore(
                                Map.of("shop", "shop-old"), Set.of(), Set.of(), false, false),
                        "",
                        "ada",
                        now));

        assertThat(said(BackupRequestRefused.class))
                .singleElement()
                .satisfies(refused -> assertThat(refused.reasons()).hasSize(3));
    }

    @Test
    void the_only_point_is_never_removed_whoever_wishes_it() {
        hear(report(WEST, "wiki-1", new Taken(point("wiki-1", NIGHT)), NIGHT));

        hear(new RemovalRequested(WIKI, "r-3", new RecoveryPointId("wiki-1"), "", "ada", now));

        assertThat(said(BackupRequestRefused.class)).hasSize(1);
        assertThat(points()).containsExactly("wiki-1");
    }

    @Test
    void a_point_that_somebody_wants_gone_is_removed_where_backups_are_taken() {
        var second = NIGHT.plus(Duration.ofDays(1));
        hear(report(WEST, "wiki-1", new Taken(point("wiki-1", NIGHT)), NIGHT));
        hear(report(WEST, "wiki-2", new Taken(point("wiki-2", second)), second));

        hear(new RemovalRequested(WIKI, "r-3", new RecoveryPointId("wiki-1"), "", "ada", now));

        var command = said(RunCommanded.class).getLast();
        assertThat(command.action()).isInstanceOf(RemoveVelero.class);
        assertThat(command.site()).isEqualTo(WEST);
        hear(new RunReported(WIKI, command.run(), 1, new Removed("gone"), now));
        assertThat(said(RecoveryPointExpired.class))
                .singleElement()
                .satisfies(gone -> assertThat(gone.reason()).isEqualTo("somebody wanted it gone"));
        assertThat(points()).containsExactly("wiki-2");
    }

    @Test
    void a_removal_that_cannot_be_done_is_answered_and_not_tried_for_ever() {
        var second = NIGHT.plus(Duration.ofDays(1));
        hear(report(WEST, "wiki-1", new Taken(point("wiki-1", NIGHT)), NIGHT));
        hear(report(WEST, "wiki-2", new Taken(point("wiki-2", second)), second));
        hear(new RemovalRequested(WIKI, "r-3", new RecoveryPointId("wiki-1"), "", "ada", now));
        var command = said(RunCommanded.class).getLast();

        hear(
                new RunReported(
                        WIKI, command.run(), 1, new Failed(List.of("it is read-only here")), now));

        assertThat(said(RemovalFailed.class))
                .singleElement()
                .satisfies(
                        failed -> {
                            assertThat(failed.run()).isEqualTo(command.run());
                            assertThat(failed.reasons()).containsExactly("it is read-only here");
                        });
        assertThat(points()).containsExactly("wiki-1", "wiki-2");
    }

    @Test
    void what_was_heard_of_a_protection_goes_with_it() {
        hear(report(WEST, "wiki-1", new Failed(List.of("a hook failed")), NIGHT));

        hear(declared("-renamed"));

        assertThat(open()).doesNotContain(Code.BACKUP_FAILED);
    }

    private void hear(DrEvent event) {
        take(new Input.Happened("id-" + said.size(), event));
    }

    private void wake() {
        take(new Input.Woken());
    }

    private void take(Input input) {
        var outcome = machine.decide(state, input, now);
        state = Optional.of(outcome.state());
        said.addAll(outcome.events());
    }

    private <E> List<E> said(Class<E> type) {
        return said.stream().filter(type::isInstance).map(type::cast).toList();
    }

    private List<String> points() {
        return state.orElseThrow().catalogue().points().stream()
                .map(known -> known.point().id().value())
                .toList();
    }

    private Level level(String point) {
        return state.orElseThrow()
                .catalogue()
                .point(new RecoveryPointId(point))
                .orElseThrow()
                .level();
    }

    private Stream<Code> openCodes() {
        return state.orElseThrow().findings().stream().map(Finding::code);
    }

    private List<Code> open() {
        return openCodes().toList();
    }

    private static EngineReported report(
            SiteId site, String name, BackupResult result, Instant at) {
        return new EngineReported(WIKI, new RunId(name), "nightly", "velero", site, result, at);
    }

    private ObjectsRestoreRequested restore(
            String id, Optional<RecoveryPointId> point, Optional<Instant> upTo, SiteId site) {
        return new ObjectsRestoreRequested(
                WIKI,
                id,
                "nightly",
                point,
                upTo,
                site,
                new ObjectsRestore(Map.of("wiki", "wiki-old"), Set.of(), Set.of(), false, false),
                "what was there?",
                "ada",
                now);
    }

    private static RecoveryPoint point(String name, Instant at) {
        return new RecoveryPoint(
                new RecoveryPointId(name),
                "nightly",
                "velero",
                WEST,
                Optional.empty(),
                at,
                at.plusSeconds(20),
                Optional.of(at.plus(Duration.ofDays(30))),
                1_000,
                12,
                "s3://velero/backups/" + name,
                Optional.empty());
    }

    private static PlanDeclared declared(String suffix) {
        if (PlanParser.parse(PLAN.replace("SUFFIX", suffix))
                instanceof PlanReading.Accepted(var declarations)) {
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
            kind: RecoveryPlan
            metadata: {name: wiki}
            spec:
              description: wiki
              owner: it@example.org
              criticality: P2
              objectives: {rto: 8h, rpo: 24h}
              strategy: pilotLight
              sites: {primary: west, standbys: [east]}
              applications:
                - {namespace: wiki, workload: deployment/wiki, replicas: {active: 1, passive: 0}}
              detection: {vantages: [office], quorum: 1, tolerance: 5m}
              failover: {mode: observe}
              protection:
                - name: nightlySUFFIX
                  velero: {namespaces: [wiki]}
                  schedule: {cron: "0 2 * * *"}
                  verify: {every: 7d, level: restored}
            """;
}
