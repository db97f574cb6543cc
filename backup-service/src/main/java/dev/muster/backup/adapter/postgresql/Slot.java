package dev.muster.backup.adapter.postgresql;

import dev.muster.plan.PlanId;
import java.util.Locale;

/** The replication slot that keeps the log of a protection until it was shipped. */
final class Slot {

    private static final int LONGEST = 63;

    private Slot() {}

    /** A name PostgreSQL allows: lower-case letters, digits and {@code _}, at most 63. */
    static String of(PlanId plan, String protection) {
        var name =
                ("muster_" + plan + "_" + protection)
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^a-z0-9_]", "_");
        if (name.length() <= LONGEST) {
            return name;
        }
        var hash = Integer.toHexString((plan + "/" + protection).hashCode());
        return name.substring(0, LONGEST - hash.length() - 1) + "_" + hash;
    }
}
