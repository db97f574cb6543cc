package dev.muster.plan.yaml;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A YAML document as it stands: plain data in which every value knows its path and line. */
public sealed interface YamlTree {

    /** Where it stands, as in {@code spec.probes[0].every}; empty for the document itself. */
    String path();

    /** The line it begins on, from 1. */
    int line();

    /** What it is, in words for a person. */
    String kind();

    /** Names with values, in the order written. */
    record Mapping(String path, int line, Map<String, YamlTree> entries) implements YamlTree {
        public Mapping {
            entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
        }

        @Override
        public String kind() {
            return "a mapping";
        }
    }

    /** Values one after the other. */
    record Sequence(String path, int line, List<YamlTree> items) implements YamlTree {
        public Sequence {
            items = List.copyOf(items);
        }

        @Override
        public String kind() {
            return "a list";
        }
    }

    /** One value; {@code text} is what was written, without its quotes. */
    record Scalar(String path, int line, String text, Type type) implements YamlTree {
        @Override
        public String kind() {
            return type.words;
        }
    }

    /** What a value is by YAML 1.2's core rules; quoted values are always text. */
    enum Type {
        TEXT("a text"),
        INTEGER("a whole number"),
        DECIMAL("a number"),
        BOOLEAN("true or false"),
        NOTHING("empty");

        private final String words;

        Type(String words) {
            this.words = words;
        }
    }

    /** The path of a field of the mapping at {@code parent}. */
    static String field(String parent, String name) {
        return parent.isEmpty() ? name : parent + "." + name;
    }

    /** The path of an item of the list at {@code parent}. */
    static String item(String parent, int index) {
        return parent + "[" + index + "]";
    }
}
