package dev.muster.plan;

import dev.muster.plan.yaml.YamlTree;
import dev.muster.plan.yaml.YamlTree.Mapping;
import dev.muster.plan.yaml.YamlTree.Sequence;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The fields of one mapping; it remembers which were asked for, so that the rest are unknown. */
final class Fields {

    private final Mapping mapping;
    private final Faults faults;
    private final Set<String> known = new LinkedHashSet<>();

    Fields(Mapping mapping, Faults faults) {
        this.mapping = mapping;
        this.faults = faults;
        faults.stands(mapping);
        mapping.entries().values().forEach(faults::stands);
    }

    boolean has(String name) {
        known.add(name);
        return mapping.entries().containsKey(name);
    }

    /** A field that must be there. */
    <T> T one(String name, Form<T> form) {
        return maybe(name, form).orElseGet(() -> missing(name, form));
    }

    /** A field with a default. */
    <T> T or(String name, Form<T> form, T absent) {
        return maybe(name, form).orElse(absent);
    }

    /** A mapping all of whose fields have defaults. */
    <T> T orEmpty(String name, Form<T> form) {
        return maybe(name, form).orElseGet(form::standIn);
    }

    <T> Optional<T> maybe(String name, Form<T> form) {
        return tree(name).map(tree -> form.read(tree, faults));
    }

    /** A list; none when absent. Places are kept: the third item stays the third. */
    <T> List<T> list(String name, Form<T> form) {
        var items = new ArrayList<T>();
        var tree = tree(name);
        if (tree.isPresent() && tree.get() instanceof Sequence sequence) {
            for (var item : sequence.items()) {
                faults.stands(item);
                items.add(form.read(item, faults));
            }
        } else if (tree.isPresent()) {
            fault(
                    name,
                    "it is " + tree.get().kind(),
                    "Write a list, each item " + form.wanted() + ".");
        }
        return items;
    }

    /** A list that must be there and hold something. */
    <T> List<T> some(String name, Form<T> form) {
        var items = list(name, form);
        if (!has(name)) {
            missing(name, form);
        } else if (items.isEmpty() && tree(name).orElseThrow() instanceof Sequence) {
            fault(name, "the list is empty", "Give at least one: " + form.wanted() + ".");
        }
        return items;
    }

    /** A set written as a list; what is given twice is a fault. */
    <T> Set<T> distinct(String name, List<T> items) {
        var set = new LinkedHashSet<T>();
        for (int i = 0; i < items.size(); i++) {
            if (!set.add(items.get(i))) {
                faults.follows(
                        YamlTree.item(path(name), i),
                        "'" + items.get(i) + "' is given twice",
                        "Remove one of the two.");
            }
        }
        return set;
    }

    /**
     * One value for each site. When the sites themselves could not be read, every name that could
     * be a site's is taken for one.
     */
    <T> Map<SiteId, T> bySite(Optional<List<SiteId>> sites, Form<T> form) {
        var values = new LinkedHashMap<SiteId, T>();
        for (var site : sites.orElseGet(this::perhapsSites)) {
            values.put(site, one(site.value(), form));
        }
        return values;
    }

    private List<SiteId> perhapsSites() {
        return mapping.entries().keySet().stream()
                .filter(name -> !known.contains(name) && Names.isDnsLabel(name))
                .map(SiteId::new)
                .toList();
    }

    /** Which of the given alternatives is there; exactly one must be. */
    Optional<String> exactlyOne(String what, List<String> names) {
        known.addAll(names);
        var given = names.stream().filter(mapping.entries()::containsKey).toList();
        if (given.size() == 1) {
            return Optional.of(given.getFirst());
        }
        var choice = String.join(", ", names);
        if (given.isEmpty()) {
            faults.at(mapping, "it does not say " + what, "Give one of: " + choice + ".");
        } else {
            faults.at(
                    mapping,
                    "it says " + what + " more than once: " + String.join(", ", given),
                    "Keep one of them.");
        }
        return Optional.empty();
    }

    /** A field that is allowed and means nothing to us. */
    void ignore(String... names) {
        known.addAll(List.of(names));
    }

    String path(String name) {
        return YamlTree.field(mapping.path(), name);
    }

    void fault(String name, String problem, String remedy) {
        int line = tree(name).orElse(mapping).line();
        faults.at(line, path(name), problem, remedy);
    }

    /** A name that stands for something declared elsewhere, where there is nothing of that name. */
    void unknownReference(String name, String given, String what, Set<String> declared) {
        faults.follows(
                path(name),
                "there is no " + what + " '" + given + "'",
                declared.isEmpty()
                        ? "Declare it first."
                        : Spelling.remedy(given, declared).replace("Remove it, or use", "Use"));
    }

    /** Whether the field, and everything in it, could be read so far. */
    boolean readable(String name) {
        return !faults.unread(path(name));
    }

    void refuseOthers() {
        for (var name : mapping.entries().keySet()) {
            if (!known.contains(name)) {
                var shown = Spelling.clipped(name);
                fault(shown, "there is no such field here", Spelling.remedy(name, known));
            }
        }
    }

    private Optional<YamlTree> tree(String name) {
        known.add(name);
        return Optional.ofNullable(mapping.entries().get(name));
    }

    private <T> T missing(String name, Form<T> form) {
        faults.at(mapping.line(), path(name), "it is missing", "Give " + form.wanted() + ".");
        return form.standIn();
    }
}
