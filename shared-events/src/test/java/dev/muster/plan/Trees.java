package dev.muster.plan;

import dev.muster.plan.yaml.YamlTree;
import dev.muster.plan.yaml.YamlTree.Mapping;
import dev.muster.plan.yaml.YamlTree.Scalar;
import dev.muster.plan.yaml.YamlTree.Sequence;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.UnaryOperator;

/** Documents with one place changed, and their JSON. */
final class Trees {

    private Trees() {}

    /** Every value of a document, outermost first. */
    static List<YamlTree> all(YamlTree root) {
        var found = new ArrayList<YamlTree>();
        var open = new ArrayList<>(List.of(root));
        while (!open.isEmpty()) {
            var tree = open.removeFirst();
            found.add(tree);
            switch (tree) {
                case Mapping mapping -> open.addAll(mapping.entries().values());
                case Sequence sequence -> open.addAll(sequence.items());
                case Scalar _ -> {}
            }
        }
        return found;
    }

    /** The document with the value at the path of {@code place} changed. */
    static YamlTree changed(YamlTree root, YamlTree place, UnaryOperator<YamlTree> change) {
        if (root.path().equals(place.path())) {
            return change.apply(root);
        }
        return switch (root) {
            case Mapping mapping -> {
                var entries = new LinkedHashMap<String, YamlTree>();
                mapping.entries()
                        .forEach((name, tree) -> entries.put(name, changed(tree, place, change)));
                yield new Mapping(mapping.path(), mapping.line(), entries);
            }
            case Sequence sequence ->
                    new Sequence(
                            sequence.path(),
                            sequence.line(),
                            sequence.items().stream()
                                    .map(tree -> changed(tree, place, change))
                                    .toList());
            case Scalar scalar -> scalar;
        };
    }

    static YamlTree with(YamlTree mapping, String name, YamlTree value) {
        var entries = new LinkedHashMap<>(((Mapping) mapping).entries());
        entries.put(name, value);
        return new Mapping(mapping.path(), mapping.line(), entries);
    }

    static YamlTree without(YamlTree mapping, String name) {
        var entries = new LinkedHashMap<>(((Mapping) mapping).entries());
        entries.remove(name);
        return new Mapping(mapping.path(), mapping.line(), entries);
    }

    static String json(YamlTree tree) {
        return switch (tree) {
            case Mapping mapping -> {
                var parts = new ArrayList<String>();
                mapping.entries()
                        .forEach((name, value) -> parts.add(quoted(name) + ": " + json(value)));
                yield "{" + String.join(", ", parts) + "}";
            }
            case Sequence sequence ->
                    "["
                            + String.join(", ", sequence.items().stream().map(Trees::json).toList())
                            + "]";
            case Scalar scalar ->
                    scalar.type() == YamlTree.Type.TEXT ? quoted(scalar.text()) : scalar.text();
        };
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
