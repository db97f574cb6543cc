package dev.muster.failover.decision;

import static dev.muster.events.PlanSamples.SHOP;
import static dev.muster.events.PlanSamples.WEST;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.events.BackupEvent;
import dev.muster.events.ControlEvent.AbortRequested;
import dev.muster.events.ControlEvent.ApprovalGiven;
import dev.muster.events.ControlEvent.AutomationPaused;
import dev.muster.events.ControlEvent.AutomationResumed;
import dev.muster.events.ControlEvent.IncidentAcknowledged;
import dev.muster.events.ControlEvent.KeyReleased;
import dev.muster.events.ControlEvent.ResumeRequested;
import dev.muster.events.ControlEvent.StepConfirmed;
import dev.muster.events.DrEvent;
import dev.muster.events.FailoverEvent.ApprovalAwaited;
import dev.muster.events.FailoverEvent.ExecutionAborted;
import dev.muster.events.FailoverEvent.ExecutionCompleted;
import dev.muster.events.FailoverEvent.ExecutionHeld;
import dev.muster.events.FailoverEvent.ExecutionResumed;
import dev.muster.events.FailoverEvent.ExecutionStarted;
import dev.muster.events.FailoverEvent.FailoverHeld;
import dev.muster.events.FailoverEvent.FailoverRequested;
import dev.muster.events.FailoverEvent.PersonAwaited;
import dev.muster.events.FailoverEvent.PointOfNoReturnPassed;
import dev.muster.events.FailoverEvent.RequestRefused;
import dev.muster.events.FailoverEvent.StepFinished;
import dev.muster.events.FailoverEvent.TroubleEnded;
import dev.muster.events.GuardEvent.LeaseGranted;
import dev.muster.events.GuardEvent.LeaseRefused;
import dev.muster.events.GuardEvent.LeaseRequested;
import dev.muster.events.HealthEvent.AlertReceived;
import dev.muster.events.HealthEvent.HealthAssessed;
import dev.muster.events.HealthEvent.SiteObserved;
import dev.muster.events.InputKinds;
import dev.muster.events.PermitEvent.PermitDeferred;
import dev.muster.events.PermitEvent.PermitGranted;
import dev.muster.events.PermitEvent.PermitRequested;
import dev.muster.events.PermitEvent.PermitReturned;
import dev.muster.events.PlanEvent.PlanDeclared;
import dev.muster.events.PlanEvent.PlanRetired;
import dev.muster.events.PlanEvent.SiteDeclared;
import dev.muster.events.StepEvent.StepCommanded;
import dev.muster.events.StepEvent.StepReported;
import dev.muster.events.StepId;
import dev.muster.events.StepResult.Done;
import dev.muster.events.StepResult.Facts;
import dev.muster.events.StepResult.Rejected;
import dev.muster.failover.execution.FailoverExecution;
import dev.muster.failover.execution.FailoverExecution.CuttingOver;
import dev.muster.failover.execution.FailoverExecution.Preparing;
import dev.muster.failover.execution.FailoverExecution.Undoing;
import dev.muster.failover.execution.StepState;
import dev.muster.failover.guard.ShopPlan;
import dev.muster.machine.Input;
import dev.muster.plan.RecoveryPlan.Step;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every kind of state of the failover machine against every kind of input. What is heard decides
 * something else than the mere passing of time would; what is passed over does not, and it is said
 * why. A new event, input or state does not compile until it has its line here.
 */
class TransitionCoverageTest {

    enum Kind {
        UNDECLARED,
        CALM,
        TROUBLED,
        AWAITING_APPROVAL,
        RETIRED,
        PREPARING,
        ASKING_A_PERSON,
        CUTTING_OVER,
        UNDOING
    }

    private static final Set<Kind> EVERYWHERE = EnumSet.allOf(Kind.class);
    private static final Set<Kind> DECLARED = without(EVERYWHERE, Kind.UNDECLARED);
    private static final Set<Kind> MOVING =
            EnumSet.of(Kind.PREPARING, Kind.ASKING_A_PERSON, Kind.CUTTING_OVER, Kind.UNDOING);

    private static final Step QUESTION =
            new Step("walk-over", Set.of(), Optional.empty(), Optional.of("Is the rack off?"));

    /** Where an input is heard, and why it is passed over anywhere else. */
    private record Hearing(Set<Kind> where, String otherwise) {}

    static Stream<Arguments> pairs() {
        return EVERYWHERE.stream()
                .flatMap(kind -> InputKinds.all().map(input -> Arguments.of(kind, input)));
    }

    @ParameterizedTest(name = "{0} hears {1}")
    @MethodSource("pairs")
    void is_heard_or_passed_over_for_a_reason(Kind kind, InputKinds.Sample sample) {
        var shop = shop(kind);
        var input = addressed(sample.input(), shop);
        var hearing = hearing(input);

        var outcome = shop.would(input);

        var quiet = shop.would(new Input.Woken());
        if (hearing.where().contains(kind)) {
            assertThat(outcome).isNotEqualTo(quiet);
        } else {
            assertThat(outcome).as(hearing.otherwise()).isEqualTo(quiet);
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_state_is_of_the_kind_that_it_stands_for(Kind kind) {
        assertThat(kindOf(shop(kind))).isEqualTo(kind);
    }

    private static Hearing hearing(Input input) {
        return switch (input) {
            case Input.Happened happened -> hearing(happened.event());
            case Input.Woken _ -> nowhere("it is the mere passing of time");
            case Input.Resumed _, Input.ClockJumped _ ->
                    in(DECLARED, "nothing was measured yet that could be void");
        };
    }

    private static Hearing hearing(DrEvent event) {
        return switch (event) {
            case PlanDeclared _ -> everywhere();
            case PlanRetired _ ->
                    in(without(EVERYWHERE, Kind.RETIRED), "it is no longer declared already");
            case HealthAssessed _ -> everywhere();
            case AutomationPaused _ -> everywhere();
            case AutomationResumed _ -> in(Set.of(Kind.CALM), "nothing of that scope is paused");
            case IncidentAcknowledged _ -> in(MOVING, "no move began a short while ago");
            case ApprovalGiven _ ->
                    in(Set.of(Kind.AWAITING_APPROVAL), "nothing waits for approval");
            case AbortRequested _ ->
                    in(
                            Set.of(Kind.PREPARING, Kind.ASKING_A_PERSON),
                            "there is no move, or no way back, or it is being undone already");
            case ResumeRequested _ -> in(MOVING, "there is no move");
            case StepConfirmed _ -> in(Set.of(Kind.ASKING_A_PERSON), "nobody was asked");
            case FailoverRequested _ -> in(DECLARED, "there is no plan to move");
            case LeaseRequested _ -> in(DECLARED, "nobody has said yet who may be active");
            case PermitGranted _, PermitDeferred _ ->
                    in(Set.of(Kind.TROUBLED), "there is no open question");
            case StepReported _ -> in(MOVING, "there is no move");
            case SiteObserved _, AlertReceived _, SiteDeclared _ ->
                    nowhere("the health-monitor makes verdicts of it");
            case KeyReleased _ -> nowhere("the host hears it");
            case PermitRequested _, PermitReturned _ -> nowhere("the permits of a site hear it");
            case LeaseGranted _, LeaseRefused _ -> nowhere("the guard that asked hears it");
            case BackupEvent.BackupCompleted _, BackupEvent.RecoveryPointExtended _ -> everywhere();
            case BackupEvent _ -> nowhere("it does not change how far backups reach");
            case StepCommanded _ -> nowhere("executors hear it");
            case FailoverHeld _,
                    TroubleEnded _,
                    RequestRefused _,
                    ApprovalAwaited _,
                    ExecutionStarted _,
                    StepFinished _,
                    PersonAwaited _,
                    PointOfNoReturnPassed _,
                    ExecutionHeld _,
                    ExecutionResumed _,
                    ExecutionCompleted _,
                    ExecutionAborted _ ->
                    nowhere("it was said by this machine, for whoever reads the log");
        };
    }

    private static Shop shop(Kind kind) {
        return switch (kind) {
            case UNDECLARED -> new Shop();
            case CALM -> Shop.calm().pauses("shop");
            case TROUBLED -> Shop.calm().westIsLost().eastIsWell();
            case AWAITING_APPROVAL -> Shop.calm(new ShopPlan().approvals(1)).loses(WEST);
            case RETIRED -> Shop.calm().hears(new PlanRetired(SHOP));
            case PREPARING -> Shop.failingOver();
            case ASKING_A_PERSON ->
                    Shop.calm(new ShopPlan().steps(QUESTION)).asksForLease(WEST).loses(WEST);
            case CUTTING_OVER ->
                    Shop.failingOver()
                            .done("stop-checkout", "fence-orders")
                            .reports("promote-orders", new Rejected("wrong credentials"));
            case UNDOING ->
                    Shop.failingOver()
                            .aborts(Shop.FIRST_MOVE)
                            .reports("release-orders", new Rejected("is a standby"));
        };
    }

    private static Kind kindOf(Shop shop) {
        if (shop.declared().isEmpty()) {
            return Kind.UNDECLARED;
        }
        if (shop.execution().isPresent()) {
            var asked =
                    shop.execution().get().progress().states().values().stream()
                            .anyMatch(StepState.Asked.class::isInstance);
            return asked ? Kind.ASKING_A_PERSON : kindOf(shop.execution().get());
        }
        if (shop.state().retired()) {
            return Kind.RETIRED;
        }
        if (shop.state().awaiting().isPresent()) {
            return Kind.AWAITING_APPROVAL;
        }
        return shop.state().held().isEmpty() ? Kind.CALM : Kind.TROUBLED;
    }

    private static Kind kindOf(FailoverExecution execution) {
        return switch (execution) {
            case Preparing _ -> Kind.PREPARING;
            case CuttingOver _ -> Kind.CUTTING_OVER;
            case Undoing _ -> Kind.UNDOING;
        };
    }

    /** The sample, as an answer to what was really asked or ordered in that state. */
    private static Input addressed(Input input, Shop shop) {
        return switch (input) {
            case Input.Happened(String id, PermitGranted granted) ->
                    new Input.Happened(
                            id,
                            asked(shop)
                                    .map(
                                            it ->
                                                    new PermitGranted(
                                                            it.plan(),
                                                            it.from(),
                                                            it.epoch(),
                                                            it.at()))
                                    .orElse(granted));
            case Input.Happened(String id, PermitDeferred deferred) ->
                    new Input.Happened(
                            id,
                            asked(shop)
                                    .map(
                                            it ->
                                                    new PermitDeferred(
                                                            it.plan(),
                                                            it.from(),
                                                            it.epoch(),
                                                            deferred.reason(),
                                                            it.at()))
                                    .orElse(deferred));
            case Input.Happened(String id, StepConfirmed answer) ->
                    new Input.Happened(
                            id,
                            new StepConfirmed(
                                    answer.plan(),
                                    Shop.FIRST_MOVE,
                                    new StepId(QUESTION.name()),
                                    answer.by(),
                                    answer.reason(),
                                    answer.at()));
            case Input.Happened(String id, StepReported report) ->
                    new Input.Happened(
                            id,
                            ordered(shop)
                                    .map(
                                            it ->
                                                    new StepReported(
                                                            it.plan(),
                                                            it.execution(),
                                                            it.step(),
                                                            it.attempt(),
                                                            it.epoch(),
                                                            new Done("as wanted", Facts.NONE),
                                                            report.at()))
                                    .orElse(report));
            default -> input;
        };
    }

    private static Optional<PermitRequested> asked(Shop shop) {
        return shop.everSaid(PermitRequested.class).stream().reduce((_, last) -> last);
    }

    private static Optional<StepCommanded> ordered(Shop shop) {
        return shop.everSaid(StepCommanded.class).stream()
                .filter(command -> !command.step().value().matches("(promote|release)-.*"))
                .reduce((_, last) -> last);
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

    private static Set<Kind> without(Set<Kind> kinds, Kind one) {
        var rest = EnumSet.copyOf(kinds);
        rest.remove(one);
        return rest;
    }
}
