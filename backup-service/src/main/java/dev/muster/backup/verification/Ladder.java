package dev.muster.backup.verification;

import dev.muster.backup.catalog.Catalogue;
import dev.muster.backup.catalog.KnownPoint;
import dev.muster.plan.Assurance.Level;
import dev.muster.plan.Assurance.Verification;
import java.time.Instant;
import java.util.Optional;

/**
 * What has to be tried next so that the newest point of a protection stands where the plan wants
 * it: one rung at a time, because what cannot be read need not be restored.
 *
 * <pre>
 *   recorded ─▶ readable ─▶ restored ─▶ serving
 *      ▲           │ a trial that fails leads to the rung below, and is told
 *      └───────────┘
 * </pre>
 */
public final class Ladder {

    private Ladder() {}

    /** A point and the rung it has to show. */
    public record Trial(KnownPoint point, Level rung) {}

    /**
     * The next trial that is due, if any. A climb that began is finished; a point that failed waits
     * for its next turn, or for a newer point.
     */
    public static Optional<Trial> next(
            Catalogue catalogue, String protection, Verification wanted, Instant now) {
        var newest = catalogue.newest(protection);
        if (newest.isEmpty() || wanted.level() == Level.RECORDED) {
            return Optional.empty();
        }
        var point = newest.get();
        var due =
                lastTried(catalogue, protection)
                        .map(at -> !now.isBefore(at.plus(wanted.every())))
                        .orElse(true);
        var below = !point.level().reaches(wanted.level());
        var climbing = point.triedAt().isPresent() && point.trouble().isEmpty() && below;
        if (!due && !climbing) {
            return Optional.empty();
        }
        return Optional.of(new Trial(point, below ? point.level().above() : wanted.level()));
    }

    /** When the next climb begins, if nothing else happens. */
    public static Optional<Instant> dueAt(
            Catalogue catalogue, String protection, Verification wanted) {
        return lastTried(catalogue, protection).map(at -> at.plus(wanted.every()));
    }

    private static Optional<Instant> lastTried(Catalogue catalogue, String protection) {
        return catalogue
                .of(protection)
                .flatMap(known -> known.triedAt().stream())
                .max(Instant::compareTo);
    }
}
