package dev.muster.backup.simulation;

import dev.muster.backup.catalog.KnownPoint;
import dev.muster.events.BackupEvent;
import dev.muster.events.BackupEvent.BackupRequested;
import dev.muster.events.BackupEvent.ObjectsRestoreRequested;
import dev.muster.events.BackupEvent.RemovalRequested;
import dev.muster.events.BackupEvent.RestoreRequested;
import dev.muster.events.BackupEvent.VerificationRequested;
import dev.muster.events.ObjectsRestore;
import dev.muster.events.RecoveryPointId;
import dev.muster.plan.Assurance.Level;
import dev.muster.plan.SiteId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Whoever asks for something, more than once when the answer takes long, and not always wisely. */
final class People {

    private static final String WHO = "ada";
    private static final int MOST = 60;

    private final World world;
    private final Chance chance;
    private final Log log;
    private final Host host;
    private final List<BackupEvent> wishes = new ArrayList<>();
    private final int patience;

    People(World world, Log log, Host host) {
        this.world = world;
        this.chance = world.chance;
        this.log = log;
        this.host = host;
        patience = chance.onceIn(3) ? 90_000 : 600_000;
    }

    void begin() {
        world.time.in(chance.between(1_000, patience), this::ask);
    }

    private void ask() {
        if (world.healed || wishes.size() >= MOST) {
            return;
        }
        if (!wishes.isEmpty() && chance.onceIn(4)) {
            world.oracle.tally.see("a wish is repeated");
            log.published(wishes.get(chance.below(wishes.size())));
        } else {
            var wish = wish("w" + wishes.size());
            wishes.add(wish);
            log.published(wish);
        }
        if (chance.onceIn(6)) {
            // Two people at the same time.
            world.time.in(chance.between(0, 40), this::ask);
        } else {
            begin();
        }
    }

    private BackupEvent wish(String id) {
        var now = Instant.EPOCH.plusMillis(world.time.now());
        return switch (chance.below(9)) {
            case 0, 1 ->
                    new BackupRequested(
                            Setup.SHOP,
                            id,
                            chance.onceIn(3) ? Optional.empty() : Optional.of(protection()),
                            "",
                            WHO,
                            now);
            case 2, 3 ->
                    new VerificationRequested(
                            Setup.SHOP,
                            id,
                            point(),
                            chance.oneOf(List.of(Level.values())),
                            "",
                            WHO,
                            now);
            case 4 ->
                    new RestoreRequested(
                            Setup.SHOP, id, protection(), upTo(), site(), "/r", 0, "", WHO, now);
            case 5 ->
                    new ObjectsRestoreRequested(
                            Setup.SHOP,
                            id,
                            protection(),
                            chance.onceIn(2) ? Optional.empty() : Optional.of(point()),
                            upTo(),
                            site(),
                            new ObjectsRestore(
                                    Map.of(chance.onceIn(5) ? "wiki" : "shop", "old"),
                                    Set.of(),
                                    Set.of(),
                                    false,
                                    false),
                            "",
                            WHO,
                            now);
            default -> new RemovalRequested(Setup.SHOP, id, point(), "", WHO, now);
        };
    }

    private Optional<Instant> upTo() {
        return chance.onceIn(3)
                ? Optional.of(
                        World.EPOCH.plusMillis(
                                world.time.now() - chance.between(0, 2 * 60 * 60_000)))
                : Optional.empty();
    }

    private SiteId site() {
        return chance.onceIn(8) ? new SiteId("north") : Setup.SITES.get(chance.below(2));
    }

    private String protection() {
        return chance.onceIn(8)
                ? "nothing"
                : chance.onceIn(2) ? Setup.CLUSTER : chance.onceIn(4) ? Setup.LEDGER : Setup.ORDERS;
    }

    /** Mostly one of the newest. */
    private RecoveryPointId point() {
        var protection = protection();
        var known =
                host.state().stream()
                        .flatMap(state -> state.catalogue().of(protection))
                        .map(KnownPoint::point)
                        .toList();
        return known.isEmpty() || chance.onceIn(10)
                ? new RecoveryPointId("nowhere")
                : known.get(
                                chance.onceIn(2)
                                        ? known.size() - 1 - chance.below(Math.min(3, known.size()))
                                        : chance.below(known.size()))
                        .id();
    }
}
