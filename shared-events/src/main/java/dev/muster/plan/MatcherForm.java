package dev.muster.plan;

import dev.muster.plan.Form.Misfit;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * The form of an Alertmanager matcher: {@code cluster="west"}, or with {@code !=}, {@code =~},
 * {@code !~}. Quotes may be left out around a plain value; the model always has them.
 */
final class MatcherForm {

    private static final Pattern FORM =
            Pattern.compile("\\s*([a-zA-Z_][a-zA-Z0-9_]*)\\s*(=~|!~|!=|=)\\s*(\\S|\\S.*\\S)?\\s*");
    private static final Pattern QUOTED = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*+)\"");
    private static final Pattern PLAIN = Pattern.compile("[^\"\\\\\\s,{}]*+");

    static final Form<String> MATCHER =
            Forms.text("a matcher such as 'cluster=\"west\"'", MatcherForm::quoted);

    private MatcherForm() {}

    private static String quoted(String text) throws Misfit {
        var form = FORM.matcher(text);
        if (!form.matches()) {
            throw misfit(text);
        }
        var given = form.group(3) == null ? "" : form.group(3);
        var inner = QUOTED.matcher(given);
        if (!inner.matches() && !PLAIN.matcher(given).matches()) {
            throw misfit(text);
        }
        var value = inner.matches() ? inner.group(1) : given;
        if (form.group(2).endsWith("~")) {
            compiles(value.replace("\\\"", "\"").replace("\\\\", "\\"));
        }
        return form.group(1) + form.group(2) + '"' + value + '"';
    }

    private static void compiles(String expression) throws Misfit {
        try {
            var _ = Pattern.compile("(?:" + expression + ")");
        } catch (PatternSyntaxException broken) {
            throw new Misfit(
                    "its regular expression is wrong: " + broken.getDescription(),
                    "Correct the expression.");
        }
    }

    private static Misfit misfit(String text) {
        return new Misfit(
                "'" + Spelling.clipped(text) + "' is not a matcher",
                "Write label, =, !=, =~ or !~, and a quoted value, such as 'cluster=\"west\"'.");
    }
}
