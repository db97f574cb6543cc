package dev.muster.backup.adapter.postgresql;

import dev.muster.events.RunId;
import dev.muster.plan.PlanId;
import java.util.Locale;

/** The replication slot that keeps the log of a protection until it was shipped. */
final class Slot {

    private static final int LONGEST = 63;

    private Slot() {}

    /** A name PostgreSQL allows: lower-case letters, digits and {@code _}, at most 63. */
    static String of(PlanId plan, String protection) {
        return bounded("muster_" + plan + "_" + protection, plan + "/" + protection);
    }

    /** One that goes with the session that a base backup is read over. */
    static String temporary(RunId run) {
        return bounded("muster_base_" + run, run.value());
    }

    private static String bounded(String text, String whole) {
        var name = text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9_]", "_");
        if (name.length() <= LONGEST) {
            return name;
        }
        var hash = Integer.toHexString(whole.hashCode());
        return name.substring(0, LONGEST - hash.length() - 1) + "_" + hash;
    }
}
