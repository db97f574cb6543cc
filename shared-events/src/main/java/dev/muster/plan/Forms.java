package dev.muster.plan;

import dev.muster.plan.Form.Misfit;
import dev.muster.plan.yaml.YamlTree;
import dev.muster.plan.yaml.YamlTree.Sequence;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** The forms of single values in plans and sites. */
final class Forms {

    static final Duration LONGEST = Duration.ofDays(3650);
    static final int LONGEST_TEXT = 1000;

    private Forms() {}

    static final Form<String> TEXT = text("a text", text -> text);

    static final Form<Boolean> FLAG =
            Form.scalar(
                    YamlTree.Type.BOOLEAN,
                    "true or false",
                    false,
                    text -> Boolean.parseBoolean(text.toLowerCase(Locale.ROOT)));

    static final Form<String> URL_PATH =
            text(
                    "a path such as /healthz",
                    text -> {
                        if (!text.matches("/[!-~]*") || text.contains("#")) {
                            throw new Misfit(
                                    "'" + Spelling.clipped(text) + "' is not a path",
                                    "Begin it with / and write special characters percent-encoded.");
                        }
                        return text;
                    });

    static final Form<String> FOLDER =
            text(
                    "an absolute path such as /var/lib/postgresql/orders",
                    text -> {
                        if (!text.matches("/[^\\p{Cntrl}]+") || text.contains("/..")) {
                            throw new Misfit(
                                    "'" + Spelling.clipped(text) + "' is not the path of a folder",
                                    "Begin it with / and leave out any step upwards.");
                        }
                        return text;
                    });

    static Form<String> text(String wanted, Form.Meaning<String> meaning) {
        return text(wanted, "unreadable", meaning);
    }

    /** A text of bounded length, on one value's own terms. */
    static <T> Form<T> text(String wanted, T standIn, Form.Meaning<T> meaning) {
        return Form.scalar(
                YamlTree.Type.TEXT,
                wanted,
                standIn,
                text -> {
                    if (text.isBlank()) {
                        throw new Misfit(
                                "it is blank", "Write " + wanted + ", or leave the field out.");
                    }
                    if (text.length() > LONGEST_TEXT) {
                        throw new Misfit(
                                "it has " + text.length() + " characters",
                                "Write at most " + LONGEST_TEXT + ".");
                    }
                    return meaning.of(text);
                });
    }

    static Form<Duration> span() {
        return span(Duration.ofMillis(1), LONGEST);
    }

    static Form<Duration> span(Duration least, Duration most) {
        return text(
                "a duration such as 10s, 2m or 1h30m",
                least,
                text -> {
                    var span =
                            ShortDuration.parse(text)
                                    .orElseThrow(
                                            () ->
                                                    new Misfit(
                                                            "'"
                                                                    + Spelling.clipped(text)
                                                                    + "' is not a duration",
                                                            "Write it as 500ms, 10s, 2m, 1h30m or 7d."));
                    if (span.compareTo(least) < 0 || span.compareTo(most) > 0) {
                        throw new Misfit(
                                text + " is out of range",
                                "Use at least "
                                        + ShortDuration.format(least)
                                        + " and at most "
                                        + ShortDuration.format(most)
                                        + ".");
                    }
                    return span;
                });
    }

    /** One of a few words. */
    static Form<String> word(String... words) {
        var list = List.of(words);
        return text(
                list.size() == 1 ? words[0] : "one of " + String.join(", ", list),
                words[0],
                text -> {
                    if (!list.contains(text)) {
                        throw new Misfit(
                                "'" + Spelling.clipped(text) + "' is not known here",
                                Spelling.remedy(text, list));
                    }
                    return text;
                });
    }

    /** A list that holds something, as a value of its own. */
    static <T> Form<List<T>> someOf(Form<T> item) {
        return new Form<>() {
            @Override
            public String wanted() {
                return "a list, each item " + item.wanted();
            }

            @Override
            public List<T> read(YamlTree tree, Faults faults) {
                if (!(tree instanceof Sequence sequence) || sequence.items().isEmpty()) {
                    var found = tree instanceof Sequence ? "an empty list" : tree.kind();
                    faults.at(tree, "it is " + found, "Write " + wanted() + ".");
                    return List.of();
                }
                return sequence.items().stream().map(one -> item.read(one, faults)).toList();
            }
        };
    }

    static Form<Integer> integer(int least, int most) {
        return Form.scalar(
                YamlTree.Type.INTEGER,
                "a whole number from " + least + " to " + most,
                least,
                text -> Math.toIntExact(within(text, least, most)));
    }

    static Form<Long> large(long least, long most) {
        return Form.scalar(
                YamlTree.Type.INTEGER,
                "a whole number from " + least,
                least,
                text -> within(text, least, most));
    }

    static Form<Double> share() {
        return Form.scalar(
                YamlTree.Type.DECIMAL,
                "a share from 0 to 1, such as 0.5",
                0.0,
                text -> {
                    double share = Double.parseDouble(text);
                    if (!(share >= 0 && share <= 1)) {
                        throw new Misfit(text + " is not a share", "Use a number from 0 to 1.");
                    }
                    return share;
                });
    }

    /** One of an enumeration's words, written in camel case as the plan does. */
    static <E extends Enum<E>> Form<E> choice(List<E> choices, Function<E, String> word) {
        var words = choices.stream().map(word).toList();
        return text(
                "one of " + String.join(", ", words),
                choices.getFirst(),
                text ->
                        choices.stream()
                                .filter(choice -> word.apply(choice).equals(text))
                                .findFirst()
                                .orElseThrow(
                                        () ->
                                                new Misfit(
                                                        "'"
                                                                + Spelling.clipped(text)
                                                                + "' is not one of "
                                                                + String.join(", ", words),
                                                        Spelling.remedy(text, words))));
    }

    static <E extends Enum<E>> Form<E> choice(Class<E> type) {
        return choice(Arrays.asList(type.getEnumConstants()), Forms::camelCase);
    }

    /** {@code HOT_STANDBY} is written {@code hotStandby}. */
    static String camelCase(Enum<?> value) {
        var words = value.name().toLowerCase(Locale.ROOT).split("_", -1);
        var text = new StringBuilder(words[0]);
        for (int i = 1; i < words.length; i++) {
            text.append(words[i].substring(0, 1).toUpperCase(Locale.ROOT))
                    .append(words[i].substring(1));
        }
        return text.toString();
    }

    private static long within(String text, long least, long most) throws Misfit {
        long number = Long.parseLong(text);
        if (number < least || number > most) {
            throw new Misfit(
                    text + " is out of range",
                    most == Long.MAX_VALUE
                            ? "Use at least " + least + "."
                            : "Use " + least + " to " + most + ".");
        }
        return number;
    }
}
