package dev.muster.failover.decision;

import static dev.muster.events.PlanSamples.EAST;
import static dev.muster.events.PlanSamples.SHOP;
import static dev.muster.events.PlanSamples.WEST;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.events.Blocker;
import dev.muster.events.ControlEvent.AutomationPaused;
import dev.muster.events.EventSamples;
import dev.muster.events.FailoverEvent.Kind;
import dev.muster.events.FailoverEvent.StepOutcome;
import dev.muster.events.GuardEvent.GuardState;
import dev.muster.events.HealthEvent.AlertReceived;
import dev.muster.events.HealthEvent.FailureClass;
import dev.muster.events.HealthEvent.Sight;
import dev.muster.events.HealthEvent.Verdict;
import dev.muster.events.HealthEvent.Vote;
import dev.muster.events.PlanSamples;
import dev.muster.events.StepResult.Facts;
import dev.muster.events.wire.StateCodec;
import dev.muster.failover.evacuation.PermitState;
import dev.muster.failover.execution.FailoverExecution;
import dev.muster.failover.execution.FailoverExecution.CuttingOver;
import dev.muster.failover.execution.FailoverExecution.Hold;
import dev.muster.failover.execution.FailoverExecution.Preparing;
import dev.muster.failover.execution.FailoverExecution.Undoing;
import dev.muster.failover.execution.Move;
import dev.muster.failover.execution.Progress;
import dev.muster.failover.execution.StepPlanner;
import dev.muster.failover.execution.StepState;
import dev.muster.failover.guard.Permission;
import dev.muster.failover.guard.Sighting;
import dev.muster.health.detection.AssessorState;
import dev.muster.health.detection.LeastDelay;
import dev.muster.health.detection.Standing;
import dev.muster.health.detection.VantageView;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a machine knows is the same after its host was replaced, to the byte. */
class StateOnTheLogTest {

    private static final Instant AT = EventSamples.AT;

    static Stream<PlanState> plans() {
        var preparing = new Preparing(move(), everyStepState(), Optional.of(AT), Optional.empty());
        var permissions =
                List.<Permission>of(
                        new Permission.Asked(AT),
                        new Permission.Granted(),
                        new Permission.Deferred("3 plans left west", AT));
        return Stream.concat(
                Stream.of(
                        PlanState.UNHEARD_OF,
                        plan(Optional.empty(), permissions.get(0)),
                        plan(
                                Optional.of(
                                        preparing.withHold(
                                                Optional.of(new Hold("paused", "ada", AT)))),
                                permissions.get(1)),
                        plan(Optional.of(preparing.passPointOfNoReturn()), permissions.get(2))),
                Stream.of(
                        plan(
                                Optional.of(
                                        new Undoing(
                                                move(),
                                                everyStepState(),
                                                "ada: it is back",
                                                Optional.empty())),
                                permissions.get(0)),
                        plan(
                                Optional.of(
                                        new CuttingOver(
                                                move(),
                                                Progress.of(List.of()),
                                                Optional.empty(),
                                                Optional.empty())),
                                permissions.get(1))));
    }

    @ParameterizedTest
    @MethodSource("plans")
    void a_plan_survives_writing_and_reading(PlanState state) {
        survives(state, PlanState.class);
    }

    @Test
    void a_site_survives_writing_and_reading() {
        var vantage = PlanSamples.VANTAGES.getFirst();
        var setBack = new LeastDelay.SetBack(Duration.ofHours(1), AT);
        var delay = new LeastDelay(Duration.ofMillis(-250), Optional.of(setBack));
        var view =
                new VantageView(
                        "west", 17, 4, Sight.BLIND, List.of(EventSamples.reading()), delay, AT);
        var standing =
                new Standing(
                        Verdict.SUSPECT,
                        FailureClass.VANTAGE_BLIND,
                        Optional.of(AT),
                        Optional.empty(),
                        Map.of(vantage, Vote.BLIND),
                        List.of("SiteDown"),
                        true,
                        AT);
        var alert = (AlertReceived) EventSamples.all().get("health.alert-received");

        survives(
                new AssessorState(
                        Optional.of(PlanSamples.siteDeclared()),
                        Map.of(vantage, view),
                        alert == null ? Map.of() : Map.of(alert.identity(), alert),
                        Map.of(SHOP, standing),
                        Optional.of(AT)),
                AssessorState.class);
    }

    @Test
    void permits_survive_writing_and_reading() {
        survives(new PermitState(Map.of(SHOP, AT), List.of(AT), true), PermitState.class);
    }

    private static <S> void survives(S state, Class<S> form) {
        var codec = new StateCodec<>(form);

        var bytes = codec.write(state);

        assertThat(codec.read(bytes)).isEqualTo(state);
        assertThat(codec.write(codec.read(bytes))).isEqualTo(bytes);
    }

    private static PlanState plan(Optional<FailoverExecution> execution, Permission permission) {
        var pause = new AutomationPaused("*", "ada", "network works", AT);
        return new PlanState(
                Optional.of(PlanSamples.declared()),
                false,
                EventSamples.EPOCH,
                Optional.of(WEST),
                Map.of(WEST, new Sighting(EventSamples.assessed(), AT, Optional.of(AT))),
                Map.of(WEST, new GuardSeen(GuardState.ACTIVE, EventSamples.EPOCH, AT)),
                Optional.of(new Grant(AT, Duration.ofSeconds(10))),
                Map.of(pause.scope(), pause),
                Optional.of(AT),
                Optional.of(AT),
                Optional.of(AT),
                Optional.of(permission),
                Optional.of(EventSamples.request()),
                List.of("ada", "grace"),
                execution,
                Optional.of(PlanSamples.declared()),
                Optional.of(EventSamples.MOVE),
                List.of(new Blocker(Blocker.Code.COOLDOWN, "a move began", "its end")),
                List.of("shop-e2", "r-1"),
                Optional.of(new Recoverable(Map.of("orders", AT))));
    }

    private static Move move() {
        return new Move(
                EventSamples.MOVE,
                Kind.FAILOVER,
                WEST,
                EAST,
                EventSamples.EPOCH,
                "3f2a90c1d7e4",
                "site west is lost",
                Optional.of(AT),
                AT);
    }

    /** The graph of a whole failover, its steps by turns in every state there is. */
    private static Progress everyStepState() {
        var graph = StepPlanner.plan(PlanSamples.declared(), Kind.FAILOVER, WEST, EAST);
        var facts = new Facts(Optional.of("0/3000148"), Optional.of(AT));
        var possible =
                List.of(
                        new StepState.Waiting(),
                        new StepState.Running(2, AT, AT.plusSeconds(1)),
                        new StepState.Retrying(3, AT, AT.plusSeconds(1), "does not answer"),
                        new StepState.Finished(1, AT, AT, StepOutcome.DONE, facts));
        var states = new LinkedHashMap<>(Progress.of(graph).states());
        var i = 0;
        for (var step : graph) {
            states.put(step.id(), possible.get(i++ % possible.size()));
        }
        return new Progress(graph, states);
    }
}
