package dev.muster.events;

import dev.muster.plan.PlanId;
import dev.muster.plan.SiteId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Who wanted to move an application, what was decided, and how far the move is. */
public sealed interface FailoverEvent extends DrEvent {

    PlanId plan();

    @Override
    default String key() {
        return plan().value();
    }

    /** Failover is unplanned and may lose data; switchover is planned and loses none. */
    enum Kind {
        FAILOVER,
        SWITCHOVER
    }

    /**
     * A wish to move.
     *
     * @param requestId the same for every repetition of one wish
     * @param to the site to move to; the first standby when empty
     * @param allowDataLoss a person accepts more loss than the plan does
     */
    record FailoverRequested(
            PlanId plan,
            String requestId,
            Kind kind,
            Optional<SiteId> to,
            String reason,
            String requestedBy,
            boolean allowDataLoss,
            Instant at)
            implements FailoverEvent {}

    /**
     * The decider looked at trouble and held back: all the reasons, each with what it waits for.
     */
    record FailoverHeld(
            PlanId plan,
            SiteId site,
            HealthEvent.Verdict verdict,
            HealthEvent.FailureClass failureClass,
            List<Blocker> blockers,
            Instant at)
            implements FailoverEvent {
        public FailoverHeld {
            blockers = List.copyOf(blockers);
        }
    }

    /** The trouble that was held back from has gone. */
    record TroubleEnded(PlanId plan, SiteId site, Instant at) implements FailoverEvent {}

    /** A wish that was not granted, with all the reasons. */
    record RequestRefused(PlanId plan, String requestId, List<Blocker> blockers, Instant at)
            implements FailoverEvent {
        public RequestRefused {
            blockers = List.copyOf(blockers);
        }
    }

    /** A move waits for this many more different people. */
    record ApprovalAwaited(PlanId plan, ExecutionId execution, int missing, Instant at)
            implements FailoverEvent {}

    /**
     * A move began; the epoch is raised.
     *
     * @param suspectedSince when the first sign of the trouble was received, for a failover
     */
    record ExecutionStarted(
            PlanId plan,
            ExecutionId execution,
            Kind kind,
            SiteId from,
            SiteId to,
            Epoch epoch,
            String revision,
            String requestId,
            String reason,
            Optional<Instant> suspectedSince,
            List<StepId> steps,
            Instant at)
            implements FailoverEvent {
        public ExecutionStarted {
            steps = List.copyOf(steps);
        }
    }

    /** A step ended: as read back from the world, or covered by the time fence. */
    record StepFinished(
            PlanId plan,
            ExecutionId execution,
            StepId step,
            int attempts,
            StepOutcome outcome,
            String detail,
            Duration took,
            Instant at)
            implements FailoverEvent {}

    /** How a step ended. */
    enum StepOutcome {
        DONE,
        TIME_FENCED,
        CONFIRMED_BY_PERSON,
        REJECTED,
        UNDONE
    }

    /** A step waits for a person, who answers with its name. */
    record PersonAwaited(PlanId plan, ExecutionId execution, StepId step, String prompt, Instant at)
            implements FailoverEvent {}

    /** From here the move only goes forward: authority is at the new site. */
    record PointOfNoReturnPassed(
            PlanId plan, ExecutionId execution, SiteId active, Epoch epoch, Instant at)
            implements FailoverEvent {}

    /** The move stands still and a person is called; it goes on by itself when the reason goes. */
    record ExecutionHeld(
            PlanId plan, ExecutionId execution, String reason, String waitsFor, Instant at)
            implements FailoverEvent {}

    /** What the move stood still for has gone. */
    record ExecutionResumed(PlanId plan, ExecutionId execution, Instant at)
            implements FailoverEvent {}

    /**
     * The application is back, as verified from outside.
     *
     * @param recoveryTime from the first sign of trouble, or the request, until verified
     * @param dataLoss upper bound of the span of time whose commits may be lost; empty = not known
     */
    record ExecutionCompleted(
            PlanId plan,
            ExecutionId execution,
            SiteId active,
            Epoch epoch,
            Duration recoveryTime,
            Optional<Duration> dataLoss,
            Instant at)
            implements FailoverEvent {}

    /** The move was undone before its point of no return; the old site is active again. */
    record ExecutionAborted(
            PlanId plan,
            ExecutionId execution,
            SiteId active,
            Epoch epoch,
            String reason,
            Instant at)
            implements FailoverEvent {}
}
