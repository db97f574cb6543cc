package dev.muster.events;

import dev.muster.plan.PlanId;
import java.time.Instant;

/** What people told the automation. */
public sealed interface ControlEvent extends DrEvent {

    /** The key of what concerns every plan; such a record is written to every partition. */
    String EVERYTHING = "*";

    /** Nothing begins by itself, and no effect is carried out, until it is resumed. */
    record AutomationPaused(String scope, String by, String reason, Instant at)
            implements ControlEvent {
        @Override
        public String key() {
            return scope;
        }
    }

    /** Automation may act again. */
    record AutomationResumed(String scope, String by, String reason, Instant at)
            implements ControlEvent {
        @Override
        public String key() {
            return scope;
        }
    }

    /** A person agrees to a move that waits for approval. */
    record ApprovalGiven(PlanId plan, ExecutionId execution, String by, Instant at)
            implements ControlEvent {
        @Override
        public String key() {
            return plan.value();
        }
    }

    /** A person wants an execution undone; possible only before its point of no return. */
    record AbortRequested(PlanId plan, ExecutionId execution, String by, String reason, Instant at)
            implements ControlEvent {
        @Override
        public String key() {
            return plan.value();
        }
    }

    /**
     * A person wants an execution that stands still to go on.
     *
     * @param confirmFenced the person vouches that the old site accepts no writes: replaces the
     *     fence that could not be confirmed
     */
    record ResumeRequested(
            PlanId plan,
            ExecutionId execution,
            String by,
            String reason,
            boolean confirmFenced,
            Instant at)
            implements ControlEvent {
        @Override
        public String key() {
            return plan.value();
        }
    }

    /** A person answers a step that waits for one: the move may go on. */
    record StepConfirmed(
            PlanId plan, ExecutionId execution, StepId step, String by, String reason, Instant at)
            implements ControlEvent {
        @Override
        public String key() {
            return plan.value();
        }
    }

    /**
     * A key that waits, because a record of it could not be read, is read again from here on; what
     * was parked stays parked. Heard by the host, not by its machine.
     */
    record KeyReleased(String key, String by, String reason, Instant at) implements ControlEvent {}

    /** A person has seen the incident: the cooldown after a move ends. */
    record IncidentAcknowledged(PlanId plan, String by, Instant at) implements ControlEvent {
        @Override
        public String key() {
            return plan.value();
        }
    }
}
