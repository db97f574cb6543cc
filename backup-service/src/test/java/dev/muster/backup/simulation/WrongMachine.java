package dev.muster.backup.simulation;

import dev.muster.backup.protection.PlanProtection;
import dev.muster.backup.protection.ProtectionMachine;
import dev.muster.events.DrEvent;
import dev.muster.machine.Input;
import dev.muster.machine.Machine;
import dev.muster.machine.Outcome;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The right machine between two deliberate mistakes: in what it hears, knows or says. */
class WrongMachine implements Machine<PlanProtection> {

    private final Machine<PlanProtection> right = new ProtectionMachine();

    @Override
    public final String name() {
        return right.name();
    }

    @Override
    public final Outcome<PlanProtection> decide(
            Optional<PlanProtection> known, Input input, Instant now) {
        var before = known.map(state -> before(state, input, now));
        var outcome = right.decide(before, hears(before, input), now);
        var state = known.map(was -> after(outcome.state(), was, input, now));
        List<DrEvent> events = outcome.events().stream().map(this::says).toList();
        return new Outcome<>(state.orElse(outcome.state()), events, outcome.wakeAt());
    }

    PlanProtection before(PlanProtection state, Input input, Instant now) {
        return state;
    }

    Input hears(Optional<PlanProtection> state, Input input) {
        return input instanceof Input.Happened(String id, DrEvent event)
                ? state.flatMap(known -> hears(known, event))
                        .<Input>map(other -> new Input.Happened(id, other))
                        .orElse(input)
                : input;
    }

    /** What is heard instead, if it is not what was said. */
    Optional<DrEvent> hears(PlanProtection state, DrEvent event) {
        return Optional.empty();
    }

    PlanProtection after(PlanProtection state, PlanProtection before, Input input, Instant now) {
        return state;
    }

    DrEvent says(DrEvent event) {
        return event;
    }
}
