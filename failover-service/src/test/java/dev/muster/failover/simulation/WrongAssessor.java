package dev.muster.failover.simulation;

import dev.muster.health.detection.Assessor;
import dev.muster.health.detection.AssessorState;
import dev.muster.machine.Input;
import dev.muster.machine.Machine;
import dev.muster.machine.Outcome;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The right assessor, deliberately told something else than what happened. */
class WrongAssessor implements Machine<AssessorState> {

    private final Machine<AssessorState> right = new Assessor(Setup.DETECTION);

    @Override
    public String name() {
        return right.name();
    }

    @Override
    public final Outcome<AssessorState> decide(
            Optional<AssessorState> known, Input input, Instant now) {
        var state = known.map(s -> before(s, now));
        var outcome = right.decide(state, input, now);
        for (var told : hears(input)) {
            outcome = right.decide(state, told, now);
            state = Optional.of(outcome.state());
        }
        return outcome;
    }

    AssessorState before(AssessorState state, Instant now) {
        return state;
    }

    List<Input> hears(Input input) {
        return List.of(input);
    }
}
