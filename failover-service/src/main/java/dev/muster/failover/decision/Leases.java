package dev.muster.failover.decision;

import dev.muster.events.GuardEvent.LeaseGranted;
import dev.muster.events.GuardEvent.LeaseRefused;
import dev.muster.events.GuardEvent.LeaseRequested;
import dev.muster.failover.execution.FailoverExecution;
import dev.muster.failover.execution.FailoverExecution.CuttingOver;
import dev.muster.failover.execution.FailoverExecution.Preparing;
import dev.muster.failover.execution.FailoverExecution.Undoing;
import dev.muster.plan.SiteId;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Who may be active. A guard counts its lease from the moment it asked, the log from the later
 * moment at which it answered: so the guard's end comes first, whatever the delays and the clocks.
 */
final class Leases {

    private static final Duration LEAST_MARGIN = Duration.ofMillis(500);

    private Leases() {}

    static void answer(Turn turn, LeaseRequested request) {
        var state = turn.state;
        state.guards =
                PlanState.plus(
                        state.guards,
                        request.site(),
                        new GuardSeen(request.state(), request.epoch(), turn.now));
        if (holder(turn).filter(request.site()::equals).isPresent()) {
            state.lastGrant = Optional.of(new Grant(turn.now, request.lease()));
            turn.say(
                    new LeaseGranted(
                            request.plan(),
                            request.site(),
                            request.incarnation(),
                            request.sequence(),
                            state.epoch));
        } else {
            turn.say(
                    new LeaseRefused(
                            request.plan(),
                            request.site(),
                            request.incarnation(),
                            request.sequence(),
                            state.epoch));
        }
    }

    /** Nobody while the old site is being stopped. */
    private static Optional<SiteId> holder(Turn turn) {
        if (turn.state.retired) {
            return Optional.of(turn.active());
        }
        return turn.state
                .execution
                .map(execution -> holderDuring(turn, execution))
                .orElse(Optional.of(turn.active()));
    }

    private static Optional<SiteId> holderDuring(Turn turn, FailoverExecution execution) {
        return switch (execution) {
            case Preparing _ -> Optional.empty();
            case CuttingOver _ -> Optional.of(turn.active());
            case Undoing _ -> Optional.of(turn.active());
        };
    }

    /**
     * When the active site has certainly stopped by itself if it is told nothing more; empty when
     * it has no guard that was ever allowed to keep it active.
     */
    static Optional<Instant> stoppedBy(Turn turn) {
        var guarded = turn.declared.site(turn.active()).guarded();
        return turn.declared
                .plan()
                .failover()
                .lease()
                .filter(_ -> guarded)
                .flatMap(_ -> turn.state.lastGrant)
                .map(grant -> grant.at().plus(grant.lease()).plus(margin(grant.lease())));
    }

    /** For clocks that run at slightly different rates. */
    private static Duration margin(Duration lease) {
        var sixth = lease.dividedBy(6);
        return sixth.compareTo(LEAST_MARGIN) > 0 ? sixth : LEAST_MARGIN;
    }
}
