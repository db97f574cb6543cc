package dev.muster.backup.app;

import java.util.concurrent.locks.LockSupport;

/** Lets no more bytes through in a second than it may, all callers together. */
public final class Throttle {

    private static final double NANOS = 1e9;

    private final long perSecond;
    private long freeAt = System.nanoTime();

    /** 0 lets everything through. */
    public Throttle(long perSecond) {
        this.perSecond = perSecond;
    }

    /** Returns when so many bytes may pass. */
    public void take(long bytes) {
        if (perSecond <= 0) {
            return;
        }
        long until;
        synchronized (this) {
            var from = Math.max(freeAt, System.nanoTime());
            freeAt = from + Math.round(bytes / (double) perSecond * NANOS);
            until = from;
        }
        LockSupport.parkNanos(until - System.nanoTime());
    }
}
