package dev.muster.backup.simulation;

import java.util.ArrayDeque;
import java.util.Locale;

/** The last things that happened in a history that went wrong, for a person to read. */
final class Story {

    private static final int LENGTH = 70;
    private static final int WIDTH = 420;

    private final ArrayDeque<String> lines = new ArrayDeque<>();

    void add(long now, String what) {
        var line = String.format(Locale.ROOT, "%9.3f s  %s", now / 1000.0, what);
        lines.add(line.substring(0, Math.min(WIDTH, line.length())));
        if (lines.size() > LENGTH) {
            lines.removeFirst();
        }
    }

    @Override
    public String toString() {
        return String.join("\n", lines);
    }
}
