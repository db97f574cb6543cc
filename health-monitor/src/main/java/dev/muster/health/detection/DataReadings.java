package dev.muster.health.detection;

import dev.muster.events.HealthEvent.Replication;
import dev.muster.events.HealthEvent.VantageEvidence;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** What the vantages read of the replication of a site's data. */
final class DataReadings {

    private DataReadings() {}

    /** The oldest of the data sets counts, and of each the best that any vantage knows. */
    static Optional<Instant> currentAsOf(List<VantageEvidence> evidence, List<String> probes) {
        var each = new ArrayList<Instant>(probes.size());
        for (var probe : probes) {
            var known = new ArrayList<Instant>(evidence.size());
            for (var e : evidence) {
                replication(e, probe).flatMap(Replication::currentAsOf).ifPresent(known::add);
            }
            if (known.isEmpty()) {
                return Optional.empty();
            }
            each.add(Collections.max(known));
        }
        return each.isEmpty() ? Optional.empty() : Optional.of(Collections.min(each));
    }

    /** Whether a standby heard its primary within the limit, as seen by a report still fresh. */
    static boolean receiving(
            List<VantageEvidence> evidence, List<String> probes, Duration limit, Instant now) {
        for (var e : evidence) {
            var age = e.heardAt().map(at -> Duration.between(at, now)).orElse(limit);
            for (var probe : age.compareTo(limit) < 0 ? probes : List.<String>of()) {
                var silence = replication(e, probe).flatMap(Replication::sinceLastMessage);
                if (silence.isPresent() && silence.get().plus(age).compareTo(limit) < 0) {
                    return true;
                }
            }
        }
        return false;
    }

    private static Optional<Replication> replication(VantageEvidence evidence, String probe) {
        for (var reading : evidence.readings()) {
            if (reading.probe().equals(probe)) {
                return reading.replication();
            }
        }
        return Optional.empty();
    }
}
