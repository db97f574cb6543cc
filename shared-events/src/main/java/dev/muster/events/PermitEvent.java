package dev.muster.events;

import dev.muster.plan.PlanId;
import dev.muster.plan.SiteId;
import java.time.Instant;

/** How many moves away from one site may begin by themselves: the blast radius. */
public sealed interface PermitEvent extends DrEvent {

    /** A plan may soon have to leave the site by itself. */
    record PermitRequested(SiteId from, PlanId plan, Epoch epoch, Instant at)
            implements PermitEvent {
        @Override
        public String key() {
            return from.value();
        }
    }

    /**
     * The plan needs its permit no longer.
     *
     * @param used whether a move began
     * @param verified whether that move was completed
     */
    record PermitReturned(
            SiteId from, PlanId plan, Epoch epoch, boolean used, boolean verified, Instant at)
            implements PermitEvent {
        @Override
        public String key() {
            return from.value();
        }
    }

    /** The plan may begin one move away from the site; answers what was asked at that instant. */
    record PermitGranted(PlanId plan, SiteId from, Epoch epoch, Instant askedAt)
            implements PermitEvent {
        @Override
        public String key() {
            return plan.value();
        }
    }

    /** The plan has to wait for the named reason, or for a person. */
    record PermitDeferred(PlanId plan, SiteId from, Epoch epoch, String reason, Instant askedAt)
            implements PermitEvent {
        @Override
        public String key() {
            return plan.value();
        }
    }
}
