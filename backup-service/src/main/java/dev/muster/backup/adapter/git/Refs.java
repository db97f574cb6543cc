package dev.muster.backup.adapter.git;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.eclipse.jgit.lib.ObjectId;

/**
 * How the refs of a mirror are called.
 *
 * <pre>
 *   refs/heads/main                            as in the source
 *   refs/muster/pushed/heads/main              what Muster pushed last for it
 *   refs/muster/points/&lt;run&gt;/heads/main        what it was at a recovery point
 *   refs/muster/about/&lt;run&gt;                    a text that says what the point holds
 *   refs/muster/kept/&lt;run&gt;/heads/main          what the source left behind
 * </pre>
 */
final class Refs {

    static final String ALL = "refs/";
    static final String PUSHED = "refs/muster/pushed/";
    static final String KEPT = "refs/muster/kept/";
    private static final String OWN = "refs/muster/";
    private static final String POINTS = "refs/muster/points/";
    private static final String ABOUT = "refs/muster/about/";
    private static final String PLAIN =
            "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";

    private Refs() {}

    /** Whether it belongs to the repository, and not to Muster. */
    static boolean isTheirs(String ref) {
        return ref.startsWith(ALL) && !ref.startsWith(OWN);
    }

    static String pushed(String ref) {
        return PUSHED + ref.substring(ALL.length());
    }

    /** What stands before the refs of a point. */
    static String points(String run) {
        return POINTS + word(run) + "/";
    }

    static String about(String run) {
        return ABOUT + word(run);
    }

    /** What stands before the refs that a run kept. */
    static String kept(String run) {
        return KEPT + word(run) + "/";
    }

    /** The refs that the prefix stands before, under their own names. */
    static SortedMap<String, ObjectId> below(SortedMap<String, ObjectId> refs, String prefix) {
        var found = new TreeMap<String, ObjectId>();
        starting(refs, prefix)
                .forEach((name, id) -> found.put(ALL + name.substring(prefix.length()), id));
        return found;
    }

    /** The refs with the prefix before their own names. */
    static SortedMap<String, ObjectId> placed(Map<String, ObjectId> refs, String prefix) {
        var placed = new TreeMap<String, ObjectId>();
        refs.forEach((name, id) -> placed.put(prefix + name.substring(ALL.length()), id));
        return placed;
    }

    /** Those of the refs whose names begin so. */
    static SortedMap<String, ObjectId> starting(SortedMap<String, ObjectId> refs, String prefix) {
        return refs.subMap(prefix, prefix + Character.MAX_VALUE);
    }

    /** What a ref of some run's past came with; empty for one that is of no run. */
    static Optional<String> past(String ref) {
        for (var kind : new String[] {POINTS, ABOUT, KEPT}) {
            if (ref.startsWith(kind)) {
                var end = ref.indexOf('/', kind.length());
                return Optional.of(end < 0 ? ref : ref.substring(0, end));
            }
        }
        return Optional.empty();
    }

    /** A run's name as one part of a ref's or a path, in which not every character may stand. */
    static String word(String run) {
        var word = new StringBuilder();
        for (var one : run.getBytes(StandardCharsets.UTF_8)) {
            var c = (char) (one & 0xff);
            var plain = PLAIN.indexOf(c) >= 0;
            word.append(plain ? Character.toString(c) : "%%%02x".formatted((int) c));
        }
        return word.toString();
    }
}
