package dev.muster.backup.adapter.rest;

import dev.muster.backup.app.Operations;
import dev.muster.backup.catalog.KnownPoint;
import dev.muster.events.BackupEvent;
import dev.muster.events.BackupEvent.BackupCompleted;
import dev.muster.events.BackupEvent.BackupFailed;
import dev.muster.events.BackupEvent.RecoveryPointExpired;
import dev.muster.events.BackupEvent.RecoveryPointVerified;
import dev.muster.events.BackupEvent.RemovalFailed;
import dev.muster.events.BackupEvent.RestoreCompleted;
import dev.muster.events.BackupEvent.RestoreFailed;
import dev.muster.events.BackupEvent.TrialOutcome;
import dev.muster.events.BackupResult;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The answers of the service, as their readers see them. */
final class Views {

    private Views() {}

    /**
     * A recovery point.
     *
     * @param level how far it is proven: recorded, readable, restored or serving
     * @param trouble what its last trial missed
     * @param objects what its engine counts
     */
    record PointView(
            String id,
            String plan,
            String protection,
            String engine,
            String site,
            @Nullable String data,
            Instant asOf,
            Instant completedAt,
            @Nullable Instant expiresAt,
            long bytes,
            long objects,
            String location,
            String level,
            @Nullable Instant provenAt,
            @Nullable Instant triedAt,
            List<String> trouble) {

        static PointView of(String plan, KnownPoint known) {
            var point = known.point();
            return new PointView(
                    point.id().value(),
                    plan,
                    point.protection(),
                    point.engine(),
                    point.site().value(),
                    point.of().orElse(null),
                    point.asOf(),
                    point.completedAt(),
                    point.expiresAt().orElse(null),
                    point.bytes(),
                    point.objects(),
                    point.location(),
                    lower(known.level()),
                    known.provenAt().orElse(null),
                    known.triedAt().orElse(null),
                    known.trouble());
        }
    }

    /** What is not as it should be. */
    record FindingView(String code, @Nullable String protection, String detail, String remedy) {
        static FindingView of(BackupEvent.Finding finding) {
            return new FindingView(
                    lower(finding.code()),
                    finding.protection().orElse(null),
                    finding.detail(),
                    finding.remedy());
        }
    }

    /**
     * What one run of an operation does, and how far it is.
     *
     * @param status waiting, running, done or failed
     * @param share of it done, from 0 to 1, where that is known
     * @param restoredAt where restored data are reached
     */
    record RunState(
            String run,
            String site,
            String status,
            String detail,
            @Nullable Double share,
            @Nullable String point,
            @Nullable String restoredAt,
            @Nullable Instant currentAsOf,
            @Nullable Duration took,
            List<String> reasons) {

        static RunState of(Operations.RunView view) {
            var run = view.command().run().value();
            var site = view.command().site().value();
            return view.outcome()
                    .map(outcome -> ended(run, site, outcome))
                    .orElseGet(() -> open(run, site, view));
        }

        private static RunState open(String run, String site, Operations.RunView view) {
            var seen = view.reported().map(report -> report.result());
            if (seen.isPresent() && seen.get() instanceof BackupResult.Underway underway) {
                return new RunState(
                        run,
                        site,
                        "running",
                        underway.detail(),
                        underway.share().orElse(null),
                        null,
                        null,
                        null,
                        null,
                        List.of());
            }
            var waits =
                    seen.isPresent() && seen.get() instanceof BackupResult.Unavailable unavailable
                            ? unavailable.detail()
                            : "commanded, attempt " + view.command().attempt();
            return state(run, site, "waiting", waits, Optional.empty(), List.of());
        }

        private static RunState ended(String run, String site, BackupEvent outcome) {
            return switch (outcome) {
                case BackupCompleted done ->
                        state(
                                run,
                                site,
                                "done",
                                "as of " + done.point().asOf(),
                                Optional.of(done.point().id().value()),
                                List.of());
                case RecoveryPointVerified tried ->
                        new RunState(
                                run,
                                site,
                                tried.outcome() == TrialOutcome.PASSED ? "done" : "failed",
                                lower(tried.level()),
                                1.0,
                                tried.point().value(),
                                null,
                                null,
                                tried.took(),
                                tried.reasons());
                case RestoreCompleted restored ->
                        new RunState(
                                run,
                                site,
                                "done",
                                "restored",
                                1.0,
                                restored.point().value(),
                                restored.restoredAt(),
                                restored.currentAsOf().orElse(null),
                                restored.took(),
                                List.of());
                case BackupFailed failed ->
                        state(run, site, "failed", "", Optional.empty(), failed.reasons());
                case RestoreFailed failed ->
                        state(run, site, "failed", "", Optional.empty(), failed.reasons());
                case RemovalFailed failed ->
                        state(run, site, "failed", "", Optional.empty(), failed.reasons());
                case RecoveryPointExpired gone ->
                        state(
                                run,
                                site,
                                "done",
                                gone.reason(),
                                Optional.of(gone.point().value()),
                                List.of());
                default -> state(run, site, "done", "", Optional.empty(), List.of());
            };
        }

        private static RunState state(
                String run,
                String site,
                String status,
                String detail,
                Optional<String> point,
                List<String> reasons) {
            return new RunState(
                    run, site, status, detail, null, point.orElse(null), null, null, null, reasons);
        }
    }

    static String lower(Enum<?> word) {
        return word.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
