package dev.muster.failover.lease;

import dev.muster.events.Epoch;
import dev.muster.events.GuardEvent;
import dev.muster.events.GuardEvent.GuardState;
import dev.muster.events.GuardEvent.LeaseGranted;
import dev.muster.events.GuardEvent.LeaseRefused;
import dev.muster.events.GuardEvent.LeaseRequested;
import dev.muster.plan.PlanId;
import dev.muster.plan.SiteId;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What one site's guard knows of its right to keep one plan active. It starts with none.
 *
 * <pre>
 *   asked ────────────────────── answered ──── 2/3 of the lease ──────── the whole lease
 *     │ counted from here on      │ heard          │ begins to stop         │ has stopped
 * </pre>
 *
 * The log counts the same lease from its answer, which is later than the question: so when the log
 * takes the site for stopped, it is.
 *
 * @param incarnation start time of the guard's process, in milliseconds
 * @param asked when each open question was asked, by the guard's own monotonic clock
 * @param until the right to be active ends then; empty = none
 */
public record SiteLease(
        PlanId plan,
        SiteId site,
        Duration lease,
        long incarnation,
        long lastSequence,
        Map<Long, Instant> asked,
        Epoch epoch,
        Optional<Instant> until) {

    private static final int OPEN_QUESTIONS = 16;

    public SiteLease {
        asked = Map.copyOf(asked);
    }

    /** A guard that has just started: passive until the log says otherwise. */
    public static SiteLease none(PlanId plan, SiteId site, Duration lease, long incarnation) {
        return new SiteLease(
                plan, site, lease, incarnation, 0, Map.of(), Epoch.FIRST, Optional.empty());
    }

    /** How often to ask, so that several answers may be lost before the lease runs out. */
    public Duration askEvery() {
        return lease.dividedBy(6);
    }

    /** The next question, asked now. */
    public SiteLease ask(Instant now) {
        var open = new LinkedHashMap<>(asked);
        open.put(lastSequence + 1, now);
        open.keySet().removeIf(sequence -> sequence <= lastSequence + 1 - OPEN_QUESTIONS);
        return new SiteLease(plan, site, lease, incarnation, lastSequence + 1, open, epoch, until);
    }

    public LeaseRequested question(GuardState state, Instant at) {
        return new LeaseRequested(plan, site, incarnation, lastSequence, epoch, state, lease, at);
    }

    /**
     * Takes in an answer; one to another process, to no open question, or of an older epoch is
     * void.
     */
    public SiteLease hear(GuardEvent answer) {
        return switch (answer) {
            case LeaseGranted granted when isMine(granted.site(), granted.incarnation()) ->
                    granted(granted);
            case LeaseRefused refused when isMine(refused.site(), refused.incarnation()) ->
                    refused.epoch().isOlderThan(epoch) ? this : refused(refused);
            default -> this;
        };
    }

    private SiteLease granted(LeaseGranted granted) {
        var askedAt = asked.get(granted.sequence());
        if (askedAt == null || granted.epoch().isOlderThan(epoch)) {
            return this;
        }
        var end = askedAt.plus(lease);
        var later = until.filter(end::isBefore).orElse(end);
        return new SiteLease(
                plan,
                site,
                lease,
                incarnation,
                lastSequence,
                after(granted.sequence()),
                granted.epoch(),
                Optional.of(later));
    }

    private SiteLease refused(LeaseRefused refused) {
        return new SiteLease(
                plan,
                site,
                lease,
                incarnation,
                lastSequence,
                after(refused.sequence()),
                refused.epoch(),
                Optional.empty());
    }

    /** Answers come in the order of the questions: older ones are void with this one. */
    private Map<Long, Instant> after(long sequence) {
        var open = new LinkedHashMap<>(asked);
        open.keySet().removeIf(older -> older <= sequence);
        return open;
    }

    /**
     * Whether the site may be active; false early enough that stopping it ends within the lease.
     */
    public boolean mayBeActive(Instant now) {
        return until.map(end -> now.isBefore(end.minus(lease.dividedBy(3)))).orElse(false);
    }

    private boolean isMine(SiteId forSite, long forIncarnation) {
        return forSite.equals(site) && forIncarnation == incarnation;
    }
}
