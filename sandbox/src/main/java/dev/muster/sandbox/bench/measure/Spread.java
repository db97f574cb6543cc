package dev.muster.sandbox.bench.measure;

import java.util.Collection;
import java.util.List;

/**
 * Some numbers in ascending order; below a hundred of them only the middle and the ends are told.
 */
public record Spread(List<Double> values) {

    public Spread {
        values = values.stream().sorted().toList();
    }

    public static Spread of(Collection<Double> values) {
        return new Spread(List.copyOf(values));
    }

    public boolean isEmpty() {
        return values.isEmpty();
    }

    public double median() {
        var size = values.size();
        if (size == 0) {
            return Double.NaN;
        }
        return size % 2 == 1
                ? values.get(size / 2)
                : (values.get(size / 2 - 1) + values.get(size / 2)) / 2;
    }

    public double min() {
        return isEmpty() ? Double.NaN : values.getFirst();
    }

    public double max() {
        return isEmpty() ? Double.NaN : values.getLast();
    }
}
