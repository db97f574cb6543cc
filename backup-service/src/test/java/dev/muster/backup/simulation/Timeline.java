package dev.muster.backup.simulation;

import java.util.Comparator;
import java.util.PriorityQueue;

/** The one clock of the world, in milliseconds, and all that is going to happen, in order. */
final class Timeline {

    private record Due(long at, long order, Runnable what) {}

    private final PriorityQueue<Due> agenda =
            new PriorityQueue<>(Comparator.comparingLong(Due::at).thenComparingLong(Due::order));
    private long asked;
    private long now;

    long now() {
        return now;
    }

    /** What is due at the same moment happens in the order in which it was asked for. */
    void in(long millis, Runnable what) {
        agenda.add(new Due(now + Math.max(0, millis), asked++, what));
    }

    void goUntil(long moment) {
        while (!agenda.isEmpty() && agenda.peek().at() <= moment) {
            var due = agenda.remove();
            now = due.at();
            due.what().run();
        }
        now = Math.max(now, moment);
    }
}
