package dev.muster.stream;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * When a thread that waits for records has to be awake for a timer. Looking again and again cost
 * more than all that was decided in between, and a timer was late by half of the time between two
 * looks.
 */
final class Wakes {

    private static final Duration SHORTEST = Duration.ofMillis(1);
    private static final Duration FAR = Duration.ofHours(1);

    private final LongSupplier nanos;
    private final Map<Object, Long> wanted = new ConcurrentHashMap<>();

    Wakes(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** Whoever it is wants to be woken then, and at no other time any more. */
    void in(Object who, Duration left) {
        var near = left.compareTo(FAR) < 0 ? left : FAR;
        wanted.put(who, nanos.getAsLong() + near.toNanos());
    }

    /** Whoever it is wants to be woken at no time any more. */
    void forget(Object who) {
        wanted.remove(who);
    }

    /**
     * How long one may sleep, in whole milliseconds: at least one, and at most as long as given.
     */
    Duration sleep(Duration most) {
        var now = nanos.getAsLong();
        var least = most;
        for (var at : wanted.values()) {
            var left = Duration.ofNanos(at - now);
            least = left.compareTo(least) < 0 ? left : least;
        }
        return least.compareTo(SHORTEST) < 0
                ? SHORTEST
                : Duration.ofMillis(least.plusNanos(999_999).toMillis());
    }
}
