package dev.muster.backup.verification;

import dev.muster.backup.catalog.Catalogue;
import dev.muster.backup.catalog.KnownPoint;
import dev.muster.plan.Assurance.Level;
import dev.muster.plan.Assurance.Verification;
import java.time.Instant;
import java.util.Comparator;
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
     * The next trial that is due, if any. A climb that began is finished, even when a newer point
     * has come meanwhile: else nothing would ever stand high where points come faster than climbs
     * end. A point that failed waits for its next turn.
     */
    public static Optional<Trial> next(
            Catalogue catalogue, String protection, Verification wanted, Instant now) {
        var newest = catalogue.newest(protection);
        if (newest.isEmpty() || wanted.level() == Level.RECORDED) {
            return Optional.empty();
        }
        var last = lastTried(catalogue, protection, now);
        var at = last.flatMap(KnownPoint::triedAt);
        if (at.map(tried -> !now.isBefore(tried.plus(wanted.every()))).orElse(true)) {
            return newest.map(point -> trial(point, wanted.level()));
        }
        return last.filter(point -> point.trouble().isEmpty())
                .filter(point -> !point.level().reaches(wanted.level()))
                .map(point -> trial(point, wanted.level()));
    }

    private static Trial trial(KnownPoint point, Level wanted) {
        return new Trial(point, point.level().reaches(wanted) ? wanted : point.level().above());
    }

    /** When the next climb begins, if nothing else happens. */
    public static Optional<Instant> dueAt(
            Catalogue catalogue, String protection, Verification wanted) {
        return lastTried(catalogue, protection, Instant.MAX)
                .flatMap(KnownPoint::triedAt)
                .map(at -> at.plus(wanted.every()));
    }

    /** A trial of the future was dated by a clock that has been put right since. */
    private static Optional<KnownPoint> lastTried(
            Catalogue catalogue, String protection, Instant now) {
        return catalogue
                .of(protection)
                .filter(known -> known.triedAt().filter(at -> !at.isAfter(now)).isPresent())
                .max(Comparator.comparing(known -> known.triedAt().orElseThrow()));
    }
}
