package dev.muster.plan;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Finds the name that somebody probably meant. */
final class Spelling {

    private static final int LONGEST = 60;

    private Spelling() {}

    /** A sentence that suggests the nearest known name, or lists them all. */
    static String remedy(String given, Collection<String> known) {
        if (known.isEmpty()) {
            return "Remove it.";
        }
        return nearest(given, known)
                .map(name -> "Did you mean '" + name + "'?")
                .orElseGet(
                        () ->
                                "Remove it, or use one of: "
                                        + known.stream().sorted().collect(Collectors.joining(", "))
                                        + ".");
    }

    /** The known name nearest to the given one, if one is near enough to be meant. */
    static Optional<String> nearest(String given, Collection<String> known) {
        if (given.length() > LONGEST) {
            return Optional.empty();
        }
        var text = given.toLowerCase(Locale.ROOT);
        int reach = Math.max(1, given.length() / 3);
        return known.stream()
                .filter(name -> distance(text, name.toLowerCase(Locale.ROOT)) <= reach)
                .min(
                        Comparator.<String>comparingInt(
                                        name -> distance(text, name.toLowerCase(Locale.ROOT)))
                                .thenComparing(Comparator.naturalOrder()));
    }

    static String clipped(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST - 3) + "...";
    }

    /** Number of letters to insert, remove, replace or swap (optimal string alignment). */
    private static int distance(String a, String b) {
        var rows = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            rows[i][0] = i;
        }
        for (int j = 0; j <= b.length(); j++) {
            rows[0][j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            for (int j = 1; j <= b.length(); j++) {
                int same = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                rows[i][j] =
                        Math.min(
                                Math.min(rows[i - 1][j], rows[i][j - 1]) + 1,
                                rows[i - 1][j - 1] + same);
                if (i > 1
                        && j > 1
                        && a.charAt(i - 1) == b.charAt(j - 2)
                        && a.charAt(i - 2) == b.charAt(j - 1)) {
                    rows[i][j] = Math.min(rows[i][j], rows[i - 2][j - 2] + 1);
                }
            }
        }
        return rows[a.length()][b.length()];
    }
}
