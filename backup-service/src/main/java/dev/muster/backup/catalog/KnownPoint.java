package dev.muster.backup.catalog;

import dev.muster.events.RecoveryPoint;
import dev.muster.plan.Assurance.Level;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A recovery point and what trying it has shown.
 *
 * @param level the highest rung it stands on
 * @param provenAt when it last passed a trial; empty when it has failed one since
 * @param triedAt when it was last tried, whatever came of it
 * @param trouble what the last trial missed; empty when it passed
 */
public record KnownPoint(
        RecoveryPoint point,
        Level level,
        Optional<Instant> provenAt,
        Optional<Instant> triedAt,
        List<String> trouble) {

    public KnownPoint {
        trouble = List.copyOf(trouble);
    }

    /** A point of which only its engine has spoken. */
    static KnownPoint recorded(RecoveryPoint point) {
        return new KnownPoint(point, Level.RECORDED, Optional.empty(), Optional.empty(), List.of());
    }

    /** It passed a trial: it stands at least there now. */
    KnownPoint passed(Level rung, Instant at) {
        var higher = level.reaches(rung) ? level : rung;
        return new KnownPoint(point, higher, Optional.of(at), Optional.of(at), List.of());
    }

    /** It failed a trial: what it had shown before on that rung, or above, counts no more. */
    KnownPoint failed(Level rung, List<String> reasons, Instant at) {
        var lower = level.reaches(rung) ? rung.below() : level;
        return new KnownPoint(point, lower, Optional.empty(), Optional.of(at), reasons);
    }

    /** It could not be tried: that says nothing about the point itself. */
    KnownPoint undecided(List<String> reasons, Instant at) {
        return new KnownPoint(point, level, provenAt, Optional.of(at), reasons);
    }

    /** Whether something was read back from it, and nothing was wrong the last time it could be. */
    public boolean proven() {
        return level.reaches(Level.READABLE) && provenAt.isPresent();
    }

    public String protection() {
        return point.protection();
    }
}
