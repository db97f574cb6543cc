package dev.muster.backup.protection;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How the backups of one protection went lately.
 *
 * @param failures in a row since the last success
 * @param notBefore the next one that nobody asked for waits until then
 * @param reasons why the last one failed; empty after a success
 */
public record Attempts(int failures, Optional<Instant> notBefore, List<String> reasons) {

    static final Attempts NONE = new Attempts(0, Optional.empty(), List.of());

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(30);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(15);
    private static final int MOST_DOUBLINGS = 5;

    public Attempts {
        reasons = List.copyOf(reasons);
    }

    Attempts failed(List<String> why, Instant now) {
        var pause = FIRST_PAUSE.multipliedBy(1L << Math.min(failures, MOST_DOUBLINGS));
        var bounded = pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
        return new Attempts(failures + 1, Optional.of(now.plus(bounded)), why);
    }

    boolean mayBegin(Instant now) {
        return notBefore.filter(now::isBefore).isEmpty();
    }
}
