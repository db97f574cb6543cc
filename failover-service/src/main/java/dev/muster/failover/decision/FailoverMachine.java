package dev.muster.failover.decision;

import dev.muster.events.ControlEvent;
import dev.muster.events.ControlEvent.AutomationPaused;
import dev.muster.events.DrEvent;
import dev.muster.events.FailoverEvent.FailoverRequested;
import dev.muster.events.GuardEvent.LeaseRequested;
import dev.muster.events.HealthEvent.HealthAssessed;
import dev.muster.events.PermitEvent.PermitDeferred;
import dev.muster.events.PermitEvent.PermitGranted;
import dev.muster.events.PlanEvent.PlanDeclared;
import dev.muster.events.PlanEvent.PlanRetired;
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
        Executions.advance(turn);
        Decider.consider(turn);
        Executions.advance(turn);
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
            case AutomationPaused paused ->
                    state.pauses = PlanState.plus(state.pauses, paused.scope(), paused);
            case ControlEvent.AutomationResumed resumed ->
                    state.pauses = PlanState.minus(state.pauses, resumed.scope());
            case ControlEvent.IncidentAcknowledged _ -> state.coolUntil = Optional.empty();
            case PermitGranted granted when granted.epoch().equals(state.epoch) ->
                    state.permission =
                            state.permission.map(_ -> (Permission) new Permission.Granted());
            case PermitDeferred deferred when deferred.epoch().equals(state.epoch) ->
                    state.permission =
                            state.permission.map(
                                    _ -> new Permission.Deferred(deferred.reason(), now));
            default -> {}
        }
    }

    /** A verdict that was already heard, or overtaken by a newer one, is no fresh evidence. */
    private static void see(Draft state, HealthAssessed health, Instant now) {
        var before = state.seen.get(health.site());
        if (before == null || health.assessedAt().isAfter(before.assessed().assessedAt())) {
            state.seen = PlanState.plus(state.seen, health.site(), new Sighting(health, now));
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
            case StepReported report -> Executions.report(turn, report);
            default -> {}
        }
    }

    /** A new host: nothing that was measured before proves anything now. */
    private static void forgetTime(Turn turn) {
        turn.state.seen = Map.of();
        turn.state.guards = Map.of();
        turn.state.lastGrant = turn.state.lastGrant.map(_ -> turn.now);
        turn.state.permission =
                turn.state.permission.map(
                        permission ->
                                permission instanceof Permission.Granted
                                        ? permission
                                        : new Permission.Asked(Instant.EPOCH));
        Executions.forgetTime(turn);
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
