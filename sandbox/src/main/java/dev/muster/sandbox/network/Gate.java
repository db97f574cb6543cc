package dev.muster.sandbox.network;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Where traffic waits while a link is cut. */
final class Gate {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private LinkState state = LinkState.OPEN;
    private boolean closed;

    LinkState state() {
        lock.lock();
        try {
            return state;
        } finally {
            lock.unlock();
        }
    }

    void set(LinkState next) {
        lock.lock();
        try {
            state = next;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits as long as the link is cut; says whether traffic may flow now. */
    boolean pass() {
        lock.lock();
        try {
            while (state == LinkState.CUT && !closed) {
                changed.awaitUninterruptibly();
            }
            return !closed && state == LinkState.OPEN;
        } finally {
            lock.unlock();
        }
    }
}
