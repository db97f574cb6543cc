package dev.muster.failover.guard;

import dev.muster.events.Blocker;
import dev.muster.events.Blocker.Code;
import dev.muster.plan.RecoveryPlan.Mode;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Reasons that lie in the plan, in what people said, and in what is already under way. */
final class PlanRules {

    private PlanRules() {}

    static Optional<Blocker> retired(Situation s) {
        return s.retired()
                ? blocker(Code.PLAN_RETIRED, "the plan is no longer declared", "declare it again")
                : Optional.empty();
    }

    static Optional<Blocker> noStandby(Situation s) {
        var possible =
                s.target()
                        .filter(target -> !target.equals(s.active()))
                        .filter(s.plan().sites().all()::contains);
        return possible.isEmpty()
                ? blocker(
                        Code.NO_STANDBY,
                        s.target()
                                .map(target -> target + " is no other site of the plan")
                                .orElse("the plan has no other site to go to"),
                        "a standby in spec.sites.standbys")
                : Optional.empty();
    }

    static Optional<Blocker> executionInProgress(Situation s) {
        return s.running()
                .map(
                        id ->
                                new Blocker(
                                        Code.EXECUTION_IN_PROGRESS,
                                        "execution " + id + " is under way",
                                        "its end"));
    }

    static Optional<Blocker> paused(Situation s) {
        if (s.pauses().isEmpty()) {
            return Optional.empty();
        }
        var who =
                s.pauses().stream()
                        .map(
                                p ->
                                        (p.scope().equals("*") ? "everything" : "this plan")
                                                + " by "
                                                + p.by()
                                                + ": "
                                                + p.reason())
                        .collect(Collectors.joining("; "));
        return blocker(
                Code.AUTOMATION_PAUSED, "automation is paused, " + who, "somebody to resume it");
    }

    static Optional<Blocker> frozen(Situation s) {
        return s.plan().failover().freeze().stream()
                .filter(freeze -> freeze.covers(s.now()))
                .findFirst()
                .map(
                        freeze ->
                                new Blocker(
                                        Code.FREEZE_WINDOW,
                                        "a freeze window is open: "
                                                + freeze.cron()
                                                + " for "
                                                + freeze.length(),
                                        "its end, or a person's request"));
    }

    static Optional<Blocker> clockJumped(Situation s) {
        return s.frozenUntil()
                .filter(s.now()::isBefore)
                .map(
                        until ->
                                new Blocker(
                                        Code.CLOCK_JUMPED,
                                        "the clock jumped or stood still: no measured time can be trusted",
                                        "fresh evidence after " + until));
    }

    static Optional<Blocker> coolingDown(Situation s) {
        return s.coolUntil()
                .filter(s.now()::isBefore)
                .map(
                        until ->
                                new Blocker(
                                        Code.COOLDOWN,
                                        "a move began a short while ago",
                                        until + ", or somebody to acknowledge the incident"));
    }

    static Optional<Blocker> blastRadius(Situation s) {
        if (s.plan().failover().mode() != Mode.AUTOMATIC
                || s.permission().filter(Permission.Granted.class::isInstance).isPresent()) {
            return Optional.empty();
        }
        var detail =
                s.permission()
                        .filter(Permission.Deferred.class::isInstance)
                        .map(p -> ((Permission.Deferred) p).reason())
                        .orElse(
                                "not yet one of the plans that may leave "
                                        + s.active()
                                        + " by themselves");
        return blocker(Code.BLAST_RADIUS, detail, "a permit, or a person's request");
    }

    static Optional<Blocker> mode(Situation s) {
        return switch (s.plan().failover().mode()) {
            case OBSERVE ->
                    blocker(
                            Code.MODE_OBSERVE,
                            "the plan only observes",
                            "spec.failover.mode: automatic, or a person's request");
            case MANUAL ->
                    blocker(Code.MODE_MANUAL, "the plan moves by hand only", "a person's request");
            case APPROVAL, AUTOMATIC -> Optional.empty();
        };
    }

    private static Optional<Blocker> blocker(Code code, String detail, String waitsFor) {
        return Optional.of(new Blocker(code, detail, waitsFor));
    }

    /** In the order in which a person would want to read them. */
    static final List<GuardRule> STANDING =
            List.of(
                    PlanRules::retired,
                    PlanRules::noStandby,
                    PlanRules::executionInProgress,
                    PlanRules::paused);

    static final List<GuardRule> AUTOMATIC =
            List.of(
                    PlanRules::frozen,
                    PlanRules::clockJumped,
                    PlanRules::coolingDown,
                    PlanRules::blastRadius,
                    PlanRules::mode);
}
