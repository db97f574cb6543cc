package dev.muster.events;

/** A fact that already happened, or a wish somebody expressed: immutable, safe to receive twice. */
public sealed interface DrEvent
        permits PlanEvent,
                HealthEvent,
                ControlEvent,
                GuardEvent,
                FailoverEvent,
                BackupEvent,
                StepEvent,
                PermitEvent {

    /** The aggregate whose events must stay in order; the key of the Kafka record. */
    String key();
}
