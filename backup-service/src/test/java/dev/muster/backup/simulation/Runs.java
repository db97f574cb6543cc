package dev.muster.backup.simulation;

import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;

/** Many histories side by side, one after the other on each core. */
final class Runs {

    private static final long CHUNK = 64;

    private final Variation variation;
    private final long firstSeed;
    private final long count;
    private final int threads;
    private final Map<Long, String> failures = new ConcurrentSkipListMap<>();
    private final Tally tally = new Tally();
    private boolean stopsAtTheFirst;

    Runs(Variation variation, long firstSeed, long count, int threads) {
        this.variation = variation;
        this.firstSeed = firstSeed;
        this.count = count;
        this.threads = threads;
    }

    Runs stoppingAtTheFirst() {
        stopsAtTheFirst = true;
        return this;
    }

    Tally tally() {
        return tally;
    }

    Map<Long, String> failures() {
        return failures;
    }

    void run() throws InterruptedException {
        var next = new AtomicLong(firstSeed);
        var workers = new ArrayList<Thread>();
        for (var i = 0; i < threads; i++) {
            workers.add(Thread.ofPlatform().start(() -> work(next)));
        }
        for (var worker : workers) {
            worker.join();
        }
    }

    private void work(AtomicLong next) {
        var mine = new Tally();
        var end = firstSeed + count;
        for (var from = next.getAndAdd(CHUNK); from < end; from = next.getAndAdd(CHUNK)) {
            for (var seed = from; seed < Math.min(from + CHUNK, end); seed++) {
                if (stopsAtTheFirst && !failures.isEmpty()) {
                    return;
                }
                run(seed, mine);
            }
        }
        synchronized (tally) {
            tally.add(mine);
        }
    }

    private void run(long seed, Tally mine) {
        try {
            new History(seed, variation, mine, null).run();
        } catch (Invariant.Violation violation) {
            failures.put(seed, violation.invariant());
        } catch (RuntimeException bug) {
            failures.put(seed, bug.toString());
        }
    }

    /** Whether it was an invariant that broke, and not the simulation itself. */
    static boolean isInvariant(String failure) {
        return !failure.contains("Exception");
    }

    /** The same history again, told. */
    static String story(Variation variation, long seed) {
        var story = new Story();
        try {
            new History(seed, variation, new Tally(), story).run();
            return "seed " + seed + " holds";
        } catch (RuntimeException violation) {
            var where =
                    violation instanceof Invariant.Violation
                            ? violation.getMessage()
                            : java.util.Arrays.toString(violation.getStackTrace());
            return "seed " + seed + " breaks " + where + "\n" + violation + "\n" + story;
        }
    }
}
