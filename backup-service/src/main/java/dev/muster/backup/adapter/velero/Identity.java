package dev.muster.backup.adapter.velero;

import dev.muster.backup.app.ObjectNames;
import dev.muster.events.RecoveryPoint;
import dev.muster.events.RecoveryPointId;
import dev.muster.plan.PlanId;
import dev.muster.plan.SiteId;

/**
 * How things are called at Velero, and what of a name is the same at every site: a backup is known
 * by its own name and the place where it lies, never by its object, which each site has its own of.
 */
final class Identity {

    private static final String BACKUPS = "/backups/";

    private Identity() {}

    /** Velero appends the time of each backup; two sites never make the same name. */
    static String schedule(PlanId plan, String protection, SiteId site) {
        return ObjectNames.bounded(plan + "-" + protection + "-" + site);
    }

    static RecoveryPointId point(String backup, Location location) {
        return new RecoveryPointId(backup + "-" + ObjectNames.digest(location.address()));
    }

    /** Where a backup lies. */
    static String place(String backup, Location location) {
        return location.address() + BACKUPS + backup;
    }

    /** What Velero calls the backup of a point. */
    static String backup(RecoveryPoint point) {
        return point.location().substring(point.location().lastIndexOf('/') + 1);
    }

    static boolean liesIn(RecoveryPoint point, Location location) {
        return point.location().equals(place(backup(point), location));
    }
}
