package dev.muster.failover.guard;

import java.time.Instant;

/** How the request to be one of the few plans that may leave a site now stands. */
public sealed interface Permission {

    /** Asked, and not yet answered. */
    record Asked(Instant at) implements Permission {}

    /** This plan may begin. */
    record Granted() implements Permission {}

    /** Not now, for the named reason. */
    record Deferred(String reason, Instant at) implements Permission {}
}
