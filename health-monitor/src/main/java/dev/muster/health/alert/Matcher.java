package dev.muster.health.alert;

import java.util.Map;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * One condition on an alert's labels, written as Alertmanager writes it: {@code name="value"}, or
 * with {@code !=}, {@code =~}, {@code !~}. A label that is absent counts as empty; patterns are
 * anchored (Alertmanager documentation, "matcher").
 */
public record Matcher(String label, boolean negated, Pattern value) {

    private static final Pattern FORM =
            Pattern.compile(
                    "\\s*([a-zA-Z_][a-zA-Z0-9_]*)\\s*(=~|!~|!=|=)\\s*\"((?:[^\"\\\\]|\\\\.)*)\"\\s*");

    /**
     * Reads a matcher.
     *
     * @throws IllegalArgumentException when it has another form; the plan validator excludes it
     */
    public static Matcher parse(String text) {
        var form = FORM.matcher(text);
        if (!form.matches()) {
            throw new IllegalArgumentException("not a matcher: " + text + "; write name=\"value\"");
        }
        var operator = form.group(2);
        var value = form.group(3).replace("\\\"", "\"").replace("\\\\", "\\");
        try {
            var pattern =
                    operator.endsWith("~")
                            ? Pattern.compile("(?:" + value + ")")
                            : Pattern.compile(Pattern.quote(value));
            return new Matcher(form.group(1), operator.startsWith("!"), pattern);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException("not a pattern: " + value, e);
        }
    }

    public boolean matches(Map<String, String> labels) {
        return value.matcher(labels.getOrDefault(label, "")).matches() != negated;
    }
}
