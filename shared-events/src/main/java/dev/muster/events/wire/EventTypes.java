package dev.muster.events.wire;

import dev.muster.events.BackupEvent;
import dev.muster.events.ControlEvent;
import dev.muster.events.DrEvent;
import dev.muster.events.FailoverEvent;
import dev.muster.events.GuardEvent;
import dev.muster.events.HealthEvent;
import dev.muster.events.PermitEvent;
import dev.muster.events.PlanEvent;
import dev.muster.events.StepEvent;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Which record is which CloudEvents type, and on which topic it is said. */
public final class EventTypes {

    /** One registered type. */
    public record EventType(String type, Class<? extends DrEvent> form, Topics topic) {}

    private static final Map<String, EventType> BY_TYPE = new LinkedHashMap<>();
    private static final Map<Class<?>, EventType> BY_FORM = new LinkedHashMap<>();

    static {
        register("plans.plan-declared", PlanEvent.PlanDeclared.class, Topics.PLANS);
        register("plans.plan-retired", PlanEvent.PlanRetired.class, Topics.PLANS);
        register("plans.site-declared", PlanEvent.SiteDeclared.class, Topics.SITES);
        register("health.alert-received", HealthEvent.AlertReceived.class, Topics.ALERTS);
        register("health.site-observed", HealthEvent.SiteObserved.class, Topics.OBSERVATIONS);
        register("health.health-assessed", HealthEvent.HealthAssessed.class, Topics.HEALTH);
        register("control.automation-paused", ControlEvent.AutomationPaused.class, Topics.CONTROL);
        register(
                "control.automation-resumed", ControlEvent.AutomationResumed.class, Topics.CONTROL);
        register("control.approval-given", ControlEvent.ApprovalGiven.class, Topics.CONTROL);
        register("control.abort-requested", ControlEvent.AbortRequested.class, Topics.CONTROL);
        register("control.resume-requested", ControlEvent.ResumeRequested.class, Topics.CONTROL);
        register("control.step-confirmed", ControlEvent.StepConfirmed.class, Topics.CONTROL);
        register("control.key-released", ControlEvent.KeyReleased.class, Topics.CONTROL);
        register(
                "control.incident-acknowledged",
                ControlEvent.IncidentAcknowledged.class,
                Topics.CONTROL);
        register("guard.lease-requested", GuardEvent.LeaseRequested.class, Topics.LEASE_REQUESTS);
        register("guard.lease-granted", GuardEvent.LeaseGranted.class, Topics.LEASES);
        register("guard.lease-refused", GuardEvent.LeaseRefused.class, Topics.LEASES);
        register(
                "failover.permit-requested",
                PermitEvent.PermitRequested.class,
                Topics.PERMIT_REQUESTS);
        register(
                "failover.permit-returned",
                PermitEvent.PermitReturned.class,
                Topics.PERMIT_REQUESTS);
        register("failover.permit-granted", PermitEvent.PermitGranted.class, Topics.PERMITS);
        register("failover.permit-deferred", PermitEvent.PermitDeferred.class, Topics.PERMITS);
        register(
                "failover.failover-requested",
                FailoverEvent.FailoverRequested.class,
                Topics.FAILOVER_REQUESTED);
        register("failover.failover-held", FailoverEvent.FailoverHeld.class, Topics.FAILOVER_LOG);
        register("failover.trouble-ended", FailoverEvent.TroubleEnded.class, Topics.FAILOVER_LOG);
        register(
                "failover.request-refused",
                FailoverEvent.RequestRefused.class,
                Topics.FAILOVER_LOG);
        register(
                "failover.approval-awaited",
                FailoverEvent.ApprovalAwaited.class,
                Topics.FAILOVER_LOG);
        register(
                "failover.execution-started",
                FailoverEvent.ExecutionStarted.class,
                Topics.FAILOVER_LOG);
        register("failover.step-finished", FailoverEvent.StepFinished.class, Topics.FAILOVER_LOG);
        register("failover.person-awaited", FailoverEvent.PersonAwaited.class, Topics.FAILOVER_LOG);
        register(
                "failover.point-of-no-return-passed",
                FailoverEvent.PointOfNoReturnPassed.class,
                Topics.FAILOVER_LOG);
        register("failover.execution-held", FailoverEvent.ExecutionHeld.class, Topics.FAILOVER_LOG);
        register(
                "failover.execution-resumed",
                FailoverEvent.ExecutionResumed.class,
                Topics.FAILOVER_LOG);
        register(
                "failover.execution-completed",
                FailoverEvent.ExecutionCompleted.class,
                Topics.FAILOVER_LOG);
        register(
                "failover.execution-aborted",
                FailoverEvent.ExecutionAborted.class,
                Topics.FAILOVER_LOG);
        register(
                "backup.backup-requested",
                BackupEvent.BackupRequested.class,
                Topics.BACKUP_REQUESTED);
        register(
                "backup.verification-requested",
                BackupEvent.VerificationRequested.class,
                Topics.BACKUP_REQUESTED);
        register(
                "backup.restore-requested",
                BackupEvent.RestoreRequested.class,
                Topics.BACKUP_REQUESTED);
        register(
                "backup.objects-restore-requested",
                BackupEvent.ObjectsRestoreRequested.class,
                Topics.BACKUP_REQUESTED);
        register(
                "backup.removal-requested",
                BackupEvent.RemovalRequested.class,
                Topics.BACKUP_REQUESTED);
        register("backup.run-commanded", BackupEvent.RunCommanded.class, Topics.BACKUP_COMMANDS);
        register("backup.run-reported", BackupEvent.RunReported.class, Topics.BACKUP_REPORTS);
        register("backup.log-shipped", BackupEvent.LogShipped.class, Topics.BACKUP_REPORTS);
        register("backup.engine-reported", BackupEvent.EngineReported.class, Topics.BACKUP_REPORTS);
        register("backup.engine-observed", BackupEvent.EngineObserved.class, Topics.BACKUP_REPORTS);
        register(
                "backup.request-refused",
                BackupEvent.BackupRequestRefused.class,
                Topics.BACKUP_COMPLETED);
        register(
                "backup.backup-completed",
                BackupEvent.BackupCompleted.class,
                Topics.BACKUP_COMPLETED);
        register("backup.backup-failed", BackupEvent.BackupFailed.class, Topics.BACKUP_COMPLETED);
        register(
                "backup.recovery-point-verified",
                BackupEvent.RecoveryPointVerified.class,
                Topics.BACKUP_COMPLETED);
        register(
                "backup.recovery-point-extended",
                BackupEvent.RecoveryPointExtended.class,
                Topics.BACKUP_COMPLETED);
        register(
                "backup.recovery-point-expired",
                BackupEvent.RecoveryPointExpired.class,
                Topics.BACKUP_COMPLETED);
        register("backup.removal-failed", BackupEvent.RemovalFailed.class, Topics.BACKUP_COMPLETED);
        register(
                "backup.restore-completed",
                BackupEvent.RestoreCompleted.class,
                Topics.BACKUP_COMPLETED);
        register("backup.restore-failed", BackupEvent.RestoreFailed.class, Topics.BACKUP_COMPLETED);
        register("backup.finding-opened", BackupEvent.FindingOpened.class, Topics.BACKUP_COMPLETED);
        register("backup.finding-closed", BackupEvent.FindingClosed.class, Topics.BACKUP_COMPLETED);
        register("failover.step-commanded", StepEvent.StepCommanded.class, Topics.STEP_COMMANDS);
        register("failover.step-reported", StepEvent.StepReported.class, Topics.STEP_RESULTS);
    }

    private EventTypes() {}

    private static void register(String name, Class<? extends DrEvent> form, Topics topic) {
        var type = new EventType("dev.muster." + name + ".v1", form, topic);
        BY_TYPE.put(type.type(), type);
        BY_FORM.put(form, type);
    }

    /** Every registered type, in the order of the documentation. */
    public static Collection<EventType> all() {
        return BY_TYPE.values();
    }

    public static Optional<EventType> byType(String type) {
        return Optional.ofNullable(BY_TYPE.get(type));
    }

    /**
     * The registered type of an event.
     *
     * @throws IllegalArgumentException when the record was never registered, which a test excludes
     */
    public static EventType of(DrEvent event) {
        var type = BY_FORM.get(event.getClass());
        if (type == null) {
            throw new IllegalArgumentException("unregistered event " + event.getClass().getName());
        }
        return type;
    }
}
