package dev.muster.failover.decision;

import dev.muster.events.BackupEvent;
import dev.muster.events.ControlEvent;
import dev.muster.events.ControlEvent.AutomationPaused;
import dev.muster.events.DrEvent;
import dev.muster.events.Epoch;
import dev.muster.events.FailoverEvent.FailoverRequested;
import dev.muster.events.GuardEvent.LeaseRequested;
import dev.muster.events.HealthEvent.HealthAssessed;
import dev.muster.events.PermitEvent.PermitDeferred;
import dev.muster.events.PermitEvent.PermitGranted;
import dev.muster.events.PlanEvent.PlanDeclared;
import dev.muster.events.PlanEvent.PlanRetired;
import dev.muster.events.RecoveryPoint;
import dev.muster.events.StepEvent.StepReported;
import dev.muster.failover.decision.PlanState.Draft;
import dev.muster.failover.guard.DecisionPolicy;
import dev.muster.failover.guard.Permission;
import dev.muster.failover.guard.Sighting;
import dev.muster.machine.Input;
import dev.muster.machine.Machine;
import dev.muster.machine.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Decides for one plan: who is active, whether to move, and what the next step of a move is. */
public final class FailoverMachine implements Machine<PlanState> {

    private final DecisionPolicy policy;

    public FailoverMachine(DecisionPolicy policy) {
        this.policy = policy;
    }

    @Override
    public String name() {
        return "failover";
    }

    @Override
    public Outcome<PlanState> decide(Optional<PlanState> known, Input input, Instant now) {
        var draft = known.orElse(PlanState.UNHEARD_OF).change();
        if (input instanceof Input.Happened happened) {
            learn(draft, happened.event(), now);
        }
        if (draft.declared.isEmpty()) {
            return new Outcome<>(draft.done(), List.of(), Optional.empty());
        }
        var turn = new Turn(draft, draft.declared.get(), policy, now);
        switch (input) {
            case Input.Happened happened -> act(turn, happened.event());
            case Input.Woken _ -> {}
            case Input.Resumed _ -> forgetTime(turn);
            case Input.ClockJumped jump -> freeze(turn, jump.by());
        }
        Advance.run(turn);
        Decider.consider(turn);
        Advance.run(turn);
        draft.frozenUntil = draft.frozenUntil.filter(now::isBefore);
        return new Outcome<>(draft.done(), turn.said(), turn.wakeAt());
    }

    /** Facts that only have to be remembered. */
    private static void learn(Draft state, DrEvent event, Instant now) {
        switch (event) {
            case PlanDeclared declared -> {
                state.declared = Optional.of(declared);
                state.retired = false;
                state.active =
                        state.active.or(() -> Optional.of(declared.plan().sites().primary()));
            }
            case PlanRetired _ -> state.retired = true;
            case HealthAssessed health -> see(state, health, now);
            case BackupEvent.BackupCompleted backup ->
                    backup.point()
                            .of()
                            .filter(_ -> isBase(backup.point()))
                            .ifPresent(data -> recoverable(state, data, backup.point().asOf()));
            case BackupEvent.RecoveryPointExtended extended ->
                    extended.of()
                            .ifPresent(data -> recoverable(state, data, extended.reachableTo()));
            case AutomationPaused paused ->
                    state.pauses = PlanState.plus(state.pauses, paused.scope(), paused);
            case ControlEvent.AutomationResumed resumed ->
                    state.pauses = PlanState.minus(state.pauses, resumed.scope());
            case ControlEvent.IncidentAcknowledged _ -> state.coolUntil = Optional.empty();
            case PermitGranted granted ->
                    permit(state, granted.epoch(), granted.askedAt(), new Permission.Granted());
            case PermitDeferred deferred ->
                    permit(
                            state,
                            deferred.epoch(),
                            deferred.askedAt(),
                            new Permission.Deferred(deferred.reason(), now));
            default -> {}
        }
    }

    /**
     * A verdict that was already heard is no fresh evidence, and neither is one that may have
     * waited in the log until there was a new host to read it.
     */
    private static void see(Draft state, HealthAssessed health, Instant now) {
        var before = Optional.ofNullable(state.seen.get(health.site()));
        var repeated = before.filter(b -> b.assessed().assessedAt().equals(health.assessedAt()));
        if (repeated.isEmpty() && state.deafUntil.filter(now::isBefore).isEmpty()) {
            state.seen =
                    PlanState.plus(state.seen, health.site(), Sighting.of(health, before, now));
        }
    }

    /** A move restores base backups only; a dump beside them makes it lose no less. */
    private static boolean isBase(RecoveryPoint point) {
        return point.log().isPresent();
    }

    private static void recoverable(Draft state, String data, Instant until) {
        state.recoverable =
                Optional.of(state.recoverable.orElse(Recoverable.NOTHING).with(data, until));
    }

    /** Only the answer to the present question counts; what was asked before may be void. */
    private static void permit(Draft state, Epoch epoch, Instant askedAt, Permission answer) {
        if (epoch.equals(state.epoch)
                && state.permission.filter(new Permission.Asked(askedAt)::equals).isPresent()) {
            state.permission = Optional.of(answer);
        }
    }

    private static void act(Turn turn, DrEvent event) {
        switch (event) {
            case LeaseRequested request -> Leases.answer(turn, request);
            case FailoverRequested request -> Decider.request(turn, request);
            case ControlEvent.ApprovalGiven approval ->
                    Decider.approve(turn, approval.execution(), approval.by());
            case ControlEvent.AbortRequested abort -> Executions.abort(turn, abort);
            case ControlEvent.ResumeRequested resume -> Executions.resume(turn, resume);
            case ControlEvent.StepConfirmed answer -> Executions.confirm(turn, answer);
            case StepReported report -> Executions.report(turn, report);
            default -> {}
        }
    }

    /** A new host: nothing that was measured before proves anything now. */
    private static void forgetTime(Turn turn) {
        turn.state.seen = Map.of();
        turn.state.guards = Map.of();
        turn.state.deafUntil = Optional.of(turn.now.plus(turn.policy.catchUp()));
        turn.state.lastGrant =
                turn.state.lastGrant.map(grant -> new Grant(turn.now, grant.lease()));
        turn.state.frozenUntil =
                turn.state.frozenUntil.map(_ -> turn.now.plus(turn.policy.clockFreeze()));
        turn.state.coolUntil = turn.state.coolUntil.map(until -> earliest(until, coolest(turn)));
        turn.state.permission =
                turn.state.permission.map(
                        permission ->
                                permission instanceof Permission.Granted
                                        ? permission
                                        : new Permission.Asked(Instant.EPOCH));
        Executions.forgetTime(turn);
    }

    /** By the clock of another host a cooldown may seem longer than any can be. */
    private static Instant coolest(Turn turn) {
        return turn.now.plus(turn.declared.plan().failover().cooldown());
    }

    private static Instant earliest(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    private static void freeze(Turn turn, Duration by) {
        forgetTime(turn);
        turn.state.frozenUntil = Optional.of(turn.now.plus(turn.policy.clockFreeze()));
        turn.state.coolUntil =
                turn.state
                        .coolUntil
                        .filter(until -> until.isAfter(turn.now.minus(by)))
                        .map(until -> until.plus(by));
    }
}
