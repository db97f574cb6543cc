package dev.muster.machine;

import dev.muster.events.DrEvent;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a machine decided; stored and published together or not at all.
 *
 * @param state what is known from now on
 * @param events what is said, in this order
 * @param wakeAt when to ask again if nothing happens until then; empty = not before something does
 * @param urgent whether somebody waits for it; what only repeats what is known may wait for the
 *     next commit, since a commit costs far more than what is said
 */
public record Outcome<S>(S state, List<DrEvent> events, Optional<Instant> wakeAt, boolean urgent) {
    public Outcome {
        events = List.copyOf(events);
    }

    /** Whatever is said is urgent. */
    public Outcome(S state, List<DrEvent> events, Optional<Instant> wakeAt) {
        this(state, events, wakeAt, !events.isEmpty());
    }
}
