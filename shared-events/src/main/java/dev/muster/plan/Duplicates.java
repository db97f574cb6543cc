package dev.muster.plan;

import java.util.HashSet;
import java.util.List;
import java.util.function.Function;

/** Names that must differ within one list. */
final class Duplicates {

    private Duplicates() {}

    static <T> void check(
            Faults faults, String list, String field, List<T> items, Function<T, String> name) {
        var seen = new HashSet<String>();
        for (int i = 0; i < items.size(); i++) {
            if (!seen.add(name.apply(items.get(i)))) {
                faults.follows(
                        list + "[" + i + "]" + (field.isEmpty() ? "" : "." + field),
                        "'" + name.apply(items.get(i)) + "' is there already",
                        "Rename one of the two, or remove it.");
            }
        }
    }
}
