package dev.muster.failover.decision;

import dev.muster.events.Blocker;
import dev.muster.events.ControlEvent.AutomationPaused;
import dev.muster.events.Epoch;
import dev.muster.events.ExecutionId;
import dev.muster.events.FailoverEvent.FailoverRequested;
import dev.muster.events.PlanEvent.PlanDeclared;
import dev.muster.failover.execution.FailoverExecution;
import dev.muster.failover.guard.Permission;
import dev.muster.failover.guard.Sighting;
import dev.muster.plan.SiteId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Everything that is known of one plan.
 *
 * @param epoch the authority over the plan; raised by every move and every undoing
 * @param active the site that holds the authority
 * @param lastGrant when the active site's guard was last allowed to stay active
 * @param deafUntil verdicts that are read before then may have waited long, and are no evidence
 * @param recoverable up to when backups can bring each data set back
 * @param approvals who agreed to the move that waits for approval
 * @param awaiting the move that waits for approval
 * @param pinned the plan as it was when the running execution started
 * @param held the blockers last told, so that only a change is told
 * @param handled the last requests, so that a repetition changes nothing
 */
public record PlanState(
        Optional<PlanDeclared> declared,
        boolean retired,
        Epoch epoch,
        Optional<SiteId> active,
        Map<SiteId, Sighting> seen,
        Map<SiteId, GuardSeen> guards,
        Optional<Grant> lastGrant,
        Map<String, AutomationPaused> pauses,
        Optional<Instant> coolUntil,
        Optional<Instant> frozenUntil,
        Optional<Instant> deafUntil,
        Optional<Permission> permission,
        Optional<FailoverRequested> awaiting,
        List<String> approvals,
        Optional<FailoverExecution> execution,
        Optional<PlanDeclared> pinned,
        Optional<ExecutionId> lastExecution,
        List<Blocker> held,
        List<String> handled,
        Optional<Recoverable> recoverable) {

    /** How many requests are remembered. */
    static final int REMEMBERED = 50;

    static final PlanState UNHEARD_OF =
            new PlanState(
                    Optional.empty(),
                    false,
                    Epoch.FIRST,
                    Optional.empty(),
                    Map.of(),
                    Map.of(),
                    Optional.empty(),
                    Map.of(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    List.of(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    List.of(),
                    List.of(),
                    Optional.empty());

    public PlanState {
        seen = Map.copyOf(seen);
        guards = Map.copyOf(guards);
        pauses = Map.copyOf(pauses);
        approvals = List.copyOf(approvals);
        held = List.copyOf(held);
        handled = List.copyOf(handled);
    }

    /** The first standby of the plan that is not active, or the primary when a standby is. */
    public Optional<SiteId> target() {
        return declared.flatMap(
                d ->
                        active.flatMap(
                                a ->
                                        d.plan().sites().all().stream()
                                                .filter(site -> !site.equals(a))
                                                .findFirst()));
    }

    Draft change() {
        return new Draft(this);
    }

    static <K, V> Map<K, V> plus(Map<K, V> map, K key, V value) {
        var next = new LinkedHashMap<>(map);
        next.put(key, value);
        return next;
    }

    static <K, V> Map<K, V> minus(Map<K, V> map, K key) {
        var next = new LinkedHashMap<>(map);
        next.remove(key);
        return next;
    }

    static <T> List<T> plus(List<T> list, T item, int limit) {
        var next = new ArrayList<>(list);
        next.add(item);
        return next.size() > limit ? next.subList(next.size() - limit, next.size()) : next;
    }

    /** A changed copy in the making; records have no {@code with} of their own yet. */
    static final class Draft {
        Optional<PlanDeclared> declared;
        boolean retired;
        Epoch epoch;
        Optional<SiteId> active;
        Map<SiteId, Sighting> seen;
        Map<SiteId, GuardSeen> guards;
        Optional<Grant> lastGrant;
        Map<String, AutomationPaused> pauses;
        Optional<Instant> coolUntil;
        Optional<Instant> frozenUntil;
        Optional<Instant> deafUntil;
        Optional<Permission> permission;
        Optional<FailoverRequested> awaiting;
        List<String> approvals;
        Optional<FailoverExecution> execution;
        Optional<PlanDeclared> pinned;
        Optional<ExecutionId> lastExecution;
        List<Blocker> held;
        List<String> handled;
        Optional<Recoverable> recoverable;

        private Draft(PlanState s) {
            declared = s.declared;
            retired = s.retired;
            epoch = s.epoch;
            active = s.active;
            seen = s.seen;
            guards = s.guards;
            lastGrant = s.lastGrant;
            pauses = s.pauses;
            coolUntil = s.coolUntil;
            frozenUntil = s.frozenUntil;
            deafUntil = s.deafUntil;
            permission = s.permission;
            awaiting = s.awaiting;
            approvals = s.approvals;
            execution = s.execution;
            pinned = s.pinned;
            lastExecution = s.lastExecution;
            held = s.held;
            handled = s.handled;
            recoverable = s.recoverable;
        }

        PlanState done() {
            return new PlanState(
                    declared,
                    retired,
                    epoch,
                    active,
                    seen,
                    guards,
                    lastGrant,
                    pauses,
                    coolUntil,
                    frozenUntil,
                    deafUntil,
                    permission,
                    awaiting,
                    approvals,
                    execution,
                    pinned,
                    lastExecution,
                    held,
                    handled,
                    recoverable);
        }
    }
}
