package dev.muster.backup.catalog;

import dev.muster.events.RecoveryPoint.LogPosition;
import java.time.Instant;
import java.util.List;

/**
 * How far the log of a protection lies in its bucket.
 *
 * @param reachableTo everything committed until then can be brought back
 * @param gaps what is missing between the oldest base and there
 * @param heardAt when that was last said
 */
public record ShippedLog(
        LogPosition position, Instant reachableTo, List<String> gaps, Instant heardAt) {
    public ShippedLog {
        gaps = List.copyOf(gaps);
    }
}
