package dev.muster.backup.protection;

import static dev.muster.events.PlanSamples.EAST;
import static dev.muster.events.PlanSamples.SHOP;
import static dev.muster.events.PlanSamples.WEST;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.backup.protection.Run.Purpose;
import dev.muster.events.BackupEvent.BackupCompleted;
import dev.muster.events.BackupEvent.BackupFailed;
import dev.muster.events.BackupEvent.BackupRequestRefused;
import dev.muster.events.BackupEvent.BackupRequested;
import dev.muster.events.BackupEvent.EngineObserved;
import dev.muster.events.BackupEvent.EngineReported;
import dev.muster.events.BackupEvent.FindingClosed;
import dev.muster.events.BackupEvent.FindingOpened;
import dev.muster.events.BackupEvent.LogShipped;
import dev.muster.events.BackupEvent.ObjectsRestoreRequested;
import dev.muster.events.BackupEvent.RecoveryPointExpired;
import dev.muster.events.BackupEvent.RecoveryPointExtended;
import dev.muster.events.BackupEvent.RecoveryPointVerified;
import dev.muster.events.BackupEvent.RemovalFailed;
import dev.muster.events.BackupEvent.RemovalRequested;
import dev.muster.events.BackupEvent.RestoreCompleted;
import dev.muster.events.BackupEvent.RestoreFailed;
import dev.muster.events.BackupEvent.RestoreRequested;
import dev.muster.events.BackupEvent.RunCommanded;
import dev.muster.events.BackupEvent.RunReported;
import dev.muster.events.BackupEvent.VerificationRequested;
import dev.muster.events.BackupResult;
import dev.muster.events.BackupResult.Taken;
import dev.muster.events.ControlEvent;
import dev.muster.events.DrEvent;
import dev.muster.events.FailoverEvent;
import dev.muster.events.FailoverEvent.ExecutionAborted;
import dev.muster.events.FailoverEvent.ExecutionCompleted;
import dev.muster.events.FailoverEvent.PointOfNoReturnPassed;
import dev.muster.events.GuardEvent;
import dev.muster.events.HealthEvent;
import dev.muster.events.InputKinds;
import dev.muster.events.PermitEvent;
import dev.muster.events.PlanEvent.PlanDeclared;
import dev.muster.events.PlanEvent.PlanRetired;
import dev.muster.events.PlanEvent.SiteDeclared;
import dev.muster.events.PlanSamples;
import dev.muster.events.RecoveryPoint;
import dev.muster.events.RecoveryPointId;
import dev.muster.events.RunId;
import dev.muster.events.StepEvent;
import dev.muster.machine.Input;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every kind of state of the protection machine against every kind of input. What is heard decides
 * something else than the mere passing of time would; what is passed over does not, and it is said
 * why. A new event, input or purpose does not compile until it has its line here.
 */
class TransitionCoverageTest {

    enum Kind {
        UNDECLARED,
        BACKING_UP,
        TRYING,
        REMOVING,
        RESTORING,
        RETIRED
    }

    private static final Set<Kind> EVERYWHERE = EnumSet.allOf(Kind.class);
    private static final Set<Kind> DECLARED =
            EnumSet.of(Kind.BACKING_UP, Kind.TRYING, Kind.REMOVING, Kind.RESTORING);

    /** Where an input is heard, and why it is passed over anywhere else. */
    private record Hearing(Set<Kind> where, String otherwise) {}

    static Stream<Arguments> pairs() {
        return EVERYWHERE.stream()
                .flatMap(kind -> InputKinds.all().map(input -> Arguments.of(kind, input)));
    }

    @ParameterizedTest(name = "{0} hears {1}")
    @MethodSource("pairs")
    void is_heard_or_passed_over_for_a_reason(Kind kind, InputKinds.Sample sample) {
        var desk = desk(kind);
        var input = addressed(sample.input(), desk);
        var hearing = hearing(input);

        var outcome = desk.would(input);

        var quiet = desk.would(new Input.Woken());
        if (hearing.where().contains(kind)) {
            assertThat(outcome).isNotEqualTo(quiet);
        } else {
            assertThat(outcome).as(hearing.otherwise()).isEqualTo(quiet);
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_state_is_of_the_kind_that_it_stands_for(Kind kind) {
        assertThat(kindOf(desk(kind).would(new Input.Woken()).state())).isEqualTo(kind);
    }

    private static Hearing hearing(Input input) {
        return switch (input) {
            case Input.Happened happened -> hearing(happened.event());
            case Input.Woken _ -> nowhere("it is the mere passing of time");
            case Input.Resumed _ -> in(DECLARED, "nothing was measured that could be void");
            case Input.ClockJumped _ -> everywhere();
        };
    }

    private static Hearing hearing(DrEvent event) {
        return switch (event) {
            case PlanDeclared _ -> everywhere();
            case PlanRetired _ -> in(DECLARED, "it is not declared");
            case PointOfNoReturnPassed _, ExecutionCompleted _, ExecutionAborted _ -> everywhere();
            case BackupRequested _,
                    VerificationRequested _,
                    RestoreRequested _,
                    ObjectsRestoreRequested _,
                    RemovalRequested _ ->
                    everywhere();
            case RunReported _ -> everywhere();
            case LogShipped _ -> in(DECLARED, "nobody wants a log");
            case EngineReported _, EngineObserved _ -> in(DECLARED, "no engine is wanted");
            case RunCommanded _ -> nowhere("executors hear it");
            case BackupRequestRefused _,
                    BackupCompleted _,
                    BackupFailed _,
                    RecoveryPointVerified _,
                    RecoveryPointExtended _,
                    RecoveryPointExpired _,
                    RemovalFailed _,
                    RestoreCompleted _,
                    RestoreFailed _,
                    FindingOpened _,
                    FindingClosed _ ->
                    nowhere("it was said by this machine, for whoever reads the log");
            case SiteDeclared _ -> nowhere("a plan is declared with the sites that it names");
            case FailoverEvent _ -> nowhere("it does not say where the authority is");
            case HealthEvent _, GuardEvent _, PermitEvent _, StepEvent _, ControlEvent _ ->
                    nowhere("backups go on whatever is decided about a move");
        };
    }

    private static Desk desk(Kind kind) {
        var desk = new Desk();
        switch (kind) {
            case UNDECLARED -> {}
            case BACKING_UP -> desk.hears(PlanSamples.declared());
            case TRYING -> withPoints(desk);
            case REMOVING -> {
                withPoints(desk);
                var oldest = desk.points().getFirst();
                desk.hears(new RemovalRequested(SHOP, "w-1", oldest, "", "ada", desk.now));
            }
            case RESTORING -> {
                withPoints(desk);
                desk.hears(
                        new RestoreRequested(
                                SHOP,
                                "w-2",
                                "orders",
                                Optional.empty(),
                                EAST,
                                "/r",
                                0,
                                "",
                                "ada",
                                desk.now));
            }
            case RETIRED -> withPoints(desk).hears(new PlanRetired(SHOP));
        }
        desk.now = desk.now.plusSeconds(1);
        return desk;
    }

    /** Two points of the database; and one of the objects, which is being tried. */
    private static Desk withPoints(Desk desk) {
        desk.hears(PlanSamples.declared()).takesBase().waits(Duration.ofHours(6)).takesBase();
        return desk.hears(engineReport(objects(desk, "first")));
    }

    private static EngineReported engineReport(RecoveryPoint point) {
        return new EngineReported(
                SHOP,
                new RunId(point.id().value()),
                point.protection(),
                point.engine(),
                WEST,
                new Taken(point),
                point.completedAt());
    }

    private static RecoveryPoint objects(Desk desk, String name) {
        return new RecoveryPoint(
                new RecoveryPointId(name),
                "cluster",
                "velero",
                WEST,
                Optional.empty(),
                desk.now,
                desk.now,
                Optional.empty(),
                1_000,
                12,
                "s3://velero/backups/" + name,
                Optional.empty());
    }

    private static Kind kindOf(PlanProtection state) {
        if (state.declared().isEmpty()) {
            return state.catalogue().points().isEmpty() ? Kind.UNDECLARED : Kind.RETIRED;
        }
        return state.runs().values().stream()
                .map(Run::purpose)
                .map(TransitionCoverageTest::kindOf)
                .reduce((one, other) -> one.compareTo(other) > 0 ? one : other)
                .orElseThrow();
    }

    private static Kind kindOf(Purpose purpose) {
        return switch (purpose) {
            case BACKUP -> Kind.BACKING_UP;
            case VERIFICATION -> Kind.TRYING;
            case EXPIRY, REMOVAL -> Kind.REMOVING;
            case RESTORE -> Kind.RESTORING;
        };
    }

    /** The sample, as something that is new in that state. */
    private static Input addressed(Input input, Desk desk) {
        return switch (input) {
            case Input.Happened(String id, PlanDeclared declared) ->
                    new Input.Happened(
                            id, new PlanDeclared("other", declared.plan(), declared.sites()));
            case Input.Happened(String id, RunReported report) ->
                    new Input.Happened(
                            id,
                            new RunReported(
                                    SHOP, report.run(), 1, taken(desk, report.run()), desk.now));
            case Input.Happened(String id, EngineReported _) ->
                    new Input.Happened(id, engineReport(objects(desk, "second")));
            case Input.Happened(String id, LogShipped log) ->
                    new Input.Happened(
                            id,
                            new LogShipped(
                                    log.plan(),
                                    log.protection(),
                                    log.site(),
                                    log.position(),
                                    desk.now,
                                    log.gaps(),
                                    desk.now));
            default -> input;
        };
    }

    /** What is there is known, whoever asked for it and when. */
    private static BackupResult taken(Desk desk, RunId run) {
        return new Taken(desk.point(new RunId(run + "-" + desk.now), WEST));
    }

    private static Hearing everywhere() {
        return new Hearing(EVERYWHERE, "");
    }

    private static Hearing in(Set<Kind> kinds, String otherwise) {
        return new Hearing(kinds, otherwise);
    }

    private static Hearing nowhere(String reason) {
        return new Hearing(Set.of(), reason);
    }
}
