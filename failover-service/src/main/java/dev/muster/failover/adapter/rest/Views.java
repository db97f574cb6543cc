package dev.muster.failover.adapter.rest;

import dev.muster.events.Blocker;
import dev.muster.events.FailoverEvent;
import dev.muster.events.FailoverEvent.ExecutionAborted;
import dev.muster.events.FailoverEvent.ExecutionCompleted;
import dev.muster.events.FailoverEvent.ExecutionHeld;
import dev.muster.events.FailoverEvent.ExecutionResumed;
import dev.muster.events.FailoverEvent.ExecutionStarted;
import dev.muster.events.FailoverEvent.PointOfNoReturnPassed;
import dev.muster.events.FailoverEvent.StepFinished;
import dev.muster.events.PlanEvent.PlanDeclared;
import dev.muster.failover.app.Journal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What the REST interface shows; plain names and values. */
final class Views {

    private Views() {}

    /** One plan. */
    record PlanView(
            String name,
            String description,
            String criticality,
            String mode,
            String strategy,
            String revision,
            String activeSite,
            List<String> sites,
            String rto,
            String rpo) {}

    /** Why a plan is not being moved now. */
    record DecisionView(
            String plan,
            String activeSite,
            String verdict,
            String failureClass,
            List<BlockerView> blockers) {}

    /** One blocker. */
    record BlockerView(String code, String detail, String waitsFor, boolean waivable) {
        static BlockerView of(Blocker blocker) {
            return new BlockerView(
                    blocker.code().name(),
                    blocker.detail(),
                    blocker.waitsFor(),
                    blocker.code().waivable());
        }
    }

    /** One move. */
    record ExecutionView(
            String id,
            String plan,
            String kind,
            String from,
            String to,
            long epoch,
            String revision,
            String reason,
            String state,
            @Nullable String waitsFor,
            Instant startedAt,
            @Nullable Instant endedAt,
            @Nullable Duration recoveryTime,
            @Nullable Duration dataLoss,
            List<StepView> steps) {}

    /** One finished step. */
    record StepView(
            String step, String outcome, String detail, int attempts, Duration took, Instant at) {}

    static PlanView plan(PlanDeclared declared, String active) {
        var plan = declared.plan();
        return new PlanView(
                plan.name().value(),
                plan.description(),
                plan.criticality().name(),
                lower(plan.failover().mode()),
                lower(plan.strategy()),
                declared.revision(),
                active,
                plan.sites().all().stream().map(Object::toString).toList(),
                plan.objectives().rto().toString(),
                plan.objectives().rpo().toString());
    }

    static @Nullable ExecutionView execution(List<Journal.Entry> entries) {
        ExecutionStarted started = null;
        var state = "preparing";
        String waitsFor = null;
        Instant endedAt = null;
        Duration recoveryTime = null;
        Duration dataLoss = null;
        var beforeHold = state;
        var steps = new ArrayList<StepView>();
        for (var entry : entries) {
            switch (entry.event()) {
                case ExecutionStarted e -> started = e;
                case StepFinished e ->
                        steps.add(
                                new StepView(
                                        e.step().value(),
                                        lower(e.outcome()),
                                        e.detail(),
                                        e.attempts(),
                                        e.took(),
                                        e.at()));
                case PointOfNoReturnPassed _ -> state = "cutting-over";
                case ExecutionHeld e -> {
                    beforeHold = state.equals("held") ? beforeHold : state;
                    state = "held";
                    waitsFor = e.reason() + "; waits for " + e.waitsFor();
                }
                case ExecutionResumed _ -> {
                    state = beforeHold;
                    waitsFor = null;
                }
                case ExecutionCompleted e -> {
                    state = "completed";
                    endedAt = e.at();
                    recoveryTime = e.recoveryTime();
                    dataLoss = e.dataLoss().orElse(null);
                }
                case ExecutionAborted e -> {
                    state = "aborted";
                    endedAt = e.at();
                    waitsFor = e.reason();
                }
                case FailoverEvent _ -> {}
            }
        }
        return started == null
                ? null
                : new ExecutionView(
                        started.execution().value(),
                        started.plan().value(),
                        lower(started.kind()),
                        started.from().value(),
                        started.to().value(),
                        started.epoch().value(),
                        started.revision(),
                        started.reason(),
                        state,
                        waitsFor,
                        started.at(),
                        endedAt,
                        recoveryTime,
                        dataLoss,
                        steps);
    }

    static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
