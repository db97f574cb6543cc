package dev.muster.plan;

import dev.muster.plan.Form.Misfit;
import dev.muster.plan.LabelSelector.Operator;
import dev.muster.plan.LabelSelector.Requirement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The form of a label selector, as kubectl takes it: {@code app=shop,tier in (web,db),!legacy}. */
final class LabelSelectorForm {

    private static final String KEY =
            "((?:[a-z0-9](?:[-a-z0-9.]{0,251}[a-z0-9])?/)?[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)";
    private static final String VALUE = "(?:[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)";
    private static final Pattern PART = Pattern.compile("(?:[^,(]|\\([^)]*\\))+");
    private static final Pattern EQUAL = Pattern.compile(KEY + "\\s*(==|=|!=)\\s*(" + VALUE + "?)");
    private static final Pattern ONE_OF =
            Pattern.compile(
                    KEY
                            + "\\s+(in|notin)\\s*\\(\\s*("
                            + VALUE
                            + "(?:\\s*,\\s*"
                            + VALUE
                            + ")*)\\s*\\)");
    private static final Pattern PRESENT = Pattern.compile("(!?)\\s*" + KEY);

    static final Form<LabelSelector> SELECTOR =
            Forms.text(
                    "a label selector such as \"app=shop,tier in (web,db)\"",
                    new LabelSelector(List.of()),
                    LabelSelectorForm::read);

    private LabelSelectorForm() {}

    private static LabelSelector read(String text) throws Misfit {
        var parts = PART.matcher(text);
        var requirements = new ArrayList<Requirement>();
        var at = 0;
        while (parts.find()) {
            if (parts.start() != at) {
                throw misfit(text);
            }
            requirements.add(requirement(parts.group().strip(), text));
            at = parts.end() + 1;
        }
        if (at != text.length() + 1) {
            throw misfit(text);
        }
        return new LabelSelector(requirements);
    }

    private static Requirement requirement(String part, String text) throws Misfit {
        var equal = EQUAL.matcher(part);
        if (equal.matches()) {
            return new Requirement(
                    equal.group(1),
                    equal.group(2).equals("!=") ? Operator.NOT_IN : Operator.IN,
                    Set.of(equal.group(3)));
        }
        var oneOf = ONE_OF.matcher(part);
        if (oneOf.matches()) {
            return new Requirement(
                    oneOf.group(1),
                    oneOf.group(2).equals("in") ? Operator.IN : Operator.NOT_IN,
                    Arrays.stream(oneOf.group(3).split(",", -1))
                            .map(String::strip)
                            .collect(Collectors.toSet()));
        }
        var present = PRESENT.matcher(part);
        if (present.matches()) {
            return new Requirement(
                    present.group(2),
                    present.group(1).isEmpty() ? Operator.EXISTS : Operator.DOES_NOT_EXIST,
                    Set.of());
        }
        throw misfit(text);
    }

    private static Misfit misfit(String text) {
        return new Misfit(
                "'" + Spelling.clipped(text) + "' is not a label selector",
                "Write what kubectl takes after -l, such as \"app=shop,tier in (web,db)\".");
    }
}
