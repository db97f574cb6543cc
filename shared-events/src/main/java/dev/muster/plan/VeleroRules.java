package dev.muster.plan;

import dev.muster.plan.Assurance.Engine;
import dev.muster.plan.Assurance.Protection;
import java.time.ZoneOffset;
import java.util.TreeSet;

/** What Velero would refuse, or do otherwise than was meant. */
final class VeleroRules {

    private VeleroRules() {}

    static void check(String at, Protection protection, Engine.Velero velero, Faults faults) {
        zone(at, protection, faults);
        var options = velero.options().orElse(VeleroOptions.NONE);
        var both = new TreeSet<>(options.includedResources());
        both.retainAll(options.excludedResources());
        if (!both.isEmpty()) {
            faults.follows(
                    at + ".velero.excludedResources",
                    String.join(", ", both) + " is included too",
                    "Leave it out of one of the two lists.",
                    at + ".velero.includedResources");
        }
        if (options.snapshotMoveData() && !velero.snapshotVolumes()) {
            faults.follows(
                    at + ".velero.snapshotMoveData",
                    "no snapshots are taken whose data could be moved",
                    "Set snapshotVolumes: true, or leave snapshotMoveData out.",
                    at + ".velero.snapshotVolumes");
        }
        for (int i = 0; i < options.hooks().size(); i++) {
            var beyond = new TreeSet<>(options.hooks().get(i).namespaces());
            beyond.removeAll(velero.namespaces());
            if (!beyond.isEmpty()) {
                faults.follows(
                        at + ".velero.hooks[" + i + "].namespaces",
                        String.join(", ", beyond) + " is not backed up here",
                        "Name one of "
                                + String.join(", ", new TreeSet<>(velero.namespaces()))
                                + ".",
                        at + ".velero.namespaces");
            }
        }
    }

    /** Velero reads {@code CRON_TZ=} and knows the IANA zones, no offsets. */
    private static void zone(String at, Protection protection, Faults faults) {
        protection
                .schedule()
                .filter(schedule -> schedule.timeZone() instanceof ZoneOffset)
                .filter(schedule -> !schedule.timeZone().equals(ZoneOffset.UTC))
                .ifPresent(
                        schedule ->
                                faults.follows(
                                        at + ".schedule.timeZone",
                                        "Velero knows no zone '" + schedule.timeZone() + "'",
                                        "Name one of the IANA list, such as Europe/Berlin or"
                                                + " UTC."));
    }
}
