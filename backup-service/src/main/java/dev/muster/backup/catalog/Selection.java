package dev.muster.backup.catalog;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Which point would be taken, and what coming back from it would cost. */
public final class Selection {

    /** The last moment before the damage: clocks of databases count microseconds. */
    private static final Duration JUST_BEFORE = Duration.ofNanos(1_000);

    /**
     * The answer for one protection.
     *
     * @param from the point the restore begins with
     * @param moment everything committed until then is back
     * @param replays whether a log has to be replayed to get there
     */
    public record Choice(KnownPoint from, Instant moment, boolean replays) {}

    private Selection() {}

    /** What would be used now; empty when nothing there helps against that failure. */
    public static Optional<Choice> against(
            Failure failure, Catalogue catalogue, String protection) {
        return switch (failure) {
            case Failure.SiteLost _, Failure.NamespaceDeleted _ -> newest(catalogue, protection);
            case Failure.DataCorrupted corrupted ->
                    upTo(catalogue, protection, corrupted.since().minus(JUST_BEFORE));
        };
    }

    /** The newest moment that can be brought back. */
    public static Optional<Choice> newest(Catalogue catalogue, String protection) {
        return upTo(catalogue, protection, Instant.MAX);
    }

    /**
     * The newest moment, not after the given one, that can be brought back. With a log that has no
     * gap, and reaches further than the points, any base leads there: the newest proven one is
     * taken, since what was never tried may fail when it is needed. Without one the newest point is
     * the answer, proven or not: an older one would lose more, and that is for a person to choose.
     */
    public static Optional<Choice> upTo(Catalogue catalogue, String protection, Instant moment) {
        var candidates =
                catalogue
                        .of(protection)
                        .filter(known -> !known.point().asOf().isAfter(moment))
                        .toList();
        var log = catalogue.log(protection).filter(shipped -> shipped.gaps().isEmpty());
        if (log.isPresent() && candidates.stream().anyMatch(k -> k.point().log().isPresent())) {
            var reach = earlier(log.get().reachableTo(), moment);
            if (candidates.stream().noneMatch(known -> known.point().asOf().isAfter(reach))) {
                return best(candidates).map(base -> choice(base, reach));
            }
        }
        return candidates.stream()
                .max(Comparator.comparing(known -> known.point().asOf()))
                .map(known -> new Choice(known, known.point().asOf(), false));
    }

    private static Choice choice(KnownPoint base, Instant moment) {
        return new Choice(base, moment, moment.isAfter(base.point().asOf()));
    }

    private static Optional<KnownPoint> best(List<KnownPoint> candidates) {
        return candidates.stream()
                .filter(known -> known.point().log().isPresent())
                .max(
                        Comparator.comparingInt(Selection::rank)
                                .thenComparing(known -> known.point().asOf()));
    }

    /** Restored counts for more than readable, and a point in trouble for less than nothing. */
    private static int rank(KnownPoint known) {
        if (!known.trouble().isEmpty() && !known.proven()) {
            return -1;
        }
        return switch (known.level()) {
            case RECORDED -> 0;
            case READABLE -> 1;
            case RESTORED, SERVING -> 2;
        };
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }
}
