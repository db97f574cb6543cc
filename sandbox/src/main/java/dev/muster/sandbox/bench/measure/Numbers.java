package dev.muster.sandbox.bench.measure;

import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Numbers as people read them: about three digits that mean something. */
public final class Numbers {

    private static final double MANY = 1000;
    private static final double SOME = 100;
    private static final double FEW = 10;

    private Numbers() {}

    public static String plain(double value) {
        var size = Math.abs(value);
        if (Double.isNaN(value)) {
            return "–";
        }
        if (size >= MANY) {
            return String.format(Locale.ROOT, "%,.0f", value);
        }
        if (size >= SOME || value == Math.rint(value)) {
            return String.format(Locale.ROOT, "%.0f", value);
        }
        return String.format(Locale.ROOT, size >= FEW ? "%.1f" : "%.2f", value);
    }

    public static String range(Spread spread) {
        return spread.isEmpty() ? "–" : plain(spread.min()) + "–" + plain(spread.max());
    }

    /** Such as {@code broker 31 + service 52}. */
    public static String parts(Map<String, Double> parts) {
        return parts.entrySet().stream()
                .map(part -> part.getKey() + " " + plain(part.getValue()))
                .collect(Collectors.joining(" + "));
    }

    /** For programs: three digits after the point. */
    public static double rounded(double value) {
        return Double.isFinite(value) ? Math.round(value * MANY) / MANY : 0;
    }
}
