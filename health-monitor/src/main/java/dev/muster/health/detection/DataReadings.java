package dev.muster.health.detection;

import dev.muster.events.HealthEvent.ProbeReading;
import dev.muster.events.HealthEvent.Replication;
import dev.muster.events.HealthEvent.VantageEvidence;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** What the vantages read of the replication of a site's data. */
final class DataReadings {

    private DataReadings() {}

    /** The oldest of the data sets counts, and of each the best that any vantage knows. */
    static Optional<Instant> currentAsOf(List<VantageEvidence> evidence, List<String> probes) {
        var each = new ArrayList<Instant>();
        for (var probe : probes) {
            var best =
                    replications(evidence, probe)
                            .map(Replication::currentAsOf)
                            .flatMap(Optional::stream)
                            .max(Comparator.naturalOrder());
            if (best.isEmpty()) {
                return Optional.empty();
            }
            each.add(best.get());
        }
        return each.stream().min(Comparator.naturalOrder());
    }

    /** Whether a standby heard its primary within the limit, as seen by a report still fresh. */
    static boolean receiving(
            List<VantageEvidence> evidence, List<String> probes, Duration limit, Instant now) {
        return evidence.stream()
                .filter(e -> e.heardAt().isPresent())
                .anyMatch(
                        e ->
                                probes.stream()
                                        .flatMap(probe -> replications(List.of(e), probe))
                                        .map(Replication::sinceLastMessage)
                                        .flatMap(Optional::stream)
                                        .map(
                                                silence ->
                                                        silence.plus(
                                                                Duration.between(
                                                                        e.heardAt().orElseThrow(),
                                                                        now)))
                                        .anyMatch(silence -> silence.compareTo(limit) < 0));
    }

    private static Stream<Replication> replications(List<VantageEvidence> evidence, String probe) {
        return evidence.stream()
                .flatMap(e -> e.readings().stream())
                .filter(reading -> reading.probe().equals(probe))
                .map(ProbeReading::replication)
                .flatMap(Optional::stream)
                .filter(Objects::nonNull);
    }
}
