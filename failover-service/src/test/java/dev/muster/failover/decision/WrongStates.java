package dev.muster.failover.decision;

import dev.muster.events.Epoch;
import dev.muster.events.ExecutionId;
import dev.muster.events.FailoverEvent.Kind;
import dev.muster.events.FailoverEvent.StepOutcome;
import dev.muster.events.HealthEvent.FailureClass;
import dev.muster.events.HealthEvent.HealthAssessed;
import dev.muster.events.HealthEvent.Verdict;
import dev.muster.events.StepAction.AwaitPerson;
import dev.muster.events.StepAction.PromotePostgres;
import dev.muster.failover.execution.FailoverExecution.Preparing;
import dev.muster.failover.execution.Move;
import dev.muster.failover.execution.PlannedStep;
import dev.muster.failover.execution.PlannedStep.Phase;
import dev.muster.failover.execution.Progress;
import dev.muster.failover.guard.Permission;
import dev.muster.failover.guard.Sighting;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** States that no right machine would ever be in: what deliberate bugs make of right ones. */
public final class WrongStates {

    private WrongStates() {}

    private static PlanState changed(PlanState state, Consumer<PlanState.Draft> change) {
        var draft = state.change();
        change.accept(draft);
        return draft.done();
    }

    private static Optional<Preparing> preparing(PlanState state) {
        return state.execution().filter(Preparing.class::isInstance).map(Preparing.class::cast);
    }

    private static PlanState with(PlanState state, Preparing preparing) {
        return changed(state, draft -> draft.execution = Optional.of(preparing));
    }

    public static PlanState fencesTakenForDone(PlanState state, Instant now) {
        return preparing(state)
                .map(
                        preparing -> {
                            var progress = preparing.progress();
                            for (var step : progress.in(Phase.FENCE).toList()) {
                                progress =
                                        progress.isDone(step.id())
                                                ? progress
                                                : progress.settled(
                                                        step.id(), StepOutcome.DONE, now);
                            }
                            return with(state, preparing.withProgress(progress));
                        })
                .orElse(state);
    }

    /** Whoever is asked is taken to have agreed. */
    public static PlanState questionsTakenForAnswered(PlanState state, Instant now) {
        return preparing(state)
                .map(
                        preparing -> {
                            var progress = preparing.progress();
                            for (var step : progress.graph()) {
                                progress =
                                        step.action() instanceof AwaitPerson
                                                        && !progress.isDone(step.id())
                                                ? progress.settled(step.id(), StepOutcome.DONE, now)
                                                : progress;
                            }
                            return with(state, preparing.withProgress(progress));
                        })
                .orElse(state);
    }

    /** The promotion waits for nothing and may be ordered while the old site still runs. */
    public static PlanState promotionFirst(PlanState state) {
        return preparing(state)
                .map(
                        preparing -> {
                            var graph =
                                    preparing.progress().graph().stream()
                                            .map(
                                                    step ->
                                                            step.action() instanceof PromotePostgres
                                                                    ? early(step)
                                                                    : step)
                                            .toList();
                            return with(
                                    state,
                                    preparing.withProgress(
                                            new Progress(graph, preparing.progress().states())));
                        })
                .orElse(state);
    }

    private static PlannedStep early(PlannedStep step) {
        return new PlannedStep(step.id(), Set.of(), step.action(), Phase.PREPARE, step.timeout());
    }

    public static PlanState timeFencedAfter(PlanState state, Duration sinceLastGrant) {
        return preparing(state)
                .filter(preparing -> preparing.fencedBy().isPresent())
                .flatMap(
                        preparing ->
                                state.lastGrant()
                                        .map(
                                                grant ->
                                                        with(
                                                                state,
                                                                preparing.fencedBy(
                                                                        Optional.of(
                                                                                grant.at()
                                                                                        .plus(
                                                                                                sinceLastGrant))))))
                .orElse(state);
    }

    /** What a guard was granted before a move ended counts for the next one, too. */
    public static PlanState grantOutlivesMove(PlanState state, PlanState before) {
        var grant = before.lastGrant();
        var ended = before.execution().isPresent() && !running(before).equals(running(state));
        if (!ended || grant.isEmpty() || !before.active().equals(state.active())) {
            return state;
        }
        var kept = changed(state, draft -> draft.lastGrant = grant);
        return preparing(kept)
                .filter(preparing -> preparing.move().kind() == Kind.FAILOVER)
                .map(preparing -> with(kept, preparing.fencedBy(end(grant.get()))))
                .orElse(kept);
    }

    private static Optional<Instant> end(Grant grant) {
        return Optional.of(grant.at().plus(grant.lease()).plus(grant.lease().dividedBy(6)));
    }

    private static Optional<ExecutionId> running(PlanState state) {
        return state.execution().map(execution -> execution.move().id());
    }

    /** The move and all that belongs to it carry the epoch that was there before. */
    public static PlanState epochNotRaised(PlanState state, Epoch before) {
        return preparing(state)
                .map(
                        preparing -> {
                            var m = preparing.move();
                            var move =
                                    new Move(
                                            m.id(),
                                            m.kind(),
                                            m.from(),
                                            m.to(),
                                            before,
                                            m.revision(),
                                            m.reason(),
                                            m.suspectedSince(),
                                            m.startedAt());
                            return changed(
                                    state,
                                    draft -> {
                                        draft.epoch = before;
                                        draft.execution =
                                                Optional.of(
                                                        new Preparing(
                                                                move,
                                                                preparing.progress(),
                                                                preparing.fencedBy(),
                                                                preparing.hold()));
                                    });
                        })
                .orElse(state);
    }

    public static PlanState withoutCooldown(PlanState state) {
        return changed(state, draft -> draft.coolUntil = Optional.empty());
    }

    public static PlanState withoutMemoryOfRequests(PlanState state) {
        return changed(state, draft -> draft.handled = List.of());
    }

    public static PlanState permitted(PlanState state) {
        return changed(state, draft -> draft.permission = Optional.of(new Permission.Granted()));
    }

    public static PlanState withoutExecution(PlanState state) {
        return changed(state, draft -> draft.execution = Optional.empty());
    }

    public static PlanState neverDeaf(PlanState state) {
        return changed(state, draft -> draft.deafUntil = Optional.empty());
    }

    /** All that was ever seen counts as seen just now. */
    public static PlanState everythingSeenNow(PlanState state, Instant now) {
        var seen = new LinkedHashMap<>(state.seen());
        seen.replaceAll(
                (_, sighting) -> new Sighting(sighting.assessed(), now, sighting.troubleSince()));
        return changed(state, draft -> draft.seen = seen);
    }

    /** Wherever a move goes, all is well there. */
    public static PlanState targetSeenWell(PlanState state, Instant now) {
        return preparing(state)
                .map(
                        preparing -> {
                            var to = preparing.move().to();
                            var well =
                                    new HealthAssessed(
                                            state.declared().orElseThrow().plan().name(),
                                            to,
                                            Verdict.HEALTHY,
                                            FailureClass.NONE,
                                            Optional.empty(),
                                            now,
                                            List.of(),
                                            Optional.empty(),
                                            false,
                                            List.of());
                            return changed(
                                    state,
                                    draft ->
                                            draft.seen =
                                                    PlanState.plus(
                                                            draft.seen,
                                                            to,
                                                            new Sighting(
                                                                    well, now, Optional.empty())));
                        })
                .orElse(state);
    }
}
