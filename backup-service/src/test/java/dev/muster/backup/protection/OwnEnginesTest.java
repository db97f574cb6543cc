package dev.muster.backup.protection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.events.BackupAction.RemoveArchive;
import dev.muster.events.BackupAction.RemoveGit;
import dev.muster.events.BackupAction.RestoreGit;
import dev.muster.events.BackupAction.TakeDump;
import dev.muster.events.BackupAction.TakeEtcd;
import dev.muster.events.BackupAction.TakeGit;
import dev.muster.events.BackupAction.Trial;
import dev.muster.events.BackupAction.VerifyEtcd;
import dev.muster.events.BackupEvent.BackupCompleted;
import dev.muster.events.BackupEvent.BackupFailed;
import dev.muster.events.BackupEvent.BackupRequestRefused;
import dev.muster.events.BackupEvent.BackupRequested;
import dev.muster.events.BackupEvent.RecoveryPointExpired;
import dev.muster.events.BackupEvent.RecoveryPointVerified;
import dev.muster.events.BackupEvent.RemovalRequested;
import dev.muster.events.BackupEvent.RestoreRequested;
import dev.muster.events.BackupEvent.RunCommanded;
import dev.muster.events.BackupEvent.RunReported;
import dev.muster.events.BackupEvent.VerificationRequested;
import dev.muster.events.BackupResult;
import dev.muster.events.BackupResult.Failed;
import dev.muster.events.BackupResult.Removed;
import dev.muster.events.BackupResult.Taken;
import dev.muster.events.BackupResult.Tried;
import dev.muster.events.DrEvent;
import dev.muster.events.Epoch;
import dev.muster.events.ExecutionId;
import dev.muster.events.FailoverEvent.PointOfNoReturnPassed;
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
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** etcd, Git and dumps: what Muster itself runs at the times that it keeps. */
class OwnEnginesTest {

    private static final PlanId PLATFORM = new PlanId("platform");
    private static final SiteId OSLO = new SiteId("osl");
    private static final SiteId HELSINKI = new SiteId("hel");
    private static final Instant NIGHT = Instant.parse("2026-03-01T02:00:00Z");

    private final ProtectionMachine machine = new ProtectionMachine();
    private final List<DrEvent> said = new ArrayList<>();
    private Optional<PlanProtection> state = Optional.empty();
    private Instant now = NIGHT;

    @BeforeEach
    void declare() {
        hear(declared(plan()));
    }

    @Test
    void each_is_taken_at_once_at_the_active_site() {
        assertThat(commanded("etcd").site()).isEqualTo(OSLO);
        assertThat(commanded("etcd").action()).isInstanceOf(TakeEtcd.class);
        assertThat(commanded("wiki-dump").site()).isEqualTo(OSLO);
        assertThat(commanded("wiki-dump").action()).isInstanceOf(TakeDump.class);
        assertThat(commanded("manifests").site()).isEqualTo(OSLO);
        assertThat(commanded("manifests").action()).isInstanceOf(TakeGit.class);
    }

    @Test
    void the_next_one_is_due_when_its_time_has_passed_and_not_before() {
        taken("manifests", OSLO);
        said.clear();

        now = NIGHT.plus(Duration.ofMinutes(15)).minusMillis(1);
        wake();
        assertThat(said(RunCommanded.class)).noneMatch(run -> run.action() instanceof TakeGit);

        now = NIGHT.plus(Duration.ofMinutes(15));
        wake();
        assertThat(commanded("manifests").run())
                .isEqualTo(new RunId("platform-manifests-osl-20260301T021500000Z"));
    }

    @Test
    void a_failure_is_told_by_the_name_of_its_engine() {
        var run = commanded("etcd").run();

        hear(new RunReported(PLATFORM, run, 1, new Failed(List.of("no space")), now));

        assertThat(said(BackupFailed.class))
                .singleElement()
                .satisfies(failed -> assertThat(failed.engine()).isEqualTo("etcd"));
    }

    @Test
    void after_a_move_backups_are_taken_at_the_other_site() {
        taken("etcd", OSLO);
        taken("manifests", OSLO);
        said.clear();

        move(HELSINKI);

        assertThat(commanded("etcd").site()).isEqualTo(HELSINKI);
        assertThat(commanded("manifests").site()).isEqualTo(HELSINKI);
    }

    @Test
    void what_the_plan_does_not_say_how_to_reach_is_refused_with_its_reason() {
        hear(
                declared(
                        plan().replace(
                                        "          - {at: hel, endpoints:"
                                                + " [\"http://10.2.0.5:2379\"]}\n",
                                        "")));
        move(HELSINKI);

        hear(
                new BackupRequested(
                        PLATFORM, "r-1", Optional.of("etcd"), "before a change", "ada", now));

        assertThat(said(BackupRequestRefused.class))
                .singleElement()
                .satisfies(
                        no ->
                                assertThat(no.reasons())
                                        .singleElement()
                                        .asString()
                                        .contains("'etcd' cannot be backed up at hel"));
    }

    @Test
    void a_rung_that_no_trial_can_show_is_refused() {
        var point = taken("etcd", OSLO);

        hear(
                new VerificationRequested(
                        PLATFORM, "r-1", point, Level.SERVING, "is it good?", "ada", now));

        assertThat(said(BackupRequestRefused.class)).hasSize(1);
    }

    @Test
    void a_snapshot_is_tried_away_from_the_site_it_is_of() {
        taken("etcd", OSLO);

        var trial = lastOf(VerifyEtcd.class);

        assertThat(trial.site()).isEqualTo(HELSINKI);
        assertThat(trial.action())
                .isInstanceOfSatisfying(
                        VerifyEtcd.class,
                        verify -> assertThat(verify.level()).isEqualTo(Level.READABLE));
    }

    @ParameterizedTest
    @ValueSource(strings = {"etcd", "manifests", "wiki-dump"})
    void a_trial_that_passed_leads_to_the_next_rung_and_is_not_made_again(String protection) {
        var point = taken(protection, OSLO);
        said.clear();
        var trial =
                state.orElseThrow().runs().values().stream()
                        .filter(run -> run.purpose() == Run.Purpose.VERIFICATION)
                        .findFirst()
                        .orElseThrow();

        report(trial.id(), new Tried(true, List.of(), "", Duration.ofSeconds(1)));

        assertThat(said(RecoveryPointVerified.class))
                .singleElement()
                .satisfies(tried -> assertThat(tried.point()).isEqualTo(point));
        assertThat(said(RunCommanded.class))
                .singleElement()
                .satisfies(
                        run ->
                                assertThat(run.action())
                                        .isInstanceOfSatisfying(
                                                Trial.class,
                                                next ->
                                                        assertThat(next.level())
                                                                .isEqualTo(Level.RESTORED)));
    }

    @Test
    void what_was_removed_is_forgotten() {
        var point = taken("manifests", OSLO);
        now = now.plus(Duration.ofMinutes(15));
        wake();
        taken("manifests", OSLO);
        hear(new RemovalRequested(PLATFORM, "r-1", point, "a customer's right", "ada", now));

        report(lastOf(RemoveGit.class).run(), new Removed("4 refs"));

        assertThat(said(RecoveryPointExpired.class))
                .singleElement()
                .satisfies(gone -> assertThat(gone.point()).isEqualTo(point));
    }

    @Test
    void a_restore_begins_from_the_newest_point_that_is_not_after_the_moment() {
        var first = taken("manifests", OSLO);
        now = now.plus(Duration.ofMinutes(15));
        wake();
        taken("manifests", OSLO);

        hear(
                new RestoreRequested(
                        PLATFORM,
                        "r-1",
                        "manifests",
                        Optional.of(now.minusSeconds(1)),
                        OSLO,
                        "/srv/git/yesterday.git",
                        0,
                        "somebody forced a push",
                        "ada",
                        now));

        assertThat(lastOf(RestoreGit.class).action())
                .isInstanceOfSatisfying(
                        RestoreGit.class,
                        restore -> assertThat(restore.point().id()).isEqualTo(first));
    }

    @Test
    void what_no_moment_within_the_retention_needs_goes() {
        var first = taken("etcd", OSLO);
        for (var again = 0; again < 3; again++) {
            now = now.plus(Duration.ofDays(10));
            wake();
            taken("etcd", OSLO);
        }

        assertThat(said(RunCommanded.class))
                .filteredOn(run -> run.action() instanceof RemoveArchive)
                .singleElement()
                .satisfies(run -> assertThat(run.run().value()).startsWith(first + "-expiry-"));
    }

    private RecoveryPointId taken(String protection, SiteId site) {
        var run = commanded(protection).run();
        var id = new RecoveryPointId(run.value());
        report(
                run,
                new Taken(
                        new RecoveryPoint(
                                id,
                                protection,
                                "an engine",
                                site,
                                Optional.empty(),
                                now,
                                now,
                                Optional.empty(),
                                1_000,
                                10,
                                "somewhere",
                                Optional.empty())));
        assertThat(said(BackupCompleted.class)).anyMatch(done -> done.run().equals(run));
        return id;
    }

    private void report(RunId run, BackupResult result) {
        hear(new RunReported(PLATFORM, run, 1, result, now));
    }

    private void move(SiteId to) {
        hear(
                new PointOfNoReturnPassed(
                        PLATFORM, new ExecutionId("platform-1"), to, new Epoch(2), now));
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

    /** The last backup that was commanded of the protection. */
    private RunCommanded commanded(String protection) {
        return said(RunCommanded.class).stream()
                .filter(run -> run.action().getClass().getSimpleName().startsWith("Take"))
                .filter(run -> isOf(run, protection + "-"))
                .reduce((_, last) -> last)
                .orElseThrow();
    }

    private RunCommanded lastOf(Class<?> action) {
        return said(RunCommanded.class).stream()
                .filter(run -> action.isInstance(run.action()))
                .reduce((_, last) -> last)
                .orElseThrow();
    }

    private static boolean isOf(RunCommanded run, String protection) {
        return run.run().value().startsWith("platform-" + protection);
    }

    private static String plan() {
        try {
            return Files.readString(Path.of("..", "docs", "examples", "cluster-state.yaml"));
        } catch (IOException missing) {
            throw new UncheckedIOException(missing);
        }
    }

    private static PlanDeclared declared(String text) {
        if (PlanParser.parse(text) instanceof PlanReading.Accepted(var declarations)) {
            var plan = declarations.plan(PLATFORM).orElseThrow();
            return new PlanDeclared("1", plan, declarations.sitesOf(plan));
        }
        throw new AssertionError("the plan of this test is refused");
    }
}
