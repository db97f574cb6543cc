package dev.muster.backup.simulation;

import dev.muster.events.PlanEvent.PlanDeclared;
import dev.muster.events.RecoveryPoint;
import dev.muster.events.RecoveryPoint.LogPosition;
import dev.muster.events.RecoveryPointId;
import dev.muster.events.RunId;
import dev.muster.plan.Assurance.Level;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What is really so: two sites, a database, and what lies in the buckets. */
final class World {

    static final Instant EPOCH = Instant.parse("2026-03-01T12:00:00Z");
    private static final LogPosition POSITION = new LogPosition(1, "0/3000148");

    final Timeline time;
    final Chance chance;
    final Setup setup;
    final Oracle oracle;
    final Site[] sites = {new Site(), new Site()};
    final Map<RecoveryPointId, Stored> bucket = new LinkedHashMap<>();
    final Map<RecoveryPointId, Long> goneSince = new HashMap<>();
    final Map<String, Backup> backups = new LinkedHashMap<>();
    private final Set<RunId> effects = new HashSet<>();
    private final Invariant once =
            new Invariant("P4 One effect", "one run brings one backup into being at most") {};

    /** What the services at the sites have read of the plan. */
    Optional<PlanDeclared> declared = Optional.empty();

    int primary;
    boolean storeAnswers = true;
    boolean storeLocks;
    boolean room = true;
    List<String> gaps = List.of();
    boolean healed;

    World(Timeline time, Chance chance, Setup setup, Oracle oracle) {
        this.time = time;
        this.chance = chance;
        this.setup = setup;
        this.oracle = oracle;
    }

    /** One site and what does not work there. */
    static final class Site {
        boolean up = true;
        boolean databaseAnswers = true;
        boolean databaseRefuses;
        boolean engineInstalled = true;
        boolean ships = true;
        long zombieUntil;
        long clockOffset;
    }

    /**
     * What lies in a bucket.
     *
     * @param failsFrom the lowest rung on which it will be found wanting
     */
    record Stored(RecoveryPoint point, Optional<Level> failsFrom) {
        boolean holds(Level rung) {
            return failsFrom.isEmpty() || rung.compareTo(failsFrom.get()) < 0;
        }
    }

    /** A Backup object of Velero: how it will end, once it has. */
    record Backup(
            String name, int site, Optional<RunId> run, long endsAt, boolean fails, Instant begun) {
        RecoveryPointId id() {
            return new RecoveryPointId(name + "-5f3759df");
        }

        RunId told() {
            return run.orElseGet(() -> new RunId(id().value()));
        }
    }

    Instant clock(int site) {
        return EPOCH.plusMillis(time.now() + sites[site].clockOffset);
    }

    /** A command that waited while its site was away may come when all was taken away again. */
    private void come(RunId run, RecoveryPointId id) {
        once.hold(effects.add(run) || goneSince.containsKey(id), run, " made a second one");
    }

    /** A base backup of a running server lies in the bucket now. */
    void base(RunId run, String protection, int site) {
        var now = clock(site);
        var id = new RecoveryPointId(run.value());
        come(run, id);
        keep(
                new RecoveryPoint(
                        id,
                        protection,
                        "postgresql",
                        Setup.SITES.get(site),
                        Optional.of(Setup.ORDERS),
                        now.minusSeconds(1),
                        now,
                        Optional.empty(),
                        1 << 20,
                        100,
                        "s3://backups/" + id,
                        Optional.of(POSITION)));
    }

    /** Velero begins; what comes of it is there when it has ended, whoever still looks. */
    void begin(String name, int site, Optional<RunId> run) {
        var fails = !healed && chance.onceIn(8);
        var takes = chance.between(5_000, 60_000);
        var backup = new Backup(name, site, run, time.now() + takes, fails, clock(site));
        come(backup.told(), backup.id());
        backups.put(name, backup);
        if (!fails) {
            time.in(takes, () -> complete(backup));
        }
    }

    private void complete(Backup backup) {
        if (backups.containsKey(backup.name())) {
            var ended = clock(backup.site());
            keep(
                    new RecoveryPoint(
                            backup.id(),
                            Setup.CLUSTER,
                            "velero",
                            Setup.SITES.get(backup.site()),
                            Optional.empty(),
                            backup.begun(),
                            ended,
                            Optional.of(ended.plus(setup.retention)),
                            1 << 10,
                            12,
                            "s3://velero/backups/" + backup.name(),
                            Optional.empty()));
        }
    }

    private void keep(RecoveryPoint point) {
        var damaged = !healed && chance.onceIn(5);
        bucket.put(
                point.id(),
                new Stored(
                        point,
                        damaged ? Optional.of(chance.oneOf(Setup.RUNGS)) : Optional.empty()));
        oracle.truth(point.id(), " lies in the bucket");
    }

    void remove(RecoveryPointId id) {
        bucket.remove(id);
        goneSince.putIfAbsent(id, time.now());
        backups.values().removeIf(backup -> backup.id().equals(id));
        oracle.truth(id, " is gone");
    }

    boolean ended(Backup backup) {
        return backup.endsAt() <= time.now();
    }
}
