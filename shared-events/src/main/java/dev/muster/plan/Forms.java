package dev.muster.plan;

import dev.muster.plan.Form.Misfit;
import dev.muster.plan.yaml.YamlTree;
import dev.muster.plan.yaml.YamlTree.Sequence;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Currency;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** The forms of single values in plans and sites. */
final class Forms {

    static final Duration LONGEST = Duration.ofDays(3650);
    static final int LONGEST_TEXT = 1000;

    private static final Pattern MATCHER =
            Pattern.compile("\\s*([a-zA-Z_][a-zA-Z0-9_]*)\\s*(=~|!~|!=|=)\\s*(.*)", Pattern.DOTALL);
    private static final Pattern MONEY =
            Pattern.compile("([0-9]{1,15}(?:\\.[0-9]{1,2})?) ([A-Z]{3})");

    private Forms() {}

    static final Form<String> TEXT = text("a text", text -> text);

    static final Form<Boolean> FLAG =
            Form.scalar(
                    YamlTree.Type.BOOLEAN,
                    "true or false",
                    false,
                    text -> Boolean.parseBoolean(text.toLowerCase(Locale.ROOT)));

    static final Form<String> LABEL = named("a name of a-z, 0-9 and '-'", text -> text);
    static final Form<SiteId> SITE = named("the name of a site", SiteId::new);
    static final Form<VantageId> VANTAGE = named("the name of a vantage", VantageId::new);
    static final Form<String> STEP_NAME =
            text(
                    "the name of a step",
                    text -> {
                        if (!text.matches("[a-z0-9][-a-z0-9]{0,127}")) {
                            throw new Misfit(
                                    "'" + Spelling.clipped(text) + "' is not the name of a step",
                                    "Use a-z, 0-9 and '-', at most 128 characters.");
                        }
                        return text;
                    });

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

    static final Form<PlanId> PLAN = named("the name of a plan", PlanId::new);

    static final Form<ZoneId> TIME_ZONE =
            text(
                    "a time zone such as Europe/Berlin",
                    ZoneOffset.UTC,
                    text -> {
                        try {
                            return ZoneId.of(text);
                        } catch (DateTimeException unknown) {
                            throw new Misfit(
                                    "there is no time zone '" + text + "'",
                                    Spelling.nearest(text, ZoneId.getAvailableZoneIds())
                                            .map(zone -> "Did you mean '" + zone + "'?")
                                            .orElse(
                                                    "Name one of the IANA list, such as Europe/Berlin or UTC."));
                        }
                    });

    static final Form<String> CRON =
            text(
                    "five cron fields such as \"15 2 * * *\"",
                    text -> {
                        CronText.check(text);
                        return text;
                    });

    /** An Alertmanager matcher; a regular expression in it must compile. */
    static final Form<String> MATCHER_TEXT =
            text(
                    "a matcher such as 'cluster=\"west\"'",
                    text -> {
                        var matcher = MATCHER.matcher(text);
                        if (!matcher.matches()) {
                            throw new Misfit(
                                    "'" + text + "' is not a matcher",
                                    "Write label, =, !=, =~ or !~, and a value, such as 'cluster=\"west\"'.");
                        }
                        if (matcher.group(2).endsWith("~")) {
                            compiles(matcher.group(3));
                        }
                        return text;
                    });

    static final Form<RecoveryPlan.Workload> WORKLOAD =
            text(
                    "a workload such as deployment/web",
                    new RecoveryPlan.Workload(RecoveryPlan.Workload.Kind.DEPLOYMENT, "unreadable"),
                    Forms::workload);

    static final Form<Assurance.Money> MONEY_TEXT =
            text(
                    "an amount with its currency, such as \"12000 EUR\"",
                    new Assurance.Money(BigDecimal.ZERO, "EUR"),
                    text -> {
                        var matcher = MONEY.matcher(text);
                        if (!matcher.matches() || !isCurrency(matcher.group(2))) {
                            throw new Misfit(
                                    "'" + text + "' is not an amount of money",
                                    "Write the amount, a space and the ISO 4217 code, such as \"12000 EUR\".");
                        }
                        return new Assurance.Money(
                                new BigDecimal(matcher.group(1)), matcher.group(2));
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

    private static <T> Form<T> named(String wanted, Function<String, T> id) {
        return text(
                wanted,
                id.apply("unreadable"),
                text -> {
                    if (!Names.isDnsLabel(text)) {
                        throw new Misfit(
                                "'" + Spelling.clipped(text) + "' is not a name",
                                "Use a-z, 0-9 and '-', at most 63 characters, no '-' at either end.");
                    }
                    return id.apply(text);
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

    private static RecoveryPlan.Workload workload(String text) throws Misfit {
        int slash = text.indexOf('/');
        var kind = slash < 0 ? text : text.substring(0, slash);
        var name = text.substring(slash + 1);
        for (var known : RecoveryPlan.Workload.Kind.values()) {
            if (slash > 0
                    && known.name().toLowerCase(Locale.ROOT).equals(kind)
                    && Names.isDnsLabel(name)) {
                return new RecoveryPlan.Workload(known, name);
            }
        }
        throw new Misfit(
                "'" + Spelling.clipped(text) + "' is not a workload",
                "Write deployment/NAME or statefulset/NAME.");
    }

    private static void compiles(String quoted) throws Misfit {
        var expression =
                quoted.length() > 1 && quoted.startsWith("\"") && quoted.endsWith("\"")
                        ? quoted.substring(1, quoted.length() - 1)
                        : quoted;
        try {
            var _ = Pattern.compile(expression);
        } catch (PatternSyntaxException broken) {
            throw new Misfit(
                    "its regular expression is wrong: " + broken.getDescription(),
                    "Correct the expression.");
        }
    }

    private static boolean isCurrency(String code) {
        return Currency.getAvailableCurrencies().stream()
                .anyMatch(currency -> currency.getCurrencyCode().equals(code));
    }
}
