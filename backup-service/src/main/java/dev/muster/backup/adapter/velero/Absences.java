package dev.muster.backup.adapter.velero;

import dev.muster.events.RecoveryPoint;
import dev.muster.events.RecoveryPointId;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which points are gone. A site need not know of a backup yet that another one took, and an object
 * that somebody deleted comes back as long as its data are there: only what Velero still has not
 * found after it looked through its store from beginning to end is gone.
 */
final class Absences {

    /** The first look of Velero's that ends may have begun before the point was missed. */
    private static final int LOOKS = 2;

    private static final Duration LONG_OVER = Duration.ofHours(1);

    private final Map<RecoveryPointId, Missing> missing = new HashMap<>();

    private record Missing(Instant synced, int looks) {}

    /**
     * The points that are gone for good.
     *
     * @param known those of one protection
     * @param listed those that this site's Velero has now
     */
    List<RecoveryPoint> gone(
            List<RecoveryPoint> known,
            Set<RecoveryPointId> listed,
            Location location,
            Instant now) {
        for (var point : known) {
            if (listed.contains(point.id()) || !Identity.liesIn(point, location)) {
                missing.remove(point.id());
            } else if (location.available() && location.synced().isPresent()) {
                missing.merge(
                        point.id(),
                        new Missing(location.synced().get(), 0),
                        (before, news) ->
                                news.synced().isAfter(before.synced())
                                        ? new Missing(news.synced(), before.looks() + 1)
                                        : before);
            }
        }
        return known.stream()
                .filter(point -> !listed.contains(point.id()))
                .filter(point -> Identity.liesIn(point, location))
                .filter(_ -> location.available())
                .filter(point -> isGone(point, now))
                .toList();
    }

    private boolean isGone(RecoveryPoint point, Instant now) {
        var seen = missing.get(point.id());
        return (seen != null && seen.looks() >= LOOKS)
                || point.expiresAt().filter(at -> now.isAfter(at.plus(LONG_OVER))).isPresent();
    }

    /** A point that is no longer known needs no memory. */
    void forget(RecoveryPointId id) {
        missing.remove(id);
    }
}
