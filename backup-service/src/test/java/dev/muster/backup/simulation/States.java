package dev.muster.backup.simulation;

import dev.muster.backup.catalog.Catalogue;
import dev.muster.backup.catalog.KnownPoint;
import dev.muster.backup.protection.PlanProtection;
import dev.muster.backup.protection.Run;
import dev.muster.events.BackupEvent.Finding;
import dev.muster.events.RunId;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** States with one thing in them that is not so. */
final class States {

    private States() {}

    static PlanProtection withRuns(PlanProtection state, Map<RunId, Run> runs) {
        return of(
                state,
                state.catalogue(),
                runs,
                state.findings(),
                state.removalsFrom(),
                state.handled());
    }

    static PlanProtection eachRun(PlanProtection state, UnaryOperator<Run> change) {
        var runs = new HashMap<>(state.runs());
        runs.replaceAll((_, run) -> change.apply(run));
        return withRuns(state, runs);
    }

    static PlanProtection withoutRuns(PlanProtection state, Predicate<Run> unwanted) {
        var runs = new HashMap<>(state.runs());
        runs.values().removeIf(unwanted);
        return withRuns(state, runs);
    }

    static PlanProtection with(PlanProtection state, Catalogue catalogue) {
        return of(
                state,
                catalogue,
                state.runs(),
                state.findings(),
                state.removalsFrom(),
                state.handled());
    }

    static PlanProtection eachPoint(PlanProtection state, UnaryOperator<KnownPoint> change) {
        return with(
                state,
                new Catalogue(
                        state.catalogue().points().stream().map(change).toList(),
                        state.catalogue().logs()));
    }

    static PlanProtection withoutFindings(PlanProtection state) {
        return of(
                state,
                state.catalogue(),
                state.runs(),
                List.of(),
                state.removalsFrom(),
                state.handled());
    }

    static PlanProtection withoutRest(PlanProtection state) {
        return of(
                state,
                state.catalogue(),
                state.runs(),
                state.findings(),
                Optional.empty(),
                state.handled());
    }

    static PlanProtection withoutMemoryOfWishes(PlanProtection state) {
        return of(
                state,
                state.catalogue(),
                state.runs(),
                state.findings(),
                state.removalsFrom(),
                List.of());
    }

    private static PlanProtection of(
            PlanProtection state,
            Catalogue catalogue,
            Map<RunId, Run> runs,
            List<Finding> findings,
            Optional<Instant> removalsFrom,
            List<String> handled) {
        return new PlanProtection(
                state.declared(),
                state.active(),
                catalogue,
                runs,
                state.attempts(),
                state.extended(),
                findings,
                state.watchedSince(),
                removalsFrom,
                handled,
                state.engines());
    }

    /** The same run, heard of at another time. */
    static Run heard(Run run, Instant at) {
        return new Run(
                run.id(),
                run.protection(),
                run.purpose(),
                run.site(),
                run.action(),
                run.attempt(),
                run.begunAt(),
                at,
                Optional.empty());
    }

    static KnownPoint proven(KnownPoint point, Optional<Instant> at) {
        return new KnownPoint(point.point(), point.level(), at, point.triedAt(), point.trouble());
    }
}
