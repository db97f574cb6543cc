package dev.muster.backup.catalog;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Which points may go. */
public final class Retention {

    /** However old they are, and whatever the clock says, so many of a protection stay. */
    public static final int LEAST_KEPT = 2;

    private Retention() {}

    /**
     * The points of a protection that nothing needs any more, oldest first. Every moment within the
     * retention stays reachable: the last base before it is kept. The newest proven point and the
     * newest points are kept whatever the clock says.
     */
    public static List<KnownPoint> removable(
            Catalogue catalogue, String protection, Duration retention, Instant now) {
        var all = catalogue.of(protection).toList();
        var from = now.minus(retention);
        var lastBefore = -1;
        var newestProven = -1;
        for (var i = 0; i < all.size(); i++) {
            if (!all.get(i).point().asOf().isAfter(from)) {
                lastBefore = i;
            }
            if (all.get(i).proven()) {
                newestProven = i;
            }
        }
        var firstKept = all.size() - LEAST_KEPT;
        var limit = Math.min(Math.min(lastBefore, firstKept), lastOr(newestProven, all.size()));
        return limit <= 0 ? List.of() : all.subList(0, limit);
    }

    private static int lastOr(int index, int size) {
        return index < 0 ? size : index;
    }
}
