package dev.muster.failover.simulation;

import dev.muster.events.DrEvent;
import dev.muster.events.GuardEvent;
import dev.muster.events.GuardEvent.GuardState;
import dev.muster.failover.lease.SiteLease;
import java.time.Duration;
import java.time.Instant;

/**
 * The arm inside one site: asks the log for the right to be active, brings the site's servers and
 * workloads to where the lease says, and keeps its promise to have stopped them within the lease.
 */
final class Guard {

    private static final long LOOK = 500;
    private static final long LOOK_AGAIN = 200;

    private final int site;
    private final World world;
    private final Timeline time;
    private final Chance chance;
    private final Log log;
    private final Rules rules;
    private final Ward[] wards;
    private boolean up = true;
    private int life;
    private long pausedUntil;
    private long anchor;
    private double rate;

    /** What every guard does alike; a mutation replaces one of them. */
    static class Rules {

        SiteLease heard(SiteLease lease, GuardEvent answer, Instant now) {
            return lease.hear(answer);
        }

        boolean mayBeActive(SiteLease lease, Instant now) {
            return lease.mayBeActive(now);
        }

        /** What the disk says after writes were lifted. */
        boolean startsReadOnlyAfterLift() {
            return true;
        }

        boolean acceptsOlderEpoch() {
            return false;
        }
    }

    private static final class Ward {
        final int plan;
        SiteLease lease;
        GuardState state = GuardState.FENCING;
        int round;
        boolean busy;
        boolean woken;

        Ward(int plan, SiteLease lease) {
            this.plan = plan;
            this.lease = lease;
        }
    }

    Guard(int site, World world, Chance chance, Log log, Rules rules) {
        this.site = site;
        this.world = world;
        this.time = world.time;
        this.chance = chance;
        this.log = log;
        this.rules = rules;
        wards = new Ward[world.setup.plans()];
        begin();
    }

    private void begin() {
        life++;
        up = true;
        pausedUntil = 0;
        anchor = time.now();
        rate = 1 + chance.between(-world.setup.drift, world.setup.drift + 1e-9);
        var length = world.setup.lease();
        for (var plan = 0; plan < wards.length; plan++) {
            var ward = new Ward(plan, none(plan, length.orElseThrow()));
            wards[plan] = ward;
            var now = life;
            time.in(chance.between(0, 50), () -> ask(ward, now));
            keepIn(ward, chance.between(0, 20));
        }
    }

    private SiteLease none(int plan, Duration length) {
        return SiteLease.none(
                Setup.PLAN_IDS.get(plan), Setup.SITE_IDS.get(site), length, time.now() + life);
    }

    private Instant clock() {
        return Host.EPOCH.plusMillis(Math.round((time.now() - anchor) * rate));
    }

    private long trueMillis(Duration byMyClock) {
        return (long) Math.floor(byMyClock.toMillis() / rate);
    }

    void die() {
        up = false;
        life++;
        log.forget(site);
    }

    void restart() {
        if (!up && world.alive(site)) {
            begin();
        }
    }

    /** Dies and is started again by its supervisor, soon enough to keep its promise. */
    void crash() {
        if (up && !stopping()) {
            world.oracle.tally.guardCrashes++;
            die();
            var length = world.setup.lease().orElseThrow().toMillis();
            time.in(chance.between(1, length / 8), this::restart);
        }
    }

    void standStill() {
        if (stopping()) {
            return;
        }
        var length = world.setup.lease().orElseThrow().toMillis();
        pausedUntil = Math.max(pausedUntil, time.now() + chance.between(1, length / 8));
    }

    /** One misfortune at a time: the last third of a lease is there for one, not for two. */
    private boolean stopping() {
        for (var ward : wards) {
            if (ward.lease.until().isPresent() && !ward.lease.mayBeActive(clock())) {
                return true;
            }
        }
        return pausedUntil > time.now();
    }

    private void ask(Ward ward, int inLife) {
        if (inLife != life) {
            return;
        }
        if (pausedUntil > time.now()) {
            time.at(pausedUntil, () -> ask(ward, inLife));
            return;
        }
        ward.lease = ward.lease.ask(clock());
        log.send(site, ward.lease.question(ward.state, clock()));
        time.in(trueMillis(ward.lease.askEvery()), () -> ask(ward, inLife));
    }

    void hear(int plan, DrEvent event) {
        if (!up || !(event instanceof GuardEvent answer)) {
            return;
        }
        if (pausedUntil > time.now()) {
            time.at(pausedUntil, () -> hear(plan, event));
            return;
        }
        var ward = wards[plan];
        ward.lease = rules.heard(ward.lease, answer, clock());
        if (ward.busy) {
            ward.woken = true;
        } else {
            keepIn(ward, 0);
        }
    }

    private void keepIn(Ward ward, long millis) {
        var round = ++ward.round;
        var inLife = life;
        time.in(millis, () -> keep(ward, round, inLife));
    }

    private void keep(Ward ward, int round, int inLife) {
        if (round != ward.round || inLife != life) {
            return;
        }
        if (pausedUntil > time.now()) {
            time.at(pausedUntil, () -> keep(ward, round, inLife));
            return;
        }
        if (rules.mayBeActive(ward.lease, clock())) {
            activate(ward);
        } else {
            passivate(ward);
        }
    }

    /** Again at the latest when the lease begins to end. */
    private void done(Ward ward, boolean ok) {
        ward.busy = false;
        if (ok) {
            var active = rules.mayBeActive(ward.lease, clock());
            ward.state = active ? GuardState.ACTIVE : GuardState.PASSIVE;
        }
        var next = ward.woken ? 0 : ok ? LOOK : LOOK_AGAIN;
        ward.woken = false;
        var left =
                ward.lease
                        .until()
                        .map(until -> until.minus(ward.lease.lease().dividedBy(3)))
                        .map(end -> trueMillis(Duration.between(clock(), end)) + 1)
                        .filter(millis -> millis > 0 && millis < next);
        keepIn(ward, left.orElse(next));
    }

    private void activate(Ward ward) {
        var database = world.databases[ward.plan][site];
        var lift = database.running && database.primary && database.readOnly;
        if (!lift) {
            if (database.running && database.primary && !database.startsReadOnly) {
                database.startsReadOnly = rules.startsReadOnlyAfterLift();
            }
            restartWorkload(ward);
            done(ward, true);
            return;
        }
        ward.busy = true;
        var epoch = ward.lease.epoch().value();
        var session = new Database.Session(epoch);
        var permitted = rules.acceptsOlderEpoch() || database.epochSeen <= epoch;
        if (!database.lock(session) || !permitted) {
            database.unlock(session);
            done(ward, false);
            return;
        }
        // Between its check and its effect it may be overtaken, and then its session is gone.
        var start = database.start;
        then(
                ward,
                chance.between(1, 40),
                () -> {
                    if (session.ended || start != database.start || !world.alive(site)) {
                        done(ward, false);
                        return;
                    }
                    database.epochSeen = Math.max(database.epochSeen, epoch);
                    database.readOnly = false;
                    database.startsReadOnly = rules.startsReadOnlyAfterLift();
                    database.unlock(session);
                    world.oracle.lifted(database, epoch, null);
                    world.changed();
                    restartWorkload(ward);
                    done(ward, true);
                });
    }

    private void restartWorkload(Ward ward) {
        var workload = world.workloads[ward.plan][site];
        if (workload.stoppedByGuard && workload.epoch <= ward.lease.epoch().value()) {
            workload.update(
                    world.setup.replicas(),
                    workload.epoch,
                    false,
                    time.now() + world.setup.readyAfter());
            world.oracle.scaledUpByGuard(ward.plan, site, workload.epoch);
        }
    }

    private void passivate(Ward ward) {
        ward.busy = true;
        then(ward, stopsIn(ward), () -> stop(ward));
    }

    /** Long enough to be tempting, and never longer than what the lease leaves. */
    private long stopsIn(Ward ward) {
        var left =
                ward.lease
                        .until()
                        .map(until -> trueMillis(Duration.between(clock(), until)) - 2)
                        .filter(millis -> millis > 0);
        var usual = chance.between(1, 60);
        return left.map(most -> chance.onceIn(4) ? most : Math.min(usual, most)).orElse(usual);
    }

    private void stop(Ward ward) {
        if (rules.mayBeActive(ward.lease, clock())) {
            done(ward, true);
            return;
        }
        var workload = world.workloads[ward.plan][site];
        if (workload.replicas > world.setup.passiveReplicas()) {
            workload.update(world.setup.passiveReplicas(), workload.epoch, true, time.now());
        }
        var database = world.databases[ward.plan][site];
        if (database.running && database.primary && !database.readOnly) {
            database.startsReadOnly = true;
            database.readOnly = true;
            world.oracle.tally.selfFences++;
            world.changed();
        }
        done(ward, true);
    }

    private void then(Ward ward, long millis, Runnable act) {
        var inLife = life;
        var round = ++ward.round;
        time.in(
                millis,
                () -> {
                    if (inLife == life && round == ward.round) {
                        if (pausedUntil > time.now()) {
                            then(ward, pausedUntil - time.now(), act);
                        } else {
                            act.run();
                        }
                    }
                });
    }
}
