package dev.muster.plan;

import dev.muster.plan.yaml.YamlTree;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The faults of one document. A fault that follows from another is not repeated: what is said of a
 * field whose own value could not be read is dropped.
 */
final class Faults {

    /** More than anybody reads; the last one says how many were left out. */
    static final int MAX_FAULTS = 200;

    private final String source;
    private final Map<String, Integer> lines = new HashMap<>();
    private final List<PlanFault> found = new ArrayList<>();
    private int leftOut;

    Faults(String source) {
        this.source = source;
    }

    /** Takes faults and forgets them. */
    static Faults ignored() {
        return new Faults("");
    }

    /** Something in the document itself cannot be read. */
    void at(YamlTree tree, String problem, String remedy) {
        at(tree.line(), tree.path(), problem, remedy);
    }

    void at(int line, String path, String problem, String remedy) {
        lines.putIfAbsent(path, line);
        add(new PlanFault(source + ":" + line, path, problem, remedy));
    }

    /** What is readable makes no sense; {@code relies} are further fields it speaks of. */
    void follows(String path, String problem, String remedy, String... relies) {
        if (unread(path)) {
            return;
        }
        for (var relied : relies) {
            if (unread(relied)) {
                return;
            }
        }
        add(new PlanFault(source + lineOf(path), path, problem, remedy));
    }

    /** Remembers where a field stands, for faults that are found later. */
    void stands(YamlTree tree) {
        lines.put(tree.path(), tree.line());
    }

    boolean isEmpty() {
        return found.isEmpty();
    }

    List<PlanFault> all() {
        if (leftOut == 0) {
            return List.copyOf(found);
        }
        var all = new ArrayList<>(found);
        all.add(
                new PlanFault(
                        source,
                        "",
                        leftOut + " more faults are not shown",
                        "Correct these first."));
        return List.copyOf(all);
    }

    private void add(PlanFault fault) {
        if (found.size() < MAX_FAULTS) {
            found.add(fault);
        } else {
            leftOut++;
        }
    }

    /** Whether the field, something in it or something around it could not be read. */
    boolean unread(String path) {
        return found.stream()
                .map(PlanFault::path)
                .filter(faulty -> !faulty.isEmpty())
                .anyMatch(faulty -> within(path, faulty) || within(faulty, path));
    }

    private static boolean within(String inner, String outer) {
        return inner.startsWith(outer)
                && (inner.length() == outer.length()
                        || inner.charAt(outer.length()) == '.'
                        || inner.charAt(outer.length()) == '[');
    }

    /** The line of the field, or of the nearest one around it. */
    private String lineOf(String path) {
        for (var at = path; !at.isEmpty(); at = parent(at)) {
            var line = lines.get(at);
            if (line != null) {
                return ":" + line;
            }
        }
        return "";
    }

    private static String parent(String path) {
        int end = Math.max(path.lastIndexOf('.'), path.lastIndexOf('['));
        return end < 0 ? "" : path.substring(0, end);
    }
}
