package dev.muster.backup.adapter.postgresql;

import dev.muster.events.RecoveryPoint.LogPosition;
import java.time.Instant;

/** How far the log lies in the bucket, as written there. */
record Reach(int timeline, String position, Instant reachableTo, long segmentSize) {

    LogPosition log() {
        return new LogPosition(timeline, position);
    }
}
