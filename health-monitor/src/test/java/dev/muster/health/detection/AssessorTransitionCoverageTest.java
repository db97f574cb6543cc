package dev.muster.health.detection;

import static dev.muster.health.detection.WatchedSite.LOST;
import static dev.muster.health.detection.WatchedSite.WELL;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.events.BackupEvent;
import dev.muster.events.ControlEvent;
import dev.muster.events.DrEvent;
import dev.muster.events.FailoverEvent;
import dev.muster.events.GuardEvent;
import dev.muster.events.HealthEvent.AlertReceived;
import dev.muster.events.HealthEvent.HealthAssessed;
import dev.muster.events.HealthEvent.SiteObserved;
import dev.muster.events.HealthEvent.Verdict;
import dev.muster.events.InputKinds;
import dev.muster.events.PermitEvent;
import dev.muster.events.PlanEvent.PlanDeclared;
import dev.muster.events.PlanEvent.PlanRetired;
import dev.muster.events.PlanEvent.SiteDeclared;
import dev.muster.events.StepEvent;
import dev.muster.machine.Input;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every kind of state of the assessor against every kind of input. What is heard decides something
 * else than the mere passing of time would; what is passed over does not, and it is said why. A new
 * event, input or verdict does not compile until it has its line here.
 */
class AssessorTransitionCoverageTest {

    enum Kind {
        UNDECLARED,
        UNKNOWN,
        HEALTHY,
        SUSPECT,
        DOWN,
        FROZEN
    }

    private record Hearing(Set<Kind> where, String otherwise) {}

    private static final Set<Kind> EVERYWHERE = EnumSet.allOf(Kind.class);

    static Stream<Arguments> pairs() {
        return EVERYWHERE.stream()
                .flatMap(kind -> InputKinds.all().map(input -> Arguments.of(kind, input)));
    }

    @ParameterizedTest(name = "{0} hears {1}")
    @MethodSource("pairs")
    void is_heard_or_passed_over_for_a_reason(Kind kind, InputKinds.Sample sample) {
        var site = site(kind);
        var hearing = hearing(sample.input());

        var outcome = site.would(sample.input());

        var quiet = site.would(new Input.Woken());
        if (hearing.where().contains(kind)) {
            assertThat(outcome).isNotEqualTo(quiet);
        } else {
            assertThat(outcome).as(hearing.otherwise()).isEqualTo(quiet);
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_state_is_of_the_kind_that_it_stands_for(Kind kind) {
        assertThat(kindOf(site(kind).state())).isEqualTo(kind);
    }

    private static Hearing hearing(Input input) {
        return switch (input) {
            case Input.Happened happened -> hearing(happened.event());
            case Input.Woken _ -> nowhere("it is the mere passing of time");
            case Input.Resumed _ ->
                    in(
                            EnumSet.complementOf(EnumSet.of(Kind.UNDECLARED)),
                            "there is nothing to be said anew");
            case Input.ClockJumped _ -> in(EVERYWHERE, "");
        };
    }

    private static Hearing hearing(DrEvent event) {
        return switch (event) {
            case SiteDeclared _ -> in(EnumSet.of(Kind.UNDECLARED), "it is declared so already");
            case SiteObserved _, AlertReceived _ -> in(EVERYWHERE, "");
            case HealthAssessed _ -> nowhere("it was said by this machine");
            case PlanDeclared _, PlanRetired _ ->
                    nowhere("what a plan wants assessed is declared with the site");
            case ControlEvent _ -> nowhere("who looks does not act, and need not be stopped");
            case GuardEvent _, FailoverEvent _, BackupEvent _, StepEvent _, PermitEvent _ ->
                    nowhere("what is seen of a site does not depend on what is done about it");
        };
    }

    private static WatchedSite site(Kind kind) {
        return switch (kind) {
            case UNDECLARED -> new WatchedSite().wakes();
            case UNKNOWN -> WatchedSite.declared();
            case HEALTHY -> WatchedSite.healthy();
            case SUSPECT -> WatchedSite.healthy().seen(LOST, WELL, WELL);
            case DOWN -> WatchedSite.healthy().seenFor(Duration.ofSeconds(3), LOST, LOST, LOST);
            case FROZEN ->
                    WatchedSite.declared()
                            .decides(new Input.ClockJumped(Duration.ofSeconds(9)))
                            .afterMillis(1);
        };
    }

    private static Kind kindOf(AssessorState state) {
        if (state.declared().isEmpty()) {
            return Kind.UNDECLARED;
        }
        if (state.frozenUntil().isPresent()) {
            return Kind.FROZEN;
        }
        Verdict verdict = state.standings().values().iterator().next().verdict();
        return switch (verdict) {
            case UNKNOWN -> Kind.UNKNOWN;
            case HEALTHY -> Kind.HEALTHY;
            case SUSPECT -> Kind.SUSPECT;
            case DOWN -> Kind.DOWN;
        };
    }

    private static Hearing in(Set<Kind> kinds, String otherwise) {
        return new Hearing(kinds, otherwise);
    }

    private static Hearing nowhere(String reason) {
        return new Hearing(Set.of(), reason);
    }
}
