package dev.muster.failover.simulation;

import org.jspecify.annotations.Nullable;

/** One PostgreSQL server of one plan at one site, as it really is. */
final class Database {

    final int plan;
    final int site;

    /** Whether the server process runs; it needs its site, too. */
    boolean running = true;

    boolean primary;
    boolean readOnly;

    /** What the configuration on disk says: the next start is read-only. */
    boolean startsReadOnly;

    /** The epoch in the table of authority. */
    long epochSeen;

    /** The session that holds the lock of authority, if one does. */
    @Nullable Session lockedBy;

    /** Up to when this copy has everything, by the primary's clock; of a standby only. */
    private long currentAsOf;

    private boolean streaming;
    private long lag = 20;

    /** Counts every start and every loss of all sessions. */
    int start;

    Database(int plan, int site) {
        this.plan = plan;
        this.site = site;
    }

    /** Nobody but the one who holds the lock may have an older epoch and act. */
    static final class Session {
        final long epoch;
        boolean ended;

        Session(long epoch) {
            this.epoch = epoch;
        }
    }

    boolean takesWrites(boolean siteAlive) {
        return siteAlive && running && primary && !readOnly;
    }

    boolean lock(Session session) {
        if (lockedBy != null && lockedBy != session && !lockedBy.ended) {
            if (lockedBy.epoch >= session.epoch) {
                return false;
            }
            lockedBy.ended = true;
        }
        lockedBy = session;
        return true;
    }

    void unlock(Session session) {
        if (lockedBy == session) {
            lockedBy = null;
        }
    }

    /** All sessions end; what comes back is as the disk says. */
    void restart() {
        start++;
        readOnly = startsReadOnly;
        if (lockedBy != null) {
            lockedBy.ended = true;
            lockedBy = null;
        }
    }

    void stream(boolean possible, long lagNow, long now) {
        if (streaming) {
            currentAsOf = Math.max(currentAsOf, now - lag);
        }
        streaming = possible;
        lag = lagNow;
    }

    boolean streams() {
        return streaming;
    }

    long currentAsOf(long now) {
        return streaming ? Math.max(currentAsOf, now - lag) : currentAsOf;
    }
}
