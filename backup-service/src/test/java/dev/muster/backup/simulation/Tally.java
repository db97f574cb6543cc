package dev.muster.backup.simulation;

import java.util.Map;
import java.util.TreeMap;

/** How often what occurred, over all histories of one run: a workload must not become trivial. */
final class Tally {

    long histories;
    long decisions;
    private final Map<String, Long> seen = new TreeMap<>();

    void see(String what) {
        seen.merge(what, 1L, Long::sum);
    }

    long count(String what) {
        return seen.getOrDefault(what, 0L);
    }

    void add(Tally other) {
        histories += other.histories;
        decisions += other.decisions;
        other.seen.forEach((what, times) -> seen.merge(what, times, Long::sum));
    }

    @Override
    public String toString() {
        var text = new StringBuilder();
        seen.forEach((what, times) -> text.append(String.format("  %-38s %,d%n", what, times)));
        return text.toString();
    }
}
