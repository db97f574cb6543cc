package dev.muster.failover.adapter.rest;

import dev.muster.events.FailoverEvent;
import dev.muster.events.FailoverEvent.ApprovalAwaited;
import dev.muster.events.FailoverEvent.ExecutionAborted;
import dev.muster.events.FailoverEvent.ExecutionCompleted;
import dev.muster.events.FailoverEvent.ExecutionHeld;
import dev.muster.events.FailoverEvent.ExecutionResumed;
import dev.muster.events.FailoverEvent.ExecutionStarted;
import dev.muster.events.FailoverEvent.FailoverRequested;
import dev.muster.events.FailoverEvent.PersonAwaited;
import dev.muster.events.FailoverEvent.PointOfNoReturnPassed;
import dev.muster.events.FailoverEvent.RequestRefused;
import dev.muster.events.FailoverEvent.StepFinished;
import dev.muster.failover.adapter.rest.Views.BlockerView;
import dev.muster.failover.app.Journal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One move as people see it.
 *
 * @param state requested, preparing, cutting-over, held, awaiting-person, awaiting-approval,
 *     completed, aborted or refused
 * @param remaining how long it will still take, judged by the last time; null when that is unknown
 */
record ExecutionView(
        String id,
        String plan,
        @Nullable String kind,
        @Nullable String from,
        @Nullable String to,
        @Nullable Long epoch,
        @Nullable String revision,
        @Nullable String reason,
        String requestedBy,
        String state,
        @Nullable String waitsFor,
        List<BlockerView> blockers,
        @Nullable Instant startedAt,
        @Nullable Instant endedAt,
        @Nullable Duration remaining,
        @Nullable Duration recoveryTime,
        @Nullable Duration dataLoss,
        List<StepView> steps) {

    /** One finished step. */
    record StepView(
            String step, String outcome, String detail, int attempts, Duration took, Instant at) {}

    /** Told from its events; empty when there are none. */
    static Optional<ExecutionView> of(
            String id, List<Journal.Entry> events, Optional<Duration> remaining) {
        if (events.isEmpty()) {
            return Optional.empty();
        }
        var story = new Telling(id, events.getFirst().event().plan().value());
        events.forEach(entry -> story.take(entry.event()));
        return Optional.of(story.view(remaining));
    }

    private static final class Telling {
        private final String id;
        private final String plan;
        private final List<StepView> steps = new ArrayList<>();
        private @Nullable ExecutionStarted started;
        private @Nullable FailoverRequested requested;
        private String phase = "requested";
        private @Nullable String waiting;
        private @Nullable String waitsFor;
        private List<BlockerView> blockers = List.of();
        private @Nullable Instant endedAt;
        private @Nullable Duration recoveryTime;
        private @Nullable Duration dataLoss;

        Telling(String id, String plan) {
            this.id = id;
            this.plan = plan;
        }

        void take(FailoverEvent event) {
            switch (event) {
                case ApprovalAwaited e ->
                        waits("awaiting-approval", e.missing() + " more to approve");
                case ExecutionStarted e -> {
                    started = e;
                    phase = "preparing";
                    goesOn();
                }
                case StepFinished e -> {
                    steps.add(
                            new StepView(
                                    e.step().value(),
                                    Views.lower(e.outcome()),
                                    e.detail(),
                                    e.attempts(),
                                    e.took(),
                                    e.at()));
                    if ("awaiting-person".equals(waiting)) {
                        goesOn();
                    }
                }
                case PersonAwaited e ->
                        waits("awaiting-person", "a person at " + e.step() + ": " + e.prompt());
                case PointOfNoReturnPassed _ -> phase = "cutting-over";
                case ExecutionHeld e -> waits("held", e.reason() + "; waits for " + e.waitsFor());
                case ExecutionResumed _ -> goesOn();
                case ExecutionCompleted e -> {
                    ends("completed", e.at());
                    recoveryTime = e.recoveryTime();
                    dataLoss = e.dataLoss().orElse(null);
                }
                case ExecutionAborted e -> {
                    ends("aborted", e.at());
                    waitsFor = e.reason();
                }
                case RequestRefused e -> {
                    ends("refused", e.at());
                    blockers = e.blockers().stream().map(BlockerView::of).toList();
                }
                case FailoverRequested e -> requested = e;
                case FailoverEvent.FailoverHeld _, FailoverEvent.TroubleEnded _ -> {}
            }
        }

        private void waits(String how, String what) {
            waiting = how;
            waitsFor = what;
        }

        private void goesOn() {
            waiting = null;
            waitsFor = null;
        }

        private void ends(String how, Instant at) {
            goesOn();
            phase = how;
            endedAt = at;
        }

        private @Nullable String kind() {
            if (started != null) {
                return Views.lower(started.kind());
            }
            return requested == null ? null : Views.lower(requested.kind());
        }

        private @Nullable String reason() {
            if (started != null) {
                return started.reason();
            }
            return requested == null ? null : requested.reason();
        }

        ExecutionView view(Optional<Duration> remaining) {
            var begun = started;
            return new ExecutionView(
                    id,
                    plan,
                    kind(),
                    begun == null ? null : begun.from().value(),
                    begun == null ? null : begun.to().value(),
                    begun == null ? null : begun.epoch().value(),
                    begun == null ? null : begun.revision(),
                    reason(),
                    requested == null ? "automation" : requested.requestedBy(),
                    waiting == null ? phase : waiting,
                    waitsFor,
                    blockers,
                    begun == null ? null : begun.at(),
                    endedAt,
                    endedAt == null ? remaining.orElse(null) : null,
                    recoveryTime,
                    dataLoss,
                    List.copyOf(steps));
        }
    }
}
