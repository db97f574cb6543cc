package dev.muster.backup.protection;

import dev.muster.events.BackupAction.TakePostgresBase;
import dev.muster.events.BackupEvent.Finding;
import dev.muster.events.BackupEvent.RunCommanded;
import dev.muster.events.BackupEvent.RunReported;
import dev.muster.events.BackupResult;
import dev.muster.events.BackupResult.Taken;
import dev.muster.events.DrEvent;
import dev.muster.events.Epoch;
import dev.muster.events.ExecutionId;
import dev.muster.events.FailoverEvent.PointOfNoReturnPassed;
import dev.muster.events.PlanEvent.PlanDeclared;
import dev.muster.events.PlanSamples;
import dev.muster.events.RecoveryPoint;
import dev.muster.events.RecoveryPoint.LogPosition;
import dev.muster.events.RecoveryPointId;
import dev.muster.events.RunId;
import dev.muster.machine.Input;
import dev.muster.machine.Outcome;
import dev.muster.plan.Assurance;
import dev.muster.plan.Assurance.Engine.PostgresqlBackup;
import dev.muster.plan.Assurance.Level;
import dev.muster.plan.Assurance.Protection;
import dev.muster.plan.Assurance.Verification;
import dev.muster.plan.RecoveryPlan;
import dev.muster.plan.SiteId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The machine of one plan, with the time in one's own hands and all that was ever said. */
final class Desk {

    static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    static final Duration EVERY = Duration.ofHours(6);
    static final Duration RETENTION = Duration.ofDays(1);

    private final ProtectionMachine machine = new ProtectionMachine();
    private final List<DrEvent> said = new ArrayList<>();
    private Optional<PlanProtection> state = Optional.empty();
    Instant now = NOON;

    /** A shop whose database is backed up every six hours and kept for a day. */
    static PlanDeclared shop(Optional<Verification> verify) {
        var sample = PlanSamples.plan();
        var declared = sample.assurance().protection().get(1);
        var backup = (PostgresqlBackup) declared.engine();
        return declared(
                sample,
                List.of(
                        new Protection(
                                declared.name(),
                                new PostgresqlBackup(
                                        backup.of(),
                                        EVERY,
                                        true,
                                        RETENTION,
                                        backup.to(),
                                        backup.restore()),
                                Optional.empty(),
                                verify)));
    }

    static Optional<Verification> verified(Level level) {
        return Optional.of(new Verification(Duration.ofHours(12), level));
    }

    private static PlanDeclared declared(RecoveryPlan plan, List<Protection> protections) {
        return new PlanDeclared(
                "1",
                new RecoveryPlan(
                        plan.name(),
                        plan.description(),
                        plan.owner(),
                        plan.criticality(),
                        plan.objectives(),
                        plan.strategy(),
                        plan.sites(),
                        plan.applications(),
                        plan.data(),
                        plan.traffic(),
                        plan.detection(),
                        plan.failover(),
                        plan.checks(),
                        plan.dependsOn(),
                        plan.notifications(),
                        new Assurance(protections, List.of(), Optional.empty(), Optional.empty())),
                PlanSamples.declared().sites());
    }

    Desk hears(DrEvent event) {
        return takes(new Input.Happened("", event));
    }

    Desk takes(Input input) {
        var outcome = would(input);
        state = Optional.of(outcome.state());
        said.addAll(outcome.events());
        return this;
    }

    Outcome<PlanProtection> would(Input input) {
        return machine.decide(state, input, now);
    }

    Desk waits(Duration time) {
        now = now.plus(time);
        return takes(new Input.Woken());
    }

    Desk moves(SiteId to) {
        return hears(
                new PointOfNoReturnPassed(
                        PlanSamples.SHOP, new ExecutionId("shop-e1"), to, new Epoch(1), now));
    }

    Desk reports(RunCommanded command, BackupResult result) {
        return hears(
                new RunReported(PlanSamples.SHOP, command.run(), command.attempt(), result, now));
    }

    /** The base backup that is under way has been taken, now. */
    Desk takesBase() {
        var command = commanded(TakePostgresBase.class).getLast();
        return reports(command, new Taken(point(command.run(), command.site())));
    }

    RecoveryPoint point(RunId run, SiteId site) {
        return new RecoveryPoint(
                new RecoveryPointId(run.value()),
                "orders",
                "postgresql",
                site,
                Optional.of("orders"),
                now,
                now,
                Optional.empty(),
                1_000,
                12,
                "s3://backups/" + run,
                Optional.of(new LogPosition(1, "0/3000148")));
    }

    Desk forgetsWhatWasSaid() {
        said.clear();
        return this;
    }

    PlanProtection state() {
        return state.orElseThrow();
    }

    <E> List<E> said(Class<E> kind) {
        return said.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    List<RunCommanded> commanded(Class<?> action) {
        return said(RunCommanded.class).stream()
                .filter(command -> action.isInstance(command.action()))
                .toList();
    }

    List<Finding.Code> open() {
        return state().findings().stream().map(Finding::code).toList();
    }

    List<RecoveryPointId> points() {
        return state().catalogue().points().stream().map(known -> known.point().id()).toList();
    }
}
