package dev.muster.backup.simulation;

import dev.muster.backup.protection.PlanProtection;
import dev.muster.backup.protection.Run;
import dev.muster.events.DrEvent;
import dev.muster.events.RunId;
import dev.muster.machine.Input;
import dev.muster.machine.Outcome;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** One call of the machine, with all that went in and came out. */
record Decision(
        Optional<PlanProtection> before,
        Input input,
        Instant now,
        Outcome<PlanProtection> outcome) {

    PlanProtection after() {
        return outcome.state();
    }

    Map<RunId, Run> runsBefore() {
        return before.map(PlanProtection::runs).orElse(Map.of());
    }

    /** The event that was heard, if it was one of that kind. */
    <E extends DrEvent> Optional<E> heard(Class<E> kind) {
        return input instanceof Input.Happened happened && kind.isInstance(happened.event())
                ? Optional.of(kind.cast(happened.event()))
                : Optional.empty();
    }
}
