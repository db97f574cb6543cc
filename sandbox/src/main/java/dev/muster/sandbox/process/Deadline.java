package dev.muster.sandbox.process;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** A wait that ends: it looks again and again until something is so, and fails when time is up. */
public final class Deadline {

    private static final long LOOK_MILLIS = 20;

    private final Duration limit;
    private final long end;

    private Deadline(Duration limit) {
        this.limit = limit;
        this.end = System.nanoTime() + limit.toNanos();
    }

    /** A deadline that far from now. */
    public static Deadline in(Duration limit) {
        return new Deadline(limit);
    }

    /** A deadline that many seconds from now. */
    public static Deadline inSeconds(long seconds) {
        return new Deadline(Duration.ofSeconds(seconds));
    }

    /** Whether time is up. */
    public boolean passed() {
        return System.nanoTime() - end >= 0;
    }

    /**
     * Waits until the condition holds.
     *
     * @param what completes the sentence "waited for …"
     * @throws IllegalStateException when the time is up
     */
    public void until(String what, BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            if (passed()) {
                throw timeUp(what, null);
            }
            pause();
        }
    }

    /**
     * Waits until the look succeeds without an exception and gives something other than null.
     *
     * @param what completes the sentence "waited for …"
     * @throws IllegalStateException when the time is up; its cause is the last failure
     */
    public <T> T untilPresent(String what, Callable<? extends @Nullable T> look) {
        Exception last = null;
        while (true) {
            try {
                T found = look.call();
                if (found != null) {
                    return found;
                }
            } catch (Exception e) {
                last = e;
            }
            if (passed()) {
                throw timeUp(what, last);
            }
            pause();
        }
    }

    private IllegalStateException timeUp(String what, @Nullable Exception cause) {
        String detail = cause == null ? "" : ": " + cause;
        return new IllegalStateException(
                "waited %s s for %s%s".formatted(limit.toMillis() / 1e3, what, detail), cause);
    }

    private static void pause() {
        try {
            Thread.sleep(LOOK_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting", e);
        }
    }
}
