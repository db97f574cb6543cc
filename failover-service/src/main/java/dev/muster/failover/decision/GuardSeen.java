package dev.muster.failover.decision;

import dev.muster.events.Epoch;
import dev.muster.events.GuardEvent.GuardState;
import java.time.Instant;

/** The last word of a site's guard, and when it was received here. */
public record GuardSeen(GuardState state, Epoch epoch, Instant heardAt) {}
