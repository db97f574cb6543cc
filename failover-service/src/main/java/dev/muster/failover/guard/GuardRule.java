package dev.muster.failover.guard;

import dev.muster.events.Blocker;
import java.util.Optional;

/** One reason that may speak against a move. */
@FunctionalInterface
interface GuardRule {

    /** The blocker, if this rule speaks against a move in this situation. */
    Optional<Blocker> check(Situation situation);
}
