package dev.muster.backup.adapter.velero;

import dev.muster.events.RecoveryPoint;
import dev.muster.events.RecoveryPointId;
import dev.muster.events.RunId;
import dev.muster.plan.PlanId;
import dev.muster.plan.SiteId;
import java.util.Locale;
import java.util.Map;

/**
 * How things are called at Velero, and what of a name is the same at every site: a backup is known
 * by its own name and the place where it lies, never by its object, which each site has its own of.
 */
final class Identity {

    static final String MANAGED_BY = "app.kubernetes.io/managed-by";
    static final String US = "muster";
    static final String PLAN = "muster.dev/plan";
    static final String PROTECTION = "muster.dev/protection";
    static final String SITE = "muster.dev/site";
    static final String RUN = "muster.dev/run";

    private static final int LONGEST = 63;
    private static final String BACKUPS = "/backups/";

    private Identity() {}

    /** Velero appends the time of each backup; two sites never make the same name. */
    static String schedule(PlanId plan, String protection, SiteId site) {
        return bounded(plan + "-" + protection + "-" + site);
    }

    /** The one object that a run makes, however often it is begun. */
    static String ofRun(RunId run) {
        return bounded(run.value());
    }

    static RecoveryPointId point(String backup, Location location) {
        return new RecoveryPointId(backup + "-" + digest(location.address()));
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

    static Map<String, String> labels(PlanId plan, String protection, SiteId site) {
        return Map.of(
                MANAGED_BY, US, PLAN, plan.value(), PROTECTION, protection, SITE, site.value());
    }

    /** What Velero can use as a name and as a label's value alike. */
    private static String bounded(String text) {
        var plain = text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
        var trimmed = plain.replaceAll("^-|-$", "");
        if (trimmed.equals(text) && text.length() <= LONGEST) {
            return text;
        }
        var end = "-" + digest(text);
        return trimmed.substring(0, Math.min(trimmed.length(), LONGEST - end.length())) + end;
    }

    private static String digest(String text) {
        return String.format(Locale.ROOT, "%08x", text.hashCode());
    }
}
