package dev.muster.backup.adapter.velero;

import dev.muster.backup.app.ObjectNames;
import dev.muster.events.RecoveryPoint;
import dev.muster.plan.SiteId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a backup that ended is worth. */
final class Outcome {

    private Outcome() {}

    /**
     * The point that a completed backup is; it holds what was there when it began.
     *
     * @param site where it is read from, when the backup does not say where it was taken
     */
    static RecoveryPoint point(
            VeleroApi api, Seen seen, Location location, String protection, SiteId site)
            throws InterruptedException {
        var origin = seen.label(ObjectNames.SITE);
        return new RecoveryPoint(
                Identity.point(seen.name(), location),
                protection,
                "velero",
                origin.isEmpty() ? site : new SiteId(origin),
                Optional.empty(),
                seen.started().orElseGet(seen::created),
                seen.ended(),
                seen.expires(),
                new Downloads(api).size(seen.name()).orElse(0L),
                seen.number("status", "progress", "itemsBackedUp"),
                Identity.place(seen.name(), location),
                Optional.empty());
    }

    /** Why a backup failed: partly is failed. */
    static List<String> reasons(VeleroApi api, Seen seen) throws InterruptedException {
        return reasons(api, seen, "BackupResults");
    }

    static List<String> restoreReasons(VeleroApi api, Seen seen) throws InterruptedException {
        return reasons(api, seen, "RestoreResults");
    }

    private static List<String> reasons(VeleroApi api, Seen seen, String results)
            throws InterruptedException {
        var reasons = new ArrayList<>(seen.reasons());
        if (seen.phase().equals("PartiallyFailed")) {
            reasons.addAll(new Downloads(api).errors(results, seen.name()));
        }
        var hooks = seen.number("status", "hookStatus", "hooksFailed");
        if (hooks > 0) {
            reasons.add(hooks + " hooks failed");
        }
        return reasons.isEmpty()
                ? List.of(seen.phase() + ", and Velero does not say why")
                : reasons;
    }
}
