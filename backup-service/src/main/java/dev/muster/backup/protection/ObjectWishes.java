package dev.muster.backup.protection;

import dev.muster.backup.catalog.KnownPoint;
import dev.muster.backup.catalog.Selection;
import dev.muster.backup.protection.Run.Purpose;
import dev.muster.events.BackupEvent.ObjectsRestoreRequested;
import dev.muster.events.BackupEvent.RemovalRequested;
import dev.muster.events.RunId;
import dev.muster.plan.Assurance.Engine.Velero;
import dev.muster.plan.Assurance.Protection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** Wishes that name a point: its Kubernetes objects back, or the point gone. */
final class ObjectWishes {

    private ObjectWishes() {}

    static void restore(Turn turn, ObjectsRestoreRequested wish) {
        if (!turn.isNew(wish.requestId())) {
            return;
        }
        var trouble = new ArrayList<String>();
        var velero =
                turn.protection(wish.protection())
                        .map(Protection::engine)
                        .filter(Velero.class::isInstance)
                        .map(Velero.class::cast);
        var point = wanted(turn, wish);
        if (turn.declared.isEmpty()) {
            trouble.add(Wishes.NO_PLAN);
        } else if (velero.isEmpty()) {
            trouble.add(
                    turn.protection(wish.protection())
                            .map(_ -> "'" + wish.protection() + "' holds no Kubernetes objects")
                            .orElseGet(() -> Wishes.unknown(turn, wish.protection())));
        } else {
            if (point.isEmpty()) {
                trouble.add("no recovery point of '" + wish.protection() + "' is what is wanted");
            }
            if (!turn.plan().plan().sites().all().contains(wish.site())) {
                trouble.add(
                        wish.site()
                                + " is not a site of the plan; one of "
                                + turn.plan().plan().sites().all());
            }
            var unknown = new TreeSet<>(wish.how().namespaces().keySet());
            unknown.removeAll(velero.get().namespaces());
            if (!unknown.isEmpty()) {
                trouble.add(
                        "namespaces that are not in it: "
                                + String.join(", ", unknown)
                                + "; it holds "
                                + String.join(", ", new TreeSet<>(velero.get().namespaces())));
            }
        }
        if (!Wishes.refused(turn, wish, wish.requestId(), trouble)) {
            new VeleroRuns(turn, wish.protection(), velero.orElseThrow())
                    .restore(point.orElseThrow().point(), wish.site(), wish.how())
                    .ifPresent(
                            order ->
                                    turn.begin(
                                            new RunId(turn.planId() + "-" + wish.requestId()),
                                            wish.protection(),
                                            Purpose.RESTORE,
                                            order));
        }
    }

    private static Optional<KnownPoint> wanted(Turn turn, ObjectsRestoreRequested wish) {
        return wish.point().isPresent()
                ? turn.catalogue
                        .point(wish.point().get())
                        .filter(known -> known.protection().equals(wish.protection()))
                : Selection.upTo(turn.catalogue, wish.protection(), wish.upTo().orElse(Instant.MAX))
                        .map(Selection.Choice::from);
    }

    /** Whatever anybody wishes, the newest proven point of a protection stays. */
    static void remove(Turn turn, RemovalRequested wish) {
        if (!turn.isNew(wish.requestId())) {
            return;
        }
        var trouble = new ArrayList<String>();
        var point = turn.catalogue.point(wish.point());
        if (turn.declared.isEmpty()) {
            trouble.add(Wishes.NO_PLAN);
        } else if (point.isEmpty()) {
            trouble.add("there is no recovery point " + wish.point());
        } else if (turn.protection(point.get().protection()).isEmpty()) {
            trouble.add("its protection '" + point.get().protection() + "' is not declared");
        } else {
            trouble.addAll(keeps(turn, point.get()));
        }
        if (Wishes.refused(turn, wish, wish.requestId(), trouble)) {
            return;
        }
        var known = point.orElseThrow().point();
        EngineRuns.of(turn, turn.protection(known.protection()).orElseThrow())
                .removal(known)
                .ifPresent(
                        order ->
                                turn.begin(
                                        new RunId(turn.planId() + "-" + wish.requestId()),
                                        known.protection(),
                                        Purpose.REMOVAL,
                                        order));
    }

    private static List<String> keeps(Turn turn, KnownPoint point) {
        var others =
                turn.staying().of(point.protection()).filter(known -> !known.equals(point)).count();
        var newestProven =
                turn.catalogue
                        .of(point.protection())
                        .filter(KnownPoint::proven)
                        .reduce((_, later) -> later);
        if (newestProven.filter(point::equals).isPresent()) {
            return List.of("it is the newest point that is proven: prove a newer one first");
        }
        return others == 0
                ? List.of("it is the only point that stays: take another one first")
                : List.of();
    }
}
