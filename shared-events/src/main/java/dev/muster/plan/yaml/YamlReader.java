package dev.muster.plan.yaml;

import dev.muster.plan.yaml.YamlReading.Fault;
import dev.muster.plan.yaml.YamlTree.Mapping;
import dev.muster.plan.yaml.YamlTree.Scalar;
import dev.muster.plan.yaml.YamlTree.Sequence;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.DocumentStartEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.MappingEndEvent;
import org.yaml.snakeyaml.events.MappingStartEvent;
import org.yaml.snakeyaml.events.NodeEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.events.SequenceEndEvent;
import org.yaml.snakeyaml.events.SequenceStartEvent;

/**
 * Reads YAML as plain data. No object is ever constructed from it, and what makes YAML dangerous or
 * ambiguous is refused: aliases, merge keys, tags, duplicate keys, great depth and great size.
 */
public final class YamlReader {

    /** As large as the largest object that etcd takes, twice over. */
    public static final int MAX_CHARACTERS = 3 * 1024 * 1024;

    public static final int MAX_DEPTH = 24;
    public static final int MAX_FAULTS = 100;

    private static final Pattern INTEGER = Pattern.compile("[-+]?(0|[1-9][0-9]{0,17})");
    private static final Pattern DECIMAL =
            Pattern.compile("[-+]?[0-9]{1,18}(\\.[0-9]{1,18})?([eE][-+]?[0-9]{1,3})?");
    private static final Pattern BOOLEAN = Pattern.compile("true|True|TRUE|false|False|FALSE");
    private static final Pattern NOTHING = Pattern.compile("~|null|Null|NULL|");

    private final Iterator<Event> events;
    private final List<YamlTree> documents = new ArrayList<>();
    private final List<Fault> faults = new ArrayList<>();

    private YamlReader(String text) {
        var options = new LoaderOptions();
        options.setCodePointLimit(MAX_CHARACTERS);
        options.setProcessComments(false);
        this.events = new Yaml(options).parse(new StringReader(text)).iterator();
    }

    /** Reads every document of the text; never throws because of what the text holds. */
    public static YamlReading read(String text) {
        if (text.length() > MAX_CHARACTERS) {
            return new YamlReading(
                    List.of(),
                    List.of(
                            new Fault(
                                    0,
                                    1,
                                    "",
                                    "the text has " + text.length() + " characters",
                                    "Keep a file below " + MAX_CHARACTERS + " characters.")));
        }
        var reader = new YamlReader(text);
        try {
            reader.documents();
        } catch (GaveUp enough) {
            // what was found so far is the answer
        } catch (MarkedYAMLException broken) {
            reader.syntax(broken);
        } catch (YAMLException broken) {
            reader.give(
                    1,
                    "",
                    "this is not YAML: " + firstLine(broken.getMessage()),
                    "Save it as UTF-8 text without control characters.");
        }
        return new YamlReading(reader.documents, reader.faults);
    }

    private void documents() throws GaveUp {
        while (events.hasNext()) {
            if (events.next() instanceof DocumentStartEvent) {
                var root = value("", events.next(), 1);
                if (root != null
                        && !(root instanceof Scalar(_, _, _, YamlTree.Type type)
                                && type == YamlTree.Type.NOTHING)) {
                    documents.add(root);
                }
            }
        }
    }

    private @Nullable YamlTree value(String path, Event event, int depth) throws GaveUp {
        int line = line(event);
        if (depth > MAX_DEPTH) {
            refuse(line, path, "it is nested too deeply", "Nest at most " + MAX_DEPTH + " levels.");
            throw new GaveUp();
        }
        if (event instanceof AliasEvent) {
            refuse(
                    line,
                    path,
                    "an alias (*name) stands for something written elsewhere",
                    "Write the value out here.");
            return null;
        }
        refuseAnchor(path, event);
        return switch (event) {
            case ScalarEvent scalar -> scalar(path, scalar);
            case SequenceStartEvent start -> sequence(path, start, depth);
            case MappingStartEvent start -> mapping(path, start, depth);
            default -> throw new IllegalStateException("no value begins with " + event);
        };
    }

    private void refuseAnchor(String path, Event event) throws GaveUp {
        if (event instanceof NodeEvent node && node.getAnchor() != null) {
            refuse(
                    line(event),
                    path,
                    "an anchor (&name) marks it for use elsewhere",
                    "Remove the anchor and write the value out where it is needed.");
        }
    }

    private Scalar scalar(String path, ScalarEvent event) throws GaveUp {
        refuseTag(path, event, event.getTag());
        var type = event.isPlain() ? typeOf(event.getValue()) : YamlTree.Type.TEXT;
        return new Scalar(path, line(event), event.getValue(), type);
    }

    private static YamlTree.Type typeOf(String plain) {
        if (plain.length() > 64) {
            return YamlTree.Type.TEXT;
        }
        if (NOTHING.matcher(plain).matches()) {
            return YamlTree.Type.NOTHING;
        }
        if (BOOLEAN.matcher(plain).matches()) {
            return YamlTree.Type.BOOLEAN;
        }
        if (INTEGER.matcher(plain).matches()) {
            return YamlTree.Type.INTEGER;
        }
        return DECIMAL.matcher(plain).matches() && !plain.matches("[-+]?0[0-9]+")
                ? YamlTree.Type.DECIMAL
                : YamlTree.Type.TEXT;
    }

    private Sequence sequence(String path, SequenceStartEvent start, int depth) throws GaveUp {
        refuseTag(path, start, start.getTag());
        var items = new ArrayList<YamlTree>();
        for (var event = events.next(); !(event instanceof SequenceEndEvent); ) {
            var item = value(YamlTree.item(path, items.size()), event, depth + 1);
            if (item != null) {
                items.add(item);
            }
            event = events.next();
        }
        return new Sequence(path, line(start), items);
    }

    private Mapping mapping(String path, MappingStartEvent start, int depth) throws GaveUp {
        refuseTag(path, start, start.getTag());
        var entries = new LinkedHashMap<String, YamlTree>();
        for (var event = events.next(); !(event instanceof MappingEndEvent); ) {
            var name = key(path, event, depth);
            var at = YamlTree.field(path, name == null ? "?" : clipped(name));
            var value = value(at, events.next(), depth + 1);
            if (name != null && entries.containsKey(name)) {
                refuse(line(event), at, "it is given twice", "Keep one of the two.");
            } else if (name != null && value != null) {
                entries.put(name, value);
            }
            event = events.next();
        }
        return new Mapping(path, line(start), entries);
    }

    private @Nullable String key(String path, Event event, int depth) throws GaveUp {
        if (!(event instanceof ScalarEvent scalar)) {
            value(YamlTree.field(path, "?"), event, depth + 1);
            refuse(line(event), path, "the name of a field is not a text", "Name it by a word.");
            return null;
        }
        refuseAnchor(path, event);
        refuseTag(path, event, scalar.getTag());
        if (scalar.isPlain() && scalar.getValue().equals("<<")) {
            refuse(line(event), path, "it merges another mapping (<<)", "Write its fields out.");
            return null;
        }
        return scalar.getValue();
    }

    private void refuseTag(String path, Event event, @Nullable String tag) throws GaveUp {
        if (tag != null) {
            refuse(
                    line(event),
                    path,
                    "the tag " + clipped(tag) + " asks for a type",
                    "Remove the tag; quote what has to be a text.");
        }
    }

    private void syntax(MarkedYAMLException broken) {
        var mark = broken.getProblemMark();
        int line = mark == null ? 1 : mark.getLine() + 1;
        int column = mark == null ? 1 : mark.getColumn() + 1;
        give(
                line,
                "",
                "this is not YAML: " + firstLine(broken.getProblem()) + " (column " + column + ")",
                "Correct the syntax; the rest of the file was not read.");
    }

    private void refuse(int line, String path, String problem, String remedy) throws GaveUp {
        give(line, path, problem, remedy);
        if (faults.size() >= MAX_FAULTS) {
            throw new GaveUp();
        }
    }

    private void give(int line, String path, String problem, String remedy) {
        faults.add(new Fault(documents.size(), line, path, problem, remedy));
    }

    private static int line(Event event) {
        return event.getStartMark() == null ? 1 : event.getStartMark().getLine() + 1;
    }

    private static String firstLine(@Nullable String message) {
        return message == null ? "unreadable" : clipped(message.lines().findFirst().orElse(""));
    }

    private static String clipped(String text) {
        return text.length() <= 80 ? text : text.substring(0, 77) + "...";
    }

    /** Ends the reading early: no more can be said, or enough has been. */
    private static final class GaveUp extends Exception {}
}
