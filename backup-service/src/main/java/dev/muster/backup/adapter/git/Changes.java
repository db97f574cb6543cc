package dev.muster.backup.adapter.git;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.eclipse.jgit.lib.ObjectId;

/** What one push changes: all of it or nothing. */
record Changes(SortedMap<String, ObjectId> before, SortedMap<String, ObjectId> after) {

    /**
     * What leads from one state to the other. One push, unless a name makes room for names below it
     * or the other way round: then what goes goes first, and what is kept of it is kept by the same
     * push.
     */
    static List<Changes> between(
            SortedMap<String, ObjectId> before, SortedMap<String, ObjectId> after) {
        if (!crowded(before, after)) {
            return List.of(new Changes(before, after));
        }
        var middle = new TreeMap<>(before);
        middle.keySet().retainAll(after.keySet());
        middle.putAll(Refs.starting(after, Refs.KEPT));
        return List.of(new Changes(before, middle), new Changes(middle, after));
    }

    private static boolean crowded(Map<String, ObjectId> before, Map<String, ObjectId> after) {
        var gone = new TreeSet<>(before.keySet());
        gone.removeAll(after.keySet());
        return after.keySet().stream()
                .filter(name -> !before.containsKey(name))
                .anyMatch(made -> isBelowOne(made, gone) || isAboveOne(made, gone));
    }

    private static boolean isBelowOne(String made, TreeSet<String> gone) {
        for (var end = made.lastIndexOf('/'); end > 0; end = made.lastIndexOf('/', end - 1)) {
            if (gone.contains(made.substring(0, end))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isAboveOne(String made, TreeSet<String> gone) {
        var next = gone.ceiling(made + "/");
        return next != null && next.startsWith(made + "/");
    }
}
