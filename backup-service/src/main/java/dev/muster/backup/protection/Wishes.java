package dev.muster.backup.protection;

import dev.muster.backup.catalog.Selection;
import dev.muster.backup.protection.Run.Purpose;
import dev.muster.backup.verification.Ladder;
import dev.muster.events.BackupEvent.BackupRequestRefused;
import dev.muster.events.BackupEvent.BackupRequested;
import dev.muster.events.BackupEvent.RestoreRequested;
import dev.muster.events.BackupEvent.VerificationRequested;
import dev.muster.events.RunId;
import dev.muster.plan.Assurance.Engine;
import dev.muster.plan.Assurance.Engine.Velero;
import dev.muster.plan.Assurance.Level;
import dev.muster.plan.Assurance.Protection;
import dev.muster.plan.OwnEngine;
import dev.muster.plan.ResourceBackup;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What people and other services ask for; the same wish twice is one. */
final class Wishes {

    static final String NO_PLAN = "the plan is not declared";

    private Wishes() {}

    static void backUp(Turn turn, BackupRequested wish) {
        if (!turn.isNew(wish.requestId())) {
            return;
        }
        var wanted =
                turn.protections().stream()
                        .filter(
                                one ->
                                        wish.protection().isEmpty()
                                                || wish.protection().get().equals(one.name()))
                        .toList();
        var trouble = new ArrayList<String>();
        if (turn.declared.isEmpty()) {
            trouble.add(NO_PLAN);
        } else if (wanted.isEmpty()) {
            trouble.add(unknown(turn, wish.protection().orElse("")));
        }
        wanted.stream()
                .map(one -> EngineRuns.of(turn, one))
                .filter(runs -> runs.take().isEmpty())
                .forEach(
                        runs ->
                                trouble.add(
                                        "'"
                                                + runs.protection()
                                                + "' cannot be backed up at "
                                                + runs.source()
                                                + ": the plan does not say how it is reached"
                                                + " there"));
        if (refused(turn, wish, wish.requestId(), trouble)) {
            return;
        }
        for (var protection : wanted) {
            Upkeep.take(turn, protection.name(), EngineRuns.of(turn, protection), wish.requestId());
        }
    }

    static void verify(Turn turn, VerificationRequested wish) {
        if (!turn.isNew(wish.requestId())) {
            return;
        }
        var trouble = new ArrayList<String>();
        var point = turn.catalogue.point(wish.point());
        var protection = point.flatMap(known -> turn.protection(known.protection()));
        if (turn.declared.isEmpty()) {
            trouble.add(NO_PLAN);
        } else if (point.isEmpty()) {
            trouble.add("there is no recovery point " + wish.point());
        } else if (protection.isEmpty()) {
            trouble.add("its protection '" + point.get().protection() + "' is not declared");
        } else if (!protection.get().engine().highest().reaches(wish.level())) {
            trouble.add("it is restored cut off, and serves nobody: ask for readable or restored");
        }
        if (wish.level() == Level.RECORDED) {
            trouble.add("every point is recorded; ask for readable, restored or serving");
        }
        if (refused(turn, wish, wish.requestId(), trouble)) {
            return;
        }
        Upkeep.attempt(
                turn,
                EngineRuns.of(turn, protection.orElseThrow()),
                new Ladder.Trial(point.orElseThrow(), wish.level()),
                turn.planId() + "-" + wish.requestId());
    }

    static void restore(Turn turn, RestoreRequested wish) {
        if (!turn.isNew(wish.requestId())) {
            return;
        }
        var trouble = new ArrayList<String>();
        var protection = turn.protection(wish.protection());
        var choice =
                Selection.upTo(turn.catalogue, wish.protection(), wish.upTo().orElse(Instant.MAX));
        if (turn.declared.isEmpty()) {
            trouble.add(NO_PLAN);
        } else {
            if (protection.isEmpty()) {
                trouble.add(unknown(turn, wish.protection()));
            } else if (inCluster(protection.get().engine()).isPresent()) {
                trouble.add(
                        "'"
                                + wish.protection()
                                + "' "
                                + inCluster(protection.get().engine()).get());
            } else if (choice.isEmpty()) {
                trouble.add(
                        "no recovery point of '"
                                + wish.protection()
                                + "' holds a moment "
                                + wish.upTo().map(at -> "up to " + at).orElse("at all"));
            }
            if (!turn.plan().plan().sites().all().contains(wish.site())) {
                trouble.add(
                        wish.site()
                                + " is not a site of the plan; one of "
                                + turn.plan().plan().sites().all());
            }
        }
        if (refused(turn, wish, wish.requestId(), trouble)) {
            return;
        }
        EngineRuns.of(turn, protection.orElseThrow())
                .restore(wish, choice.orElseThrow().from().point())
                .ifPresent(
                        order ->
                                turn.begin(
                                        new RunId(turn.planId() + "-" + wish.requestId()),
                                        wish.protection(),
                                        Purpose.RESTORE,
                                        order));
    }

    /** Why what an engine keeps goes into no folder. */
    private static Optional<String> inCluster(Engine engine) {
        return switch (engine) {
            case Velero _ ->
                    Optional.of(
                            "holds Kubernetes objects, which go into no folder: ask for objects");
            case ResourceBackup _ ->
                    Optional.of("is restored by its own operator, inside the cluster");
            case OwnEngine _ -> Optional.empty();
        };
    }

    static String unknown(Turn turn, String name) {
        return "the plan has no protection"
                + (name.isEmpty() ? "" : " '" + name + "'")
                + turn.protections().stream()
                        .map(Protection::name)
                        .collect(Collectors.joining(", ", "; it has: ", ""));
    }

    static boolean refused(
            Turn turn, dev.muster.events.BackupEvent wish, String requestId, List<String> trouble) {
        if (!trouble.isEmpty()) {
            turn.say(new BackupRequestRefused(wish.plan(), requestId, trouble, turn.now));
        }
        return !trouble.isEmpty();
    }
}
