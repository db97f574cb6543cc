package dev.muster.backup.adapter.postgresql;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a dump holds, as far as it is compared or needed to bring it back.
 *
 * @param rows of each table that was counted, by {@code schema.table}
 * @param roles that its objects may name
 */
record DumpContents(Map<String, Long> rows, List<String> roles, String encoding, String collation) {

    private static final String ROWS = "rows:";
    private static final String ROLE = "role:";

    DumpContents {
        rows = Map.copyOf(rows);
        roles = List.copyOf(roles);
    }

    Map<String, String> facts() {
        var facts = new LinkedHashMap<String, String>();
        rows.forEach((table, count) -> facts.put(ROWS + table, Long.toString(count)));
        roles.forEach(role -> facts.put(ROLE + role, ""));
        facts.put("encoding", encoding);
        facts.put("collation", collation);
        return facts;
    }

    static DumpContents of(Map<String, String> facts) {
        var rows = new TreeMap<String, Long>();
        var roles = new ArrayList<String>();
        facts.forEach(
                (name, value) -> {
                    if (name.startsWith(ROWS)) {
                        rows.put(name.substring(ROWS.length()), Long.parseLong(value));
                    } else if (name.startsWith(ROLE)) {
                        roles.add(name.substring(ROLE.length()));
                    }
                });
        return new DumpContents(
                rows,
                roles,
                facts.getOrDefault("encoding", "UTF8"),
                facts.getOrDefault("collation", "C"));
    }
}
