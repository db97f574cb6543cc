package dev.muster.failover.decision;

import dev.muster.events.DrEvent;
import dev.muster.events.ExecutionId;
import dev.muster.events.PlanEvent.PlanDeclared;
import dev.muster.failover.decision.PlanState.Draft;
import dev.muster.failover.execution.FailoverExecution;
import dev.muster.failover.guard.DecisionPolicy;
import dev.muster.failover.guard.Situation;
import dev.muster.plan.PlanId;
import dev.muster.plan.SiteId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One call of the machine in the making: what is known so far, and what has been said so far. */
final class Turn {

    final Draft state;
    final PlanDeclared declared;
    final DecisionPolicy policy;
    final Instant now;
    private final List<DrEvent> said = new ArrayList<>();
    private Optional<Instant> wakeAt = Optional.empty();

    Turn(Draft state, PlanDeclared declared, DecisionPolicy policy, Instant now) {
        this.state = state;
        this.declared = declared;
        this.policy = policy;
        this.now = now;
    }

    PlanId plan() {
        return declared.plan().name();
    }

    SiteId active() {
        return state.active.orElse(declared.plan().sites().primary());
    }

    /** The first site of the plan that is not active. */
    Optional<SiteId> target() {
        return declared.plan().sites().all().stream()
                .filter(site -> !site.equals(active()))
                .findFirst();
    }

    void keep(FailoverExecution execution) {
        state.execution = Optional.of(execution);
    }

    void say(DrEvent event) {
        said.add(event);
    }

    List<DrEvent> said() {
        return said;
    }

    void wakeAt(Instant at) {
        if (wakeAt.isEmpty() || at.isBefore(wakeAt.get())) {
            wakeAt = Optional.of(at);
        }
    }

    Optional<Instant> wakeAt() {
        return wakeAt;
    }

    /**
     * What a new move would have to wait for. An undoing gives way to what a person wants: else the
     * loss of the site that is being released could not be answered at all.
     */
    private Optional<ExecutionId> inTheWay() {
        return state.execution
                .filter(execution -> !(execution instanceof FailoverExecution.Undoing))
                .map(execution -> execution.move().id());
    }

    /** The situation in which the application would go to the given site. */
    Situation situation(Optional<SiteId> target) {
        return new Situation(
                declared,
                state.retired,
                active(),
                target,
                Optional.ofNullable(state.seen.get(active())),
                target.flatMap(site -> Optional.ofNullable(state.seen.get(site))),
                state.recoverable.flatMap(known -> known.all(declared.plan())),
                List.copyOf(state.pauses.values()),
                state.coolUntil,
                state.frozenUntil,
                state.permission,
                inTheWay(),
                policy,
                now);
    }
}
