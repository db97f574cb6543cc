package dev.muster.sandbox.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** A process and all that descend from it. */
final class ProcessTree {

    private static final Duration GONE_LIMIT = Duration.ofSeconds(10);
    private static final int MOST_LOOKS = 20;

    private ProcessTree() {}

    /** Whether the process runs; one that is dead but not yet reaped does not. */
    static boolean alive(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
            char state = stat.charAt(stat.lastIndexOf(')') + 2);
            return state != 'Z' && state != 'X';
        } catch (IOException noSuchProcess) {
            return false;
        }
    }

    /** Kills the whole tree with SIGKILL and returns when nothing of it is left. */
    static void kill9(ProcessHandle root) {
        Set<Long> tree = freeze(root);
        signal("KILL", tree);
        Deadline.in(GONE_LIMIT)
                .until(
                        "the end of processes " + tree + " after SIGKILL",
                        () -> tree.stream().noneMatch(ProcessTree::alive));
    }

    /** Stops the tree first, so that nothing in it can start a child unseen. */
    private static Set<Long> freeze(ProcessHandle root) {
        Set<Long> frozen = new LinkedHashSet<>();
        for (int look = 0; look < MOST_LOOKS; look++) {
            Set<Long> fresh = new LinkedHashSet<>();
            fresh.add(root.pid());
            root.descendants().forEach(each -> fresh.add(each.pid()));
            fresh.removeIf(pid -> frozen.contains(pid) || !alive(pid));
            if (fresh.isEmpty()) {
                break;
            }
            signal("STOP", fresh);
            frozen.addAll(fresh);
        }
        return frozen;
    }

    /** Sends a signal; processes that are gone are passed over. */
    static void signal(String signal, Set<Long> pids) {
        if (pids.isEmpty()) {
            return;
        }
        List<String> line = new ArrayList<>(List.of("/bin/sh", "-c", "kill -s \"$@\"", "sh"));
        line.add(signal);
        pids.forEach(pid -> line.add(Long.toString(pid)));
        LocalProcess.run(GONE_LIMIT, line);
    }
}
