package dev.muster.backup.adapter.postgresql;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Where timelines left their parents, as a history file tells it.
 *
 * @param branches from the oldest to the newest
 * @see <a href="https://www.postgresql.org/docs/17/continuous-archiving.html#BACKUP-TIMELINES">
 *     timelines</a>
 */
record Histories(List<Branch> branches) {

    /** The timeline ended there; what follows is on the next one. */
    record Branch(int timeline, Lsn at) {}

    Histories {
        branches = List.copyOf(branches);
    }

    /** The file in which a server keeps the history of a timeline. */
    static String file(int timeline) {
        return String.format(Locale.ROOT, "pg_wal/%08X.history", timeline);
    }

    /** Reads lines of the form {@code 1 0/3000148 no recovery target specified}. */
    static Histories read(String text) {
        var branches = new ArrayList<Branch>();
        for (var line : text.lines().toList()) {
            var words = line.strip().split("\\s+", -1);
            if (words.length >= 2 && words[0].matches("[0-9]+")) {
                branches.add(new Branch(Integer.parseInt(words[0]), Lsn.of(words[1])));
            }
        }
        return new Histories(branches);
    }
}
