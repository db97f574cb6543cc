package dev.muster.service.step;

import dev.muster.events.Epoch;
import dev.muster.plan.PlanId;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * What a handler may need besides the action itself.
 *
 * @param epoch the authority under which the effect happens; nothing that has seen a newer one may
 *     accept it
 * @param deadline by then the handler has to have answered
 * @param stillAllowed asked immediately before each effect: false when a person paused automation
 * @param progress tells that a long step is alive and how far it is
 */
public record StepContext(
        PlanId plan,
        Epoch epoch,
        Deadline deadline,
        BooleanSupplier stillAllowed,
        Consumer<String> progress) {

    /** A moment on the monotonic clock. */
    public record Deadline(long nanoTime) {

        public static Deadline in(Duration duration) {
            return new Deadline(System.nanoTime() + duration.toNanos());
        }

        public boolean passed() {
            return System.nanoTime() - nanoTime >= 0;
        }

        public Duration left() {
            return Duration.ofNanos(Math.max(0, nanoTime - System.nanoTime()));
        }
    }

    /**
     * Waits a little before the next look at the world.
     *
     * @return false when the deadline has passed
     */
    public boolean pause(Duration duration) throws InterruptedException {
        if (deadline.passed()) {
            return false;
        }
        var left = deadline.left();
        Thread.sleep(duration.compareTo(left) < 0 ? duration : left);
        return true;
    }
}
