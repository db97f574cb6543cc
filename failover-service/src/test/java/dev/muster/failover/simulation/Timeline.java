package dev.muster.failover.simulation;

import java.util.Arrays;

/** The one clock of the world, in milliseconds, and all that is going to happen, in order. */
final class Timeline {

    private long[] at = new long[256];
    private long[] order = new long[256];
    private Runnable[] what = new Runnable[256];
    private int size;
    private long asked;
    private long now;

    long now() {
        return now;
    }

    void in(long millis, Runnable event) {
        at(now + Math.max(0, millis), event);
    }

    /** What is due at the same moment happens in the order in which it was asked for. */
    void at(long moment, Runnable event) {
        if (size == at.length) {
            at = Arrays.copyOf(at, size * 2);
            order = Arrays.copyOf(order, size * 2);
            what = Arrays.copyOf(what, size * 2);
        }
        var i = size++;
        var mine = asked++;
        var when = Math.max(moment, now);
        while (i > 0) {
            var parent = (i - 1) >>> 1;
            if (at[parent] < when || (at[parent] == when && order[parent] < mine)) {
                break;
            }
            move(parent, i);
            i = parent;
        }
        put(i, when, mine, event);
    }

    /** Lets the next event happen, unless it lies beyond the given moment. */
    boolean step(long until) {
        if (size == 0 || at[0] > until) {
            now = Math.max(now, until);
            return false;
        }
        now = at[0];
        var event = what[0];
        removeFirst();
        event.run();
        return true;
    }

    private void removeFirst() {
        size--;
        var when = at[size];
        var mine = order[size];
        var event = what[size];
        var i = 0;
        while (true) {
            var child = 2 * i + 1;
            if (child >= size) {
                break;
            }
            if (child + 1 < size && isBefore(child + 1, child)) {
                child++;
            }
            if (at[child] > when || (at[child] == when && order[child] > mine)) {
                break;
            }
            move(child, i);
            i = child;
        }
        put(i, when, mine, event);
    }

    private boolean isBefore(int one, int other) {
        return at[one] < at[other] || (at[one] == at[other] && order[one] < order[other]);
    }

    private void move(int from, int to) {
        put(to, at[from], order[from], what[from]);
    }

    private void put(int i, long when, long mine, Runnable event) {
        at[i] = when;
        order[i] = mine;
        what[i] = event;
    }
}
