package dev.muster.failover.evacuation;

import dev.muster.events.DrEvent;
import dev.muster.events.PermitEvent.PermitDeferred;
import dev.muster.events.PermitEvent.PermitGranted;
import dev.muster.events.PermitEvent.PermitRequested;
import dev.muster.events.PermitEvent.PermitReturned;
import dev.muster.machine.Input;
import dev.muster.machine.Machine;
import dev.muster.machine.Outcome;
import dev.muster.plan.PlanId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Keeps the blast radius of automation small: the first plan to leave a site goes alone until it is
 * verified, then a few at once, and only so many in a window; whoever is beyond waits for a person.
 */
public final class PermitMachine implements Machine<PermitState> {

    private final BlastRadiusPolicy policy;

    public PermitMachine(BlastRadiusPolicy policy) {
        this.policy = policy;
    }

    @Override
    public String name() {
        return "permits";
    }

    @Override
    public Outcome<PermitState> decide(Optional<PermitState> known, Input input, Instant now) {
        var state = forgetOld(known.orElse(PermitState.NONE), now);
        return switch (input) {
            case Input.Happened(String _, PermitRequested request) -> answer(state, request, now);
            case Input.Happened(String _, PermitReturned returned) -> takeBack(state, returned);
            case Input.Happened _ -> silent(state);
            case Input.Woken _ -> silent(state);
            case Input.Resumed _ -> silent(asIfJustNow(known.orElse(PermitState.NONE), now));
            case Input.ClockJumped _ -> silent(asIfJustNow(known.orElse(PermitState.NONE), now));
        };
    }

    /** Times that were measured by another host or clock prove nothing: the windows begin anew. */
    private static PermitState asIfJustNow(PermitState state, Instant now) {
        var leaving = new LinkedHashMap<>(state.leaving());
        leaving.replaceAll((_, _) -> now);
        return new PermitState(
                leaving, state.started().stream().map(_ -> now).toList(), state.verified());
    }

    private static Outcome<PermitState> silent(PermitState state) {
        return new Outcome<>(state, List.of(), Optional.empty());
    }

    private Outcome<PermitState> answer(PermitState state, PermitRequested request, Instant now) {
        if (state.leaving().containsKey(request.plan())) {
            return said(state, granted(request));
        }
        var atOnce = state.verified() ? policy.atOnce() : 1;
        if (state.leaving().size() >= atOnce) {
            return said(
                    state,
                    deferred(
                            request,
                            state.leaving().size()
                                    + " plan(s) are leaving "
                                    + request.from()
                                    + " already, "
                                    + atOnce
                                    + " may at once"));
        }
        if (state.started().size() >= policy.perWindow()) {
            return said(
                    state,
                    deferred(
                            request,
                            policy.perWindow()
                                    + " plans left "
                                    + request.from()
                                    + " within "
                                    + policy.window().toMinutes()
                                    + " min; more need a person"));
        }
        var leaving = new LinkedHashMap<>(state.leaving());
        leaving.put(request.plan(), now);
        var started = new ArrayList<>(state.started());
        started.add(now);
        return said(new PermitState(leaving, started, state.verified()), granted(request));
    }

    /** A permit that was given back without a move does not count against the window. */
    private static Outcome<PermitState> takeBack(PermitState state, PermitReturned returned) {
        var since = state.leaving().get(returned.plan());
        if (since == null) {
            return silent(state);
        }
        Map<PlanId, Instant> leaving = new LinkedHashMap<>(state.leaving());
        leaving.remove(returned.plan());
        var started = new ArrayList<>(state.started());
        if (!returned.used()) {
            started.remove(since);
        }
        return silent(new PermitState(leaving, started, state.verified() || returned.verified()));
    }

    private PermitState forgetOld(PermitState state, Instant now) {
        var from = now.minus(policy.window());
        var started = state.started().stream().filter(at -> at.isAfter(from)).toList();
        var verified = state.verified() && !started.isEmpty();
        return new PermitState(state.leaving(), started, verified);
    }

    private static Outcome<PermitState> said(PermitState state, DrEvent event) {
        return new Outcome<>(state, List.of(event), Optional.empty());
    }

    private static PermitGranted granted(PermitRequested request) {
        return new PermitGranted(request.plan(), request.from(), request.epoch(), request.at());
    }

    private static PermitDeferred deferred(PermitRequested request, String reason) {
        return new PermitDeferred(
                request.plan(), request.from(), request.epoch(), reason, request.at());
    }
}
