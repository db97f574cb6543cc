package dev.muster.plan;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Finds things that wait for themselves by way of others. */
final class Cycles {

    private Cycles() {}

    /** A cycle, its first name repeated at the end; the same one for the same graph. */
    static <T extends Comparable<T>> Optional<List<T>> first(Map<T, Set<T>> edges) {
        var finished = new HashSet<T>();
        for (var start : new TreeMap<>(edges).keySet()) {
            var cycle = from(start, edges, finished);
            if (cycle.isPresent()) {
                return cycle;
            }
        }
        return Optional.empty();
    }

    /** Depth first without recursion: a chain may be as long as a file allows. */
    private static <T extends Comparable<T>> Optional<List<T>> from(
            T start, Map<T, Set<T>> edges, Set<T> finished) {
        var path = new ArrayList<T>();
        var onPath = new HashSet<T>();
        Deque<Iterator<T>> open = new ArrayDeque<>();
        var next = Optional.of(start);
        while (next.isPresent() || !open.isEmpty()) {
            if (next.isPresent() && !finished.contains(next.get())) {
                var here = next.get();
                if (!onPath.add(here)) {
                    var cycle = new ArrayList<>(path.subList(path.indexOf(here), path.size()));
                    cycle.add(here);
                    return Optional.of(cycle);
                }
                path.add(here);
                open.push(new TreeSet<>(edges.getOrDefault(here, Set.of())).iterator());
            }
            if (open.isEmpty()) {
                break;
            }
            if (open.element().hasNext()) {
                next = Optional.of(open.element().next());
            } else {
                open.pop();
                var done = path.removeLast();
                onPath.remove(done);
                finished.add(done);
                next = Optional.empty();
            }
        }
        return Optional.empty();
    }
}
