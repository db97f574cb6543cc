package dev.muster.failover.evacuation;

import static dev.muster.events.PlanSamples.SHOP;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.events.BackupEvent;
import dev.muster.events.ControlEvent;
import dev.muster.events.DrEvent;
import dev.muster.events.EventSamples;
import dev.muster.events.FailoverEvent;
import dev.muster.events.GuardEvent;
import dev.muster.events.HealthEvent;
import dev.muster.events.InputKinds;
import dev.muster.events.PermitEvent.PermitDeferred;
import dev.muster.events.PermitEvent.PermitGranted;
import dev.muster.events.PermitEvent.PermitRequested;
import dev.muster.events.PermitEvent.PermitReturned;
import dev.muster.events.PlanEvent;
import dev.muster.events.StepEvent;
import dev.muster.machine.Input;
import dev.muster.plan.PlanId;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every kind of state of the permits against every kind of input; as with the failover machine, a
 * new event or input does not compile until it has its line here.
 */
class PermitTransitionCoverageTest {

    enum Kind {
        NOBODY_LEFT,
        SHOP_IS_LEAVING,
        ANOTHER_IS_LEAVING,
        ONE_HAS_LEFT,
        AS_MANY_AS_MAY
    }

    private record Hearing(Set<Kind> where, String otherwise) {}

    private static final Instant NOW = EventSamples.AT;
    private static final Instant BEFORE = NOW.minus(Duration.ofMinutes(1));
    private static final PlanId BANK = new PlanId("bank");

    static Stream<Arguments> pairs() {
        return Stream.of(Kind.values())
                .flatMap(kind -> InputKinds.all().map(input -> Arguments.of(kind, input)));
    }

    @ParameterizedTest(name = "{0} hears {1}")
    @MethodSource("pairs")
    void is_heard_or_passed_over_for_a_reason(Kind kind, InputKinds.Sample sample) {
        var machine = new PermitMachine(BlastRadiusPolicy.DEFAULT);
        var state = Optional.of(state(kind));
        var hearing = hearing(sample.input());

        var outcome = machine.decide(state, sample.input(), NOW);

        var quiet = machine.decide(state, new Input.Woken(), NOW);
        if (hearing.where().contains(kind)) {
            assertThat(outcome).isNotEqualTo(quiet);
        } else {
            assertThat(outcome).as(hearing.otherwise()).isEqualTo(quiet);
        }
    }

    private static Hearing hearing(Input input) {
        return switch (input) {
            case Input.Happened happened -> hearing(happened.event());
            case Input.Woken _ -> nowhere("nothing is to be done at any time");
            case Input.Resumed _, Input.ClockJumped _ ->
                    new Hearing(
                            EnumSet.complementOf(EnumSet.of(Kind.NOBODY_LEFT)),
                            "nothing was measured yet that could be void");
        };
    }

    private static Hearing hearing(DrEvent event) {
        return switch (event) {
            case PermitRequested _ -> new Hearing(EnumSet.allOf(Kind.class), "");
            case PermitReturned _ ->
                    new Hearing(Set.of(Kind.SHOP_IS_LEAVING), "shop has no permit to give back");
            case PermitGranted _, PermitDeferred _ -> nowhere("it was said by this machine");
            case PlanEvent _ -> nowhere("who has a permit gives it back, declared or not");
            case HealthEvent _,
                    ControlEvent _,
                    GuardEvent _,
                    FailoverEvent _,
                    BackupEvent _,
                    StepEvent _ ->
                    nowhere("the plan that hears it asks for permits, or gives them back");
        };
    }

    private static PermitState state(Kind kind) {
        return switch (kind) {
            case NOBODY_LEFT -> PermitState.NONE;
            case SHOP_IS_LEAVING -> new PermitState(Map.of(SHOP, BEFORE), List.of(BEFORE), false);
            case ANOTHER_IS_LEAVING ->
                    new PermitState(Map.of(BANK, BEFORE), List.of(BEFORE), false);
            case ONE_HAS_LEFT -> new PermitState(Map.of(), List.of(BEFORE), true);
            case AS_MANY_AS_MAY -> new PermitState(Map.of(), List.of(BEFORE, BEFORE, BEFORE), true);
        };
    }

    private static Hearing nowhere(String reason) {
        return new Hearing(Set.of(), reason);
    }
}
