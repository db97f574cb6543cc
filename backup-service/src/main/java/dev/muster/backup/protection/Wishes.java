package dev.muster.backup.protection;

import dev.muster.backup.catalog.Selection;
import dev.muster.backup.protection.Run.Purpose;
import dev.muster.backup.verification.Ladder;
import dev.muster.events.BackupAction.RestorePostgres;
import dev.muster.events.BackupEvent.BackupRequestRefused;
import dev.muster.events.BackupEvent.BackupRequested;
import dev.muster.events.BackupEvent.RestoreRequested;
import dev.muster.events.BackupEvent.VerificationRequested;
import dev.muster.events.RunId;
import dev.muster.plan.Assurance.Engine.PostgresqlBackup;
import dev.muster.plan.Assurance.Engine.Velero;
import dev.muster.plan.Assurance.Level;
import dev.muster.plan.Assurance.Protection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
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
        if (refused(turn, wish, wish.requestId(), trouble)) {
            return;
        }
        for (var protection : wanted) {
            switch (protection.engine()) {
                case PostgresqlBackup backup ->
                        Upkeep.base(turn, protection, backup, wish.requestId());
                case Velero velero -> VeleroRuns.take(turn, protection, velero, wish.requestId());
            }
        }
    }

    static void verify(Turn turn, VerificationRequested wish) {
        if (!turn.isNew(wish.requestId())) {
            return;
        }
        var trouble = new ArrayList<String>();
        var point = turn.catalogue.point(wish.point());
        if (turn.declared.isEmpty()) {
            trouble.add(NO_PLAN);
        } else if (point.isEmpty()) {
            trouble.add("there is no recovery point " + wish.point());
        } else if (turn.protection(point.get().protection()).isEmpty()) {
            trouble.add("its protection '" + point.get().protection() + "' is not declared");
        } else if (wish.level() == Level.SERVING
                && turn.protection(point.get().protection()).get().engine() instanceof Velero) {
            trouble.add("what Velero took is restored cut off: ask for readable or restored");
        }
        if (wish.level() == Level.RECORDED) {
            trouble.add("every point is recorded; ask for readable, restored or serving");
        }
        if (refused(turn, wish, wish.requestId(), trouble)) {
            return;
        }
        var trial = new Ladder.Trial(point.orElseThrow(), wish.level());
        var id = turn.planId() + "-" + wish.requestId();
        switch (turn.protection(point.get().protection()).orElseThrow().engine()) {
            case PostgresqlBackup backup -> Trials.begin(turn, backup, trial, id);
            case Velero velero -> VeleroRuns.attempt(turn, velero, trial, id);
        }
    }

    static void restore(Turn turn, RestoreRequested wish) {
        if (!turn.isNew(wish.requestId())) {
            return;
        }
        var trouble = new ArrayList<String>();
        if (turn.declared.isEmpty()) {
            trouble.add(NO_PLAN);
        } else {
            var backups = postgres(turn, wish.protection());
            if (turn.protection(wish.protection())
                    .filter(known -> known.engine() instanceof Velero)
                    .isPresent()) {
                trouble.add(
                        "'"
                                + wish.protection()
                                + "' holds Kubernetes objects, which go into no folder: ask for"
                                + " objects");
            } else if (backups.isEmpty()) {
                trouble.add(unknown(turn, wish.protection()));
            } else if (Selection.upTo(
                            turn.catalogue, wish.protection(), wish.upTo().orElse(Instant.MAX))
                    .isEmpty()) {
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
        turn.begin(
                new RunId(turn.planId() + "-" + wish.requestId()),
                wish.protection(),
                Purpose.RESTORE,
                wish.site(),
                new RestorePostgres(
                        wish.protection(),
                        postgres(turn, wish.protection()).getFirst().to(),
                        wish.upTo(),
                        wish.directory(),
                        wish.port()));
    }

    private static List<PostgresqlBackup> postgres(Turn turn, String protection) {
        return turn.protection(protection).stream()
                .map(Protection::engine)
                .filter(PostgresqlBackup.class::isInstance)
                .map(PostgresqlBackup.class::cast)
                .toList();
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
