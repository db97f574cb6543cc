package dev.muster.plan;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/** The way people write a span of time: {@code 500ms}, {@code 10s}, {@code 1h30m}, {@code 7d}. */
public final class ShortDuration {

    private static final Pattern FORM =
            Pattern.compile(
                    "(?:([0-9]{1,6})d)?(?:([0-9]{1,6})h)?(?:([0-9]{1,6})m)?(?:([0-9]{1,9})s)?"
                            + "(?:([0-9]{1,9})ms)?");

    private ShortDuration() {}

    /** Units from long to short, each at most once; empty when the text is not of that form. */
    public static Optional<Duration> parse(String text) {
        if (text.isEmpty() || text.length() > 40) {
            return Optional.empty();
        }
        var matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        return Optional.of(
                Duration.ofDays(number(matcher.group(1)))
                        .plusHours(number(matcher.group(2)))
                        .plusMinutes(number(matcher.group(3)))
                        .plusSeconds(number(matcher.group(4)))
                        .plusMillis(number(matcher.group(5))));
    }

    /** The shortest text that {@link #parse} reads as this span, to the millisecond. */
    public static String format(Duration span) {
        var text = new StringBuilder();
        append(text, span.toDays(), "d");
        append(text, span.toHoursPart(), "h");
        append(text, span.toMinutesPart(), "m");
        append(text, span.toSecondsPart(), "s");
        append(text, span.toMillisPart(), "ms");
        return text.isEmpty() ? "0s" : text.toString();
    }

    private static long number(@org.jspecify.annotations.Nullable String digits) {
        return digits == null ? 0 : Long.parseLong(digits);
    }

    private static void append(StringBuilder text, long amount, String unit) {
        if (amount > 0) {
            text.append(amount).append(unit);
        }
    }
}
