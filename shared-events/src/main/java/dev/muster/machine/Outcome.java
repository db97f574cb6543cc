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
 */
public record Outcome<S>(S state, List<DrEvent> events, Optional<Instant> wakeAt) {
    public Outcome {
        events = List.copyOf(events);
    }
}
