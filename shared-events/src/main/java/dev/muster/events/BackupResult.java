package dev.muster.events;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What an executor found when it looked; never what a call returned. */
public sealed interface BackupResult {

    /** The point is there: read back from where it lies. */
    record Taken(RecoveryPoint point) implements BackupResult {}

    /**
     * The point was tried.
     *
     * @param passed whether all that its level demands was found
     * @param reasons what was missing or wrong; empty when it passed
     * @param took the time of the part that a recovery would need, not of the comparing
     */
    record Tried(boolean passed, List<String> reasons, String detail, Duration took)
            implements BackupResult {
        public Tried {
            reasons = List.copyOf(reasons);
        }
    }

    /**
     * The data are back, read from the place they were restored to.
     *
     * @param point what they were restored from
     * @param currentAsOf everything committed until then is there; empty when it cannot be told
     * @param at how they are reached
     */
    record Restored(
            RecoveryPointId point,
            Optional<Instant> currentAsOf,
            long bytes,
            String at,
            Duration took)
            implements BackupResult {}

    /** It is gone: looked for and not found. */
    record Removed(String detail) implements BackupResult {}

    /** Accepted and under way; {@code share} of it done, from 0 to 1, when that is known. */
    record Underway(String detail, Optional<Double> share) implements BackupResult {}

    /** It ended and did not do what was wanted; every reason, each with its remedy where known. */
    record Failed(List<String> reasons) implements BackupResult {
        public Failed {
            reasons = List.copyOf(reasons);
        }
    }

    /** What it needs does not answer; nothing was changed. */
    record Unavailable(String detail) implements BackupResult {}
}
