package dev.muster.failover.decision;

import dev.muster.events.Blocker;
import dev.muster.events.ExecutionId;
import dev.muster.events.FailoverEvent.ApprovalAwaited;
import dev.muster.events.FailoverEvent.FailoverHeld;
import dev.muster.events.FailoverEvent.FailoverRequested;
import dev.muster.events.FailoverEvent.Kind;
import dev.muster.events.FailoverEvent.RequestRefused;
import dev.muster.events.FailoverEvent.TroubleEnded;
import dev.muster.events.HealthEvent.HealthAssessed;
import dev.muster.events.HealthEvent.Verdict;
import dev.muster.events.PermitEvent.PermitRequested;
import dev.muster.events.PermitEvent.PermitReturned;
import dev.muster.failover.guard.FailoverRules;
import dev.muster.failover.guard.Permission;
import dev.muster.plan.RecoveryPlan.Mode;
import dev.muster.plan.SiteId;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Looks at trouble and either lets a move begin or tells every reason why not. */
final class Decider {

    private Decider() {}

    /** After whatever happened: is there trouble, and may the application be moved by itself? */
    static void consider(Turn turn) {
        var seen = turn.state.seen.get(turn.active());
        if (turn.state.execution.isPresent() || seen == null) {
            return;
        }
        if (seen.assessed().verdict() == Verdict.HEALTHY) {
            calm(turn);
            return;
        }
        var blockers = FailoverRules.againstAutomatic(turn.situation(turn.target()));
        if (blockers.isEmpty()) {
            turn.state.held = List.of();
            begin(turn, ownRequest(turn, seen.assessed()));
            return;
        }
        if (PASSING.containsAll(codes(blockers))) {
            askForPermission(turn);
        } else if (turn.state.permission.isPresent()) {
            // Others may leave while this plan cannot.
            returnPermission(turn);
        }
        hold(turn, seen.assessed(), blockers);
    }

    /** Somebody wants to move. */
    static void request(Turn turn, FailoverRequested request) {
        if (turn.state.handled.contains(request.requestId())) {
            return;
        }
        turn.state.handled =
                PlanState.plus(turn.state.handled, request.requestId(), PlanState.REMEMBERED);
        var target = request.to().or(turn::target);
        var blockers = FailoverRules.againstRequest(turn.situation(target), request);
        if (blockers.isEmpty()) {
            begin(turn, request);
        } else {
            refuse(turn, request, blockers);
        }
    }

    /** Somebody agrees. */
    static void approve(Turn turn, ExecutionId execution, String by) {
        var awaiting = turn.state.awaiting;
        if (awaiting.isEmpty()
                || !awaiting.get().requestId().equals(execution.value())
                || turn.state.approvals.contains(by)) {
            return;
        }
        turn.state.approvals = PlanState.plus(turn.state.approvals, by, PlanState.REMEMBERED);
        var request = awaiting.get();
        if (missingApprovals(turn) > 0) {
            sayAwaited(turn, request);
            return;
        }
        // Who agrees to what automation proposed vouches for no evidence: that has to be there.
        var situation = turn.situation(target(turn, request));
        var blockers =
                request.requestedBy().equals(AUTOMATION)
                        ? FailoverRules.againstAutomatic(situation)
                        : FailoverRules.againstRequest(situation, request);
        forgetApproval(turn);
        if (blockers.isEmpty()) {
            Executions.start(turn, request, target(turn, request).orElseThrow());
        } else {
            refuse(turn, request, blockers);
        }
    }

    private static void begin(Turn turn, FailoverRequested request) {
        if (turn.declared.plan().failover().mode() != Mode.APPROVAL) {
            forgetApproval(turn);
            Executions.start(turn, request, target(turn, request).orElseThrow());
            return;
        }
        var automatic = request.requestedBy().equals(AUTOMATION);
        var awaiting = turn.state.awaiting;
        if (automatic && awaiting.filter(r -> r.kind() == Kind.FAILOVER).isPresent()) {
            return;
        }
        awaiting.ifPresent(overtaken -> refuse(turn, overtaken, overtakenBy(request)));
        turn.state.awaiting = Optional.of(request);
        turn.state.approvals = automatic ? List.of() : List.of(request.requestedBy());
        if (missingApprovals(turn) > 0) {
            sayAwaited(turn, request);
        } else {
            forgetApproval(turn);
            Executions.start(turn, request, target(turn, request).orElseThrow());
        }
    }

    private static List<Blocker> overtakenBy(FailoverRequested request) {
        return List.of(
                new Blocker(
                        Blocker.Code.APPROVAL_MISSING,
                        "not enough people had agreed before "
                                + request.requestedBy()
                                + " wanted another move",
                        "a new request"));
    }

    private static void refuse(Turn turn, FailoverRequested request, List<Blocker> blockers) {
        turn.say(new RequestRefused(turn.plan(), request.requestId(), blockers, turn.now));
    }

    private static Optional<SiteId> target(Turn turn, FailoverRequested request) {
        return request.to().or(turn::target);
    }

    private static void sayAwaited(Turn turn, FailoverRequested request) {
        turn.say(
                new ApprovalAwaited(
                        turn.plan(),
                        new ExecutionId(request.requestId()),
                        missingApprovals(turn),
                        turn.now));
    }

    private static int missingApprovals(Turn turn) {
        return Math.max(
                0, turn.declared.plan().failover().approvals() - turn.state.approvals.size());
    }

    private static void forgetApproval(Turn turn) {
        turn.state.awaiting = Optional.empty();
        turn.state.approvals = List.of();
    }

    private static FailoverRequested ownRequest(Turn turn, HealthAssessed trouble) {
        return new FailoverRequested(
                turn.plan(),
                turn.plan() + "-e" + turn.state.epoch.next(),
                Kind.FAILOVER,
                turn.target(),
                turn.active() + " is lost, " + words(trouble.failureClass()),
                AUTOMATION,
                false,
                turn.now);
    }

    private static String words(Enum<?> word) {
        return word.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static void hold(Turn turn, HealthAssessed trouble, List<Blocker> blockers) {
        var changed = !codes(blockers).equals(codes(turn.state.held));
        turn.state.held = blockers;
        if (changed) {
            turn.say(
                    new FailoverHeld(
                            turn.plan(),
                            turn.active(),
                            trouble.verdict(),
                            trouble.failureClass(),
                            blockers,
                            turn.now));
        }
    }

    /** Blockers carry ages and counts that move all the time; their kinds tell what is new. */
    private static Set<Blocker.Code> codes(List<Blocker> blockers) {
        var codes = EnumSet.noneOf(Blocker.Code.class);
        blockers.forEach(blocker -> codes.add(blocker.code()));
        return codes;
    }

    private static void calm(Turn turn) {
        if (!turn.state.held.isEmpty()) {
            turn.state.held = List.of();
            turn.say(new TroubleEnded(turn.plan(), turn.active(), turn.now));
        }
        if (turn.state.awaiting.filter(r -> r.requestedBy().equals(AUTOMATION)).isPresent()) {
            forgetApproval(turn);
        }
        if (turn.state.permission.isPresent()) {
            returnPermission(turn);
        }
    }

    /** Asked for while the loss only has to last, so that the answer is there when it has. */
    private static void askForPermission(Turn turn) {
        if (turn.declared.plan().failover().mode() != Mode.AUTOMATIC) {
            return;
        }
        var askedAt =
                turn.state.permission.map(
                        permission ->
                                switch (permission) {
                                    case Permission.Asked asked -> asked.at();
                                    case Permission.Granted _ -> turn.now;
                                    case Permission.Deferred deferred -> deferred.at();
                                });
        var again = askedAt.map(at -> at.plus(turn.policy.permitRetry()));
        if (again.isPresent() && turn.now.isBefore(again.get())) {
            turn.wakeAt(again.get());
            return;
        }
        turn.state.permission = Optional.of(new Permission.Asked(turn.now));
        turn.say(new PermitRequested(turn.active(), turn.plan(), turn.state.epoch, turn.now));
    }

    private static void returnPermission(Turn turn) {
        turn.state.permission = Optional.empty();
        turn.say(
                new PermitReturned(
                        turn.active(), turn.plan(), turn.state.epoch, false, false, turn.now));
    }

    /** What goes away by itself while a site is lost. */
    private static final Set<Blocker.Code> PASSING =
            EnumSet.of(
                    Blocker.Code.BLAST_RADIUS,
                    Blocker.Code.TOLERANCE_RUNNING,
                    Blocker.Code.STANDBY_NOT_SEEN,
                    Blocker.Code.STANDBY_STILL_RECEIVES);

    /** Who asks when nobody does. */
    static final String AUTOMATION = "automation";
}
