package dev.muster.backup.simulation;

import dev.muster.backup.simulation.World.Backup;
import dev.muster.events.BackupEvent.EngineObserved;
import dev.muster.events.BackupEvent.EngineReported;
import dev.muster.events.BackupEvent.Finding;
import dev.muster.events.BackupEvent.Finding.Code;
import dev.muster.events.BackupEvent.LogShipped;
import dev.muster.events.BackupResult;
import dev.muster.events.BackupResult.Failed;
import dev.muster.events.BackupResult.Removed;
import dev.muster.events.BackupResult.Taken;
import dev.muster.events.RecoveryPoint.LogPosition;
import dev.muster.events.RecoveryPointId;
import dev.muster.events.RunId;
import dev.muster.plan.Assurance.Engine.PostgresqlBackup;
import dev.muster.plan.Assurance.Protection;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What runs by itself at each site: who ships the log, and Velero, with who looks at it. */
final class Sites {

    private static final int LOOKS = 3;
    private static final long SAY_AGAIN = 180_000;

    private final World world;
    private final Timeline time;
    private final Chance chance;
    private final Log log;
    private final Host host;
    private final List<Watch> watches = List.of(new Watch(), new Watch());
    private long lastTurn;

    Sites(World world, Log log, Host host) {
        this.world = world;
        this.time = world.time;
        this.chance = world.chance;
        this.log = log;
        this.host = host;
    }

    /** What the service of one site remembers of its Velero. */
    private static final class Watch {
        final Set<String> told = new HashSet<>();
        final Map<RecoveryPointId, Integer> missed = new HashMap<>();
        List<Finding> findings = List.of();
        long saidAt = -SAY_AGAIN;
    }

    void begin() {
        for (var site = 0; site < 2; site++) {
            var here = site;
            time.in(chance.between(1, 20_000), () -> ship(here));
            time.in(chance.between(1, 20_000), () -> round(here));
        }
        time.in(1_000, this::sweep);
    }

    private Optional<Protection> wanted(boolean database) {
        return world.declared.stream()
                .flatMap(known -> known.plan().assurance().protection().stream())
                .filter(one -> one.engine() instanceof PostgresqlBackup == database)
                .findFirst();
    }

    private void ship(int site) {
        var here = world.sites[site];
        var writes = world.primary == site || time.now() < here.zombieUntil;
        if (here.up && here.ships && writes && world.storeAnswers) {
            wanted(true)
                    .filter(
                            one ->
                                    one.engine() instanceof PostgresqlBackup backup
                                            && backup.continuousWal())
                    .ifPresent(one -> log.report(shipped(site, one.name())));
        }
        time.in(chance.between(12_000, 25_000), () -> ship(site));
    }

    private LogShipped shipped(int site, String protection) {
        var now = world.clock(site);
        return new LogShipped(
                Setup.SHOP,
                protection,
                Setup.SITES.get(site),
                new LogPosition(1, "0/" + Long.toHexString(time.now())),
                now.minusMillis(chance.between(500, 4_000)),
                world.gaps,
                now);
    }

    /** One look of a site's service at its Velero. */
    private void round(int site) {
        if (world.sites[site].up && wanted(false).isPresent()) {
            var watch = watches.get(site);
            if (!world.healed && chance.onceIn(60)) {
                watch.told.clear();
            }
            if (world.sites[site].engineInstalled) {
                takeTurn(site);
                if (world.storeAnswers) {
                    tell(site, watch);
                    miss(site, watch);
                }
            }
            observe(site, watch);
        }
        time.in(chance.between(8_000, 25_000), () -> round(site));
    }

    /** Velero begins by its own schedule, at the active site. */
    private void takeTurn(int site) {
        var turn = world.clock(site).toEpochMilli() / Setup.TURN.toMillis();
        if (site == world.primary && turn > lastTurn) {
            lastTurn = turn;
            world.begin(
                    "shop-cluster-" + Setup.SITES.get(site) + "-" + turn, site, Optional.empty());
        }
    }

    private void tell(int site, Watch watch) {
        for (var backup : List.copyOf(world.backups.values())) {
            var lag = backup.site() == site ? 0 : 60_000;
            if (backup.endsAt() + lag <= time.now() && watch.told.add(backup.name())) {
                var stored = Optional.ofNullable(world.bucket.get(backup.id()));
                stored.ifPresent(found -> world.oracle.read(found.point()));
                say(
                        site,
                        backup.told(),
                        stored.<BackupResult>map(found -> new Taken(found.point()))
                                .orElseGet(() -> new Failed(List.of("a hook failed"))),
                        endOf(backup));
            }
        }
    }

    private Instant endOf(Backup backup) {
        return World.EPOCH.plusMillis(backup.endsAt() + world.sites[backup.site()].clockOffset);
    }

    /** Gone is what was not found in several looks from beginning to end. */
    private void miss(int site, Watch watch) {
        var known =
                host.state().stream()
                        .flatMap(state -> state.catalogue().of(Setup.CLUSTER))
                        .map(one -> one.point().id())
                        .toList();
        watch.missed.keySet().retainAll(known);
        for (var id : known) {
            if (world.bucket.containsKey(id)) {
                watch.missed.remove(id);
            } else if (watch.missed.merge(id, 1, Integer::sum) >= LOOKS) {
                world.oracle.foundGone(id);
                say(site, new RunId(id.value()), new Removed("no longer there"), world.clock(site));
            }
        }
    }

    private void say(int site, RunId run, BackupResult result, Instant at) {
        log.report(
                new EngineReported(
                        Setup.SHOP,
                        run,
                        Setup.CLUSTER,
                        "velero",
                        Setup.SITES.get(site),
                        result,
                        at));
    }

    private void observe(int site, Watch watch) {
        List<Finding> now =
                world.sites[site].engineInstalled
                        ? List.of()
                        : List.of(
                                new Finding(
                                        Code.ENGINE_MISSING,
                                        Optional.of(Setup.CLUSTER),
                                        Setup.SITES.get(site) + ": Velero is not installed",
                                        "install it"));
        if (!now.equals(watch.findings) || time.now() - watch.saidAt >= SAY_AGAIN) {
            watch.findings = now;
            watch.saidAt = time.now();
            log.report(
                    new EngineObserved(
                            Setup.SHOP,
                            Setup.CLUSTER,
                            "velero",
                            Setup.SITES.get(site),
                            now,
                            world.clock(site)));
        }
    }

    /** Velero lets go what has outlived its time, and forgets failures of long ago. */
    private void sweep() {
        var now = World.EPOCH.plusMillis(time.now());
        for (var backup : List.copyOf(world.backups.values())) {
            if (endOf(backup).plus(world.setup.retention).isBefore(now)) {
                world.remove(backup.id());
                world.backups.remove(backup.name());
            }
        }
        time.in(30_000, this::sweep);
    }
}
