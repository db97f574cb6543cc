package dev.muster.failover.simulation;

import dev.muster.events.DrEvent;
import dev.muster.failover.decision.FailoverMachine;
import dev.muster.failover.decision.PlanState;
import dev.muster.machine.Input;
import dev.muster.machine.Machine;
import dev.muster.machine.Outcome;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The right machine between two deliberate mistakes: in what it hears, knows or says. */
class WrongMachine implements Machine<PlanState> {

    private final Machine<PlanState> right = new FailoverMachine(Setup.DECISION);

    @Override
    public String name() {
        return right.name();
    }

    @Override
    public final Outcome<PlanState> decide(Optional<PlanState> known, Input input, Instant now) {
        var before = known.map(state -> before(state, input, now));
        var outcome = right.decide(before, hears(before, input), now);
        var state = after(outcome.state(), before, now);
        List<DrEvent> events =
                outcome.events().stream().map(event -> says(event, before, state)).toList();
        return new Outcome<>(state, events, outcome.wakeAt());
    }

    PlanState before(PlanState state, Input input, Instant now) {
        return state;
    }

    Input hears(Optional<PlanState> state, Input input) {
        return input;
    }

    PlanState after(PlanState state, Optional<PlanState> before, Instant now) {
        return state;
    }

    DrEvent says(DrEvent event, Optional<PlanState> before, PlanState after) {
        return event;
    }
}
