package dev.muster.events;

import dev.muster.events.RecoveryPoint.LogPosition;
import dev.muster.plan.Assurance.Level;
import dev.muster.plan.PlanId;
import dev.muster.plan.SiteId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** From where an application can come back, what was wanted of that, and how far it is proven. */
public sealed interface BackupEvent extends DrEvent {

    PlanId plan();

    @Override
    default String key() {
        return plan().value();
    }

    /**
     * Somebody wants a backup now.
     *
     * @param requestId the same for every repetition of one wish
     * @param protection the item of the plan; all of them when empty
     */
    record BackupRequested(
            PlanId plan,
            String requestId,
            Optional<String> protection,
            String reason,
            String requestedBy,
            Instant at)
            implements BackupEvent {}

    /** Somebody wants a point proven now. */
    record VerificationRequested(
            PlanId plan,
            String requestId,
            RecoveryPointId point,
            Level level,
            String reason,
            String requestedBy,
            Instant at)
            implements BackupEvent {}

    /**
     * Somebody wants data of the past, beside what runs.
     *
     * @param upTo the last moment whose commits are wanted; the newest there is when empty
     * @param site where they shall be
     * @param directory the folder for them, at that site
     * @param port where the restored server listens; any free one when 0
     */
    record RestoreRequested(
            PlanId plan,
            String requestId,
            String protection,
            Optional<Instant> upTo,
            SiteId site,
            String directory,
            int port,
            String reason,
            String requestedBy,
            Instant at)
            implements BackupEvent {}

    /**
     * Somebody wants Kubernetes objects of the past back.
     *
     * @param point which point; when empty the newest that is not after {@code upTo}
     * @param upTo the last moment that may be in it; the newest there is when empty
     * @param site where they shall be
     */
    record ObjectsRestoreRequested(
            PlanId plan,
            String requestId,
            String protection,
            Optional<RecoveryPointId> point,
            Optional<Instant> upTo,
            SiteId site,
            ObjectsRestore how,
            String reason,
            String requestedBy,
            Instant at)
            implements BackupEvent {}

    /** Somebody wants a point, and its data, gone before its time. */
    record RemovalRequested(
            PlanId plan,
            String requestId,
            RecoveryPointId point,
            String reason,
            String requestedBy,
            Instant at)
            implements BackupEvent {}

    /** A wish that cannot be granted, with all the reasons. */
    record BackupRequestRefused(PlanId plan, String requestId, List<String> reasons, Instant at)
            implements BackupEvent {
        public BackupRequestRefused {
            reasons = List.copyOf(reasons);
        }
    }

    /**
     * An intent, durable before anything happens: look, act if the world is not as wanted, look
     * again, report.
     *
     * @param site whose executors carry it out
     * @param attempt from 1; a later attempt replaces the earlier ones
     * @param deadline how long the executor may take before it has to report
     */
    record RunCommanded(
            PlanId plan,
            RunId run,
            SiteId site,
            int attempt,
            BackupAction action,
            Duration deadline,
            Instant at)
            implements BackupEvent {}

    /** What came of an attempt. */
    record RunReported(PlanId plan, RunId run, int attempt, BackupResult result, Instant at)
            implements BackupEvent {}

    /**
     * The log of a database is durable in the bucket up to here; said by who ships it.
     *
     * @param reachableTo everything committed until then can be brought back
     * @param gaps stretches that are missing between the oldest base and here
     */
    record LogShipped(
            PlanId plan,
            String protection,
            SiteId site,
            LogPosition position,
            Instant reachableTo,
            List<String> gaps,
            Instant at)
            implements BackupEvent {
        public LogShipped {
            gaps = List.copyOf(gaps);
        }
    }

    /**
     * What came of a backup that an engine ran by itself, as read back from a site that knows of
     * it; several sites may say the same.
     *
     * @param run the same wherever and however often it is said
     * @param engine in one lower-case word
     * @param site who says so
     * @param at when it ended, by the engine's clock
     */
    record EngineReported(
            PlanId plan,
            RunId run,
            String protection,
            String engine,
            SiteId site,
            BackupResult result,
            Instant at)
            implements BackupEvent {}

    /**
     * How an engine stands at a site, as far as one protection is concerned; said when it changes,
     * and again now and then.
     *
     * @param findings what is not as it should be there; none when all is well
     */
    record EngineObserved(
            PlanId plan,
            String protection,
            String engine,
            SiteId site,
            List<Finding> findings,
            Instant at)
            implements BackupEvent {
        public EngineObserved {
            findings = List.copyOf(findings);
        }
    }

    /** A new recovery point is there, as read back from where it lies. */
    record BackupCompleted(PlanId plan, RunId run, RecoveryPoint point, Instant at)
            implements BackupEvent {}

    /** A backup ended without a recovery point; partial success is failure. */
    record BackupFailed(
            PlanId plan,
            RunId run,
            String protection,
            String engine,
            SiteId site,
            List<String> reasons,
            Instant at)
            implements BackupEvent {
        public BackupFailed {
            reasons = List.copyOf(reasons);
        }
    }

    /** What a trial of a recovery point showed. */
    enum TrialOutcome {
        /** It stands at that level now. */
        PASSED,
        /** It does not stand there, whatever was shown before. */
        FAILED,
        /**
         * It could not be tried, for reasons that are not its own: what was shown before stands.
         */
        UNDECIDED
    }

    /** A recovery point was tried. */
    record RecoveryPointVerified(
            PlanId plan,
            RunId run,
            RecoveryPointId point,
            Level level,
            TrialOutcome outcome,
            List<String> reasons,
            Duration took,
            Instant at)
            implements BackupEvent {
        public RecoveryPointVerified {
            reasons = List.copyOf(reasons);
        }
    }

    /** The points of a protection reach further: any moment up to this one can be brought back. */
    record RecoveryPointExtended(
            PlanId plan,
            String protection,
            Optional<String> of,
            LogPosition position,
            Instant reachableTo,
            Instant at)
            implements BackupEvent {}

    /** The point is no longer there, and why it was let go. */
    record RecoveryPointExpired(
            PlanId plan, RunId run, RecoveryPointId point, String reason, Instant at)
            implements BackupEvent {}

    /** A point that somebody wanted gone is still there. */
    record RemovalFailed(
            PlanId plan, RunId run, RecoveryPointId point, List<String> reasons, Instant at)
            implements BackupEvent {
        public RemovalFailed {
            reasons = List.copyOf(reasons);
        }
    }

    /** Data are back, beside what runs. */
    record RestoreCompleted(
            PlanId plan,
            RunId run,
            RecoveryPointId point,
            Optional<Instant> currentAsOf,
            long bytes,
            String restoredAt,
            Duration took,
            Instant at)
            implements BackupEvent {}

    /** Data could not be brought back. */
    record RestoreFailed(PlanId plan, RunId run, List<String> reasons, Instant at)
            implements BackupEvent {
        public RestoreFailed {
            reasons = List.copyOf(reasons);
        }
    }

    /** Something about the backups of a plan is not as it should be; open until it is closed. */
    record FindingOpened(PlanId plan, Finding finding, Instant at) implements BackupEvent {}

    /** What was found is no longer so. */
    record FindingClosed(PlanId plan, Finding finding, Instant at) implements BackupEvent {}

    /**
     * What is not as it should be.
     *
     * @param protection the item of the plan it is about, a protection or the {@code
     *     namespace/name} of a secret; empty when it is about the whole plan
     * @param remedy what a person can do
     */
    record Finding(Code code, Optional<String> protection, String detail, String remedy) {

        /** The kinds of findings. */
        public enum Code {
            NO_RECOVERY_POINT,
            OBJECTIVE_AT_RISK,
            OBJECTIVE_MISSED,
            BACKUP_FAILED,
            BACKUP_OVERDUE,
            BACKUP_OUTLIVES_WINDOW,
            STALE,
            UNVERIFIED,
            VERIFICATION_FAILED,
            LOG_GAP,
            LOG_SILENT,
            LOG_NOT_SHIPPED,
            LOG_AT_RISK,
            REMOVAL_FAILED,
            ENGINE_MISSING,
            ENGINE_UNREACHABLE,
            ENGINE_SILENT,
            SCHEDULE_REFUSED,
            LOCATION_UNAVAILABLE,
            LOCATION_ACCESS,
            SECRET_MISSING,
            SECRET_STALE,
            SECRET_UNREADABLE,
            CERTIFICATE_EXPIRING,
            CERTIFICATE_EXPIRED
        }
    }
}
