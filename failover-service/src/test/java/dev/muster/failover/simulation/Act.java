package dev.muster.failover.simulation;

import dev.muster.events.StepEvent.StepCommanded;
import org.jspecify.annotations.Nullable;

/**
 * One change of the world that was accepted where it happened.
 *
 * @param command who ordered it; null when it was the site's guard
 * @param seen the epoch that the changed thing had seen before
 */
record Act(Kind kind, int plan, int site, long epoch, long seen, @Nullable StepCommanded command) {

    enum Kind {
        /** A server became read-only by order. */
        FENCED,
        /** A server takes writes again. */
        LIFTED,
        PROMOTED,
        SCALED_UP,
        REDIRECTED,
        /** An epoch was written down at a server or a workload. */
        RECORDED
    }
}
