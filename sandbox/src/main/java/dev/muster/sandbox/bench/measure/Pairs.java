package dev.muster.sandbox.bench.measure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/**
 * Two things measured in turns, A B A B, so that what drifts (page cache, compiler, clock rate)
 * favours neither. A pair beside which others kept a processor busy does not count.
 *
 * @param discarded how many pairs did not count
 */
public record Pairs(List<Pair> pairs, int discarded) {

    /** Others may keep at most so many processors busy when a pair begins. */
    public static final double FOREIGN_LOAD = 1.0;

    private static final Duration LOOK = Duration.ofMillis(300);

    /** The peer, then ours. */
    public record Pair(Run peer, Run ours) {}

    /**
     * Measures until so many pairs count, or as many again were discarded.
     *
     * @param processes everything of ours that runs, under its name
     */
    public static Pairs measure(
            int wanted,
            Supplier<Map<String, Long>> processes,
            Supplier<Run> peer,
            Supplier<Run> ours) {
        var pairs = new ArrayList<Pair>();
        var discarded = 0;
        while (pairs.size() < wanted && discarded <= wanted) {
            if (Machine.foreignLoad(processes.get().values(), LOOK) > FOREIGN_LOAD) {
                discarded++;
                continue;
            }
            pairs.add(new Pair(peer.get(), ours.get()));
        }
        return new Pairs(List.copyOf(pairs), discarded);
    }

    /** Ours divided by the peer's, of each pair, in ascending order. */
    public Spread ratio(ToDoubleFunction<Run> measure) {
        return Spread.of(
                pairs.stream()
                        .map(p -> measure.applyAsDouble(p.ours()) / measure.applyAsDouble(p.peer()))
                        .toList());
    }

    public Spread peer(ToDoubleFunction<Run> measure) {
        return Spread.of(pairs.stream().map(p -> measure.applyAsDouble(p.peer())).toList());
    }

    public Spread ours(ToDoubleFunction<Run> measure) {
        return Spread.of(pairs.stream().map(p -> measure.applyAsDouble(p.ours())).toList());
    }
}
