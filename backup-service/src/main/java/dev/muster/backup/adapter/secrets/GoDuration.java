package dev.muster.backup.adapter.secrets;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A span of time as Kubernetes writes it.
 *
 * @see <a href="https://pkg.go.dev/time#ParseDuration">Go: ParseDuration</a>
 */
final class GoDuration {

    private static final int LONGEST = 40;
    private static final Pattern ALL =
            Pattern.compile("0|([0-9]{1,9}(\\.[0-9]{1,9})?[a-zµ]{1,2})+");
    private static final Pattern PART = Pattern.compile("([0-9.]+)([a-zµ]+)");
    private static final Map<String, Long> NANOS =
            Map.of(
                    "ns", 1L,
                    "us", 1_000L,
                    "µs", 1_000L,
                    "ms", 1_000_000L,
                    "s", 1_000_000_000L,
                    "m", 60_000_000_000L,
                    "h", 3_600_000_000_000L);

    private GoDuration() {}

    /** Empty when it is not of that form. */
    static Optional<Duration> parse(String text) {
        if (text.length() > LONGEST || !ALL.matcher(text).matches()) {
            return Optional.empty();
        }
        var nanos = BigDecimal.ZERO;
        var part = PART.matcher(text);
        while (part.find()) {
            var unit = NANOS.get(part.group(2));
            if (unit == null) {
                return Optional.empty();
            }
            nanos = nanos.add(new BigDecimal(part.group(1)).multiply(BigDecimal.valueOf(unit)));
        }
        var second = BigDecimal.valueOf(1_000_000_000L);
        return Optional.of(
                Duration.ofSeconds(nanos.divide(second, RoundingMode.DOWN).longValue())
                        .plusNanos(nanos.remainder(second).longValue()));
    }
}
