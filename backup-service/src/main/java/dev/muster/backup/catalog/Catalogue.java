package dev.muster.backup.catalog;

import dev.muster.events.BackupEvent.TrialOutcome;
import dev.muster.events.RecoveryPoint;
import dev.muster.events.RecoveryPointId;
import dev.muster.plan.Assurance.Level;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * The recovery points of one plan, over all engines.
 *
 * @param points in the order of the moments they hold, oldest first
 * @param logs how far the log of a protection lies in its bucket
 */
public record Catalogue(List<KnownPoint> points, Map<String, ShippedLog> logs) {

    /** More points of one plan than any retention needs; beyond, the oldest are forgotten. */
    public static final int MOST_POINTS = 2_000;

    public static final Catalogue EMPTY = new Catalogue(List.of(), Map.of());

    private static final Comparator<KnownPoint> BY_MOMENT =
            Comparator.comparing((KnownPoint known) -> known.point().asOf())
                    .thenComparing(known -> known.point().id());

    public Catalogue {
        points = List.copyOf(points);
        logs = Map.copyOf(logs);
    }

    public Optional<KnownPoint> point(RecoveryPointId id) {
        return points.stream().filter(known -> known.point().id().equals(id)).findFirst();
    }

    /** The points of a protection, oldest first. */
    public Stream<KnownPoint> of(String protection) {
        return points.stream().filter(known -> known.protection().equals(protection));
    }

    public Optional<KnownPoint> newest(String protection) {
        return of(protection).reduce((_, later) -> later);
    }

    public Optional<ShippedLog> log(String protection) {
        return Optional.ofNullable(logs.get(protection));
    }

    /** A point that is heard of again says nothing new. */
    public Catalogue with(RecoveryPoint point) {
        if (point(point.id()).isPresent()) {
            return this;
        }
        var more = new ArrayList<>(points);
        more.add(KnownPoint.recorded(point));
        more.sort(BY_MOMENT);
        return new Catalogue(
                more.subList(Math.max(0, more.size() - MOST_POINTS), more.size()), logs);
    }

    public Catalogue without(RecoveryPointId id) {
        return new Catalogue(
                points.stream().filter(known -> !known.point().id().equals(id)).toList(), logs);
    }

    /** The point was tried on a rung, and showed it, did not, or could not be tried at all. */
    public Catalogue tried(
            RecoveryPointId id,
            Level rung,
            TrialOutcome outcome,
            List<String> reasons,
            Instant at) {
        return changed(
                id,
                known ->
                        switch (outcome) {
                            case PASSED -> known.passed(rung, at);
                            case FAILED -> known.failed(rung, reasons, at);
                            case UNDECIDED -> known.undecided(reasons, at);
                        });
    }

    private Catalogue changed(RecoveryPointId id, UnaryOperator<KnownPoint> change) {
        return new Catalogue(
                points.stream()
                        .map(known -> known.point().id().equals(id) ? change.apply(known) : known)
                        .toList(),
                logs);
    }

    /** What was shipped once stays reachable: the moment never goes back. */
    public Catalogue shipped(String protection, ShippedLog log) {
        var before = log(protection);
        var next = new LinkedHashMap<>(logs);
        next.put(
                protection,
                before.filter(known -> known.reachableTo().isAfter(log.reachableTo()))
                        .map(
                                known ->
                                        new ShippedLog(
                                                known.position(),
                                                known.reachableTo(),
                                                log.gaps(),
                                                log.heardAt()))
                        .orElse(log));
        return new Catalogue(points, next);
    }
}
