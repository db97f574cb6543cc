package dev.muster.backup.protection;

import dev.muster.events.BackupAction;
import dev.muster.events.RecoveryPointId;
import dev.muster.events.RunId;
import dev.muster.plan.SiteId;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Something that was commanded and has not ended.
 *
 * @param site whose executors carry it out
 * @param attempt of the last command, from 1
 * @param begunAt when the first attempt was commanded
 * @param heardAt when an executor last gave a sign of life, or was last commanded
 * @param notBefore while what it needs does not answer, the next attempt waits until then
 */
public record Run(
        RunId id,
        String protection,
        Purpose purpose,
        SiteId site,
        BackupAction action,
        int attempt,
        Instant begunAt,
        Instant heardAt,
        Optional<Instant> notBefore) {

    /** An executor that is silent for longer is taken for dead, and the run is commanded again. */
    static final Duration SILENCE_LIMIT = Duration.ofSeconds(15);

    /** How long one attempt may take before its executor has to give a sign of life. */
    static final Duration ATTEMPT_DEADLINE = Duration.ofSeconds(10);

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(2);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
    private static final int MOST_DOUBLINGS = 6;

    /** What a run is for. */
    public enum Purpose {
        BACKUP,
        VERIFICATION,
        RESTORE,
        /** A point whose time is over goes; tried until it has. */
        EXPIRY,
        /** Somebody wants a point gone. */
        REMOVAL
    }

    /** The point that is gone when it has ended well, if it is about that. */
    Optional<RecoveryPointId> removes() {
        return action instanceof BackupAction.Removal removal
                ? Optional.of(removal.point().id())
                : Optional.empty();
    }

    Run heard(Instant now) {
        return new Run(
                id, protection, purpose, site, action, attempt, begunAt, now, Optional.empty());
    }

    /** Another attempt, now. */
    Run again(Instant now) {
        return new Run(
                id, protection, purpose, site, action, attempt + 1, begunAt, now, Optional.empty());
    }

    /** The next attempt is made elsewhere, and is due. */
    Run movedTo(EngineRuns.Order there) {
        return new Run(
                id,
                protection,
                purpose,
                there.site(),
                there.action(),
                attempt,
                begunAt,
                Instant.EPOCH,
                Optional.empty());
    }

    /** What it needs does not answer: another attempt later, later each time. */
    Run later(Instant now) {
        var pause = FIRST_PAUSE.multipliedBy(1L << Math.min(attempt - 1, MOST_DOUBLINGS));
        var bounded = pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
        return new Run(
                id,
                protection,
                purpose,
                site,
                action,
                attempt,
                begunAt,
                now,
                Optional.of(now.plus(bounded)));
    }

    /** When the next attempt is due if nothing is heard until then. */
    Instant dueAgainAt() {
        return notBefore.orElseGet(() -> heardAt.plus(SILENCE_LIMIT));
    }

    /** What was measured under another clock proves nothing: it is asked for again. */
    Run forgetTime(Instant now) {
        return new Run(
                id,
                protection,
                purpose,
                site,
                action,
                attempt,
                now,
                Instant.EPOCH,
                Optional.empty());
    }
}
