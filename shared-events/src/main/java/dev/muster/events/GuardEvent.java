package dev.muster.events;

import dev.muster.plan.PlanId;
import dev.muster.plan.SiteId;
import java.time.Duration;
import java.time.Instant;

/** What a site guard asks of the log, and what the log allows it. */
public sealed interface GuardEvent extends DrEvent {

    PlanId plan();

    @Override
    default String key() {
        return plan().value();
    }

    /**
     * A guard wants to keep its site active, or tells that it is passive.
     *
     * @param incarnation start time of the guard's process, in milliseconds
     * @param sequence counts the requests of one incarnation; an answer names the one it answers
     * @param epoch the newest epoch the guard has seen for the plan
     * @param lease how long the guard will stay active after an answer, counted from the question
     */
    record LeaseRequested(
            PlanId plan,
            SiteId site,
            long incarnation,
            long sequence,
            Epoch epoch,
            GuardState state,
            Duration lease,
            Instant at)
            implements GuardEvent {}

    /** What the guard has done to its site. */
    enum GuardState {
        ACTIVE,
        PASSIVE,
        FENCING
    }

    /** The site may be active until the plan's lease has run out, counted from that request. */
    record LeaseGranted(PlanId plan, SiteId site, long incarnation, long sequence, Epoch epoch)
            implements GuardEvent {}

    /** The site is not, or no longer, the active one. */
    record LeaseRefused(PlanId plan, SiteId site, long incarnation, long sequence, Epoch epoch)
            implements GuardEvent {}
}
