package dev.muster.sandbox.bench.measure;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.muster.sandbox.bench.measure.Finding.Line;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;

/** Tells what was found: a table for people, lines of JSON for programs, or these alone. */
public final class Report {

    private static final int WHAT = 26;
    private static final int SIDE = 15;
    private static final int RATIO = 20;
    private static final int WIDTH = 96;
    private static final String CLEAR = "\r\u001b[2K";

    private final PrintStream out;
    private final boolean jsonOnly;

    /** A report; with JSON alone, people are told nothing but what is void. */
    public Report(PrintStream out, boolean jsonOnly) {
        this.out = out;
        this.jsonOnly = jsonOnly;
    }

    /** What is being measured, and what it rests on. */
    public void heading(String title, List<String> notes) {
        say("");
        say(title);
        notes.forEach(note -> wrap("  ", note));
    }

    /** What is going on, on a line that the next one replaces; only where somebody watches. */
    public void progress(String text) {
        if (isTerminal()) {
            System.err.print(CLEAR + "  " + text + " …");
            System.err.flush();
        }
    }

    public void columns(String peer) {
        say("");
        say(row("", peer, "Muster", "ratio (range)", "goal"));
        say("  " + "─".repeat(WIDTH - 2));
    }

    public void finding(Finding finding) {
        say("  " + finding.name());
        for (var line : finding.lines()) {
            say(row("  " + line.what(), line.peer(), line.ours(), ratio(line), goal(line)));
        }
        finding.faults().forEach(fault -> say("    ✗ void: " + fault));
        json(finding.asMap());
    }

    /** A remark of one paragraph. */
    public void note(String text) {
        wrap("  ", text);
    }

    private void json(Map<String, Object> map) {
        try {
            var line = JsonMapper.builder().build().writeValueAsString(map);
            if (jsonOnly) {
                out.println(line);
            } else {
                lines.append(line).append('\n');
            }
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private final StringBuilder lines = new StringBuilder();

    /** The lines for programs, after the tables for people. */
    public void end() {
        if (!jsonOnly) {
            say("");
            out.print(lines);
            out.flush();
        }
    }

    private void say(String text) {
        if (isTerminal()) {
            System.err.print(CLEAR);
            System.err.flush();
        }
        if (!jsonOnly) {
            out.println(text.stripTrailing());
            out.flush();
        }
    }

    private void wrap(String indent, String text) {
        var line = new StringBuilder(indent);
        for (var word : text.split(" ", -1)) {
            if (line.length() + word.length() > WIDTH && line.length() > indent.length()) {
                say(line.toString());
                line.setLength(0);
                line.append(indent);
            }
            line.append(word).append(' ');
        }
        say(line.toString());
    }

    private static String ratio(Line line) {
        return line.ratio().isEmpty()
                ? ""
                : Numbers.plain(line.ratio().median())
                        + (line.ratio().values().size() > 1
                                ? " (" + Numbers.range(line.ratio()) + ")"
                                : "");
    }

    private static String goal(Line line) {
        return line.goal()
                .map(goal -> goal.text() + (goal.met() ? "  ✓" : "  ✗ " + goal.by()))
                .orElse("");
    }

    private static String row(String what, String peer, String ours, String ratio, String goal) {
        return "  "
                + left(what, WHAT)
                + right(peer, SIDE)
                + right(ours, SIDE)
                + "   "
                + left(ratio, RATIO)
                + goal;
    }

    private static String left(String text, int width) {
        return text + " ".repeat(Math.max(1, width - text.length()));
    }

    private static String right(String text, int width) {
        return " ".repeat(Math.max(1, width - text.length())) + text;
    }

    /** There is no console at all when the output goes to a file. */
    @SuppressWarnings("SystemConsoleNull")
    private static boolean isTerminal() {
        var console = System.console();
        return console != null && console.isTerminal();
    }
}
