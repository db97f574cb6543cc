package dev.muster.backup.simulation;

import java.util.List;
import java.util.SplittableRandom;

/** All that is random in one history, out of one seed. */
final class Chance {

    private final SplittableRandom random;

    Chance(long seed) {
        random = new SplittableRandom(seed * 0x9E3779B97F4A7C15L + 1);
    }

    /** True once in so many times. */
    boolean onceIn(int times) {
        return random.nextInt(times) == 0;
    }

    boolean percent(int share) {
        return random.nextInt(100) < share;
    }

    int below(int bound) {
        return random.nextInt(bound);
    }

    /** Both ends included. */
    long between(long from, long to) {
        return from >= to ? from : from + random.nextLong(to - from + 1);
    }

    <T> T oneOf(List<T> things) {
        return things.get(below(things.size()));
    }
}
