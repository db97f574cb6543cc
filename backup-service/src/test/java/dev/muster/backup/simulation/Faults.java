package dev.muster.backup.simulation;

import dev.muster.backup.simulation.Setup.Form;
import dev.muster.backup.simulation.World.Site;
import dev.muster.events.Epoch;
import dev.muster.events.ExecutionId;
import dev.muster.events.FailoverEvent.ExecutionAborted;
import dev.muster.events.FailoverEvent.ExecutionCompleted;
import dev.muster.events.FailoverEvent.PointOfNoReturnPassed;
import dev.muster.events.PlanEvent.PlanRetired;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** What goes wrong, what is moved, and what somebody declares anew. */
final class Faults {

    private static final ExecutionId MOVE = new ExecutionId("shop-e1");

    private final World world;
    private final Timeline time;
    private final Chance chance;
    private final Log log;
    private final Host host;
    private final Executors executors;

    Faults(World world, Log log, Host host, Executors executors) {
        this.world = world;
        this.time = world.time;
        this.chance = world.chance;
        this.log = log;
        this.host = host;
        this.executors = executors;
    }

    void begin() {
        declare(Form.WHOLE);
        every(20, 400, () -> host.crash(chance.between(100, 40_000)));
        every(30, 400, this::jump);
        every(20, 150, this::site);
        every(30, 200, () -> declare(Setup.form(chance)));
        every(60, 600, this::retire);
        every(10, 120, () -> forAWhile("the store is silent", off -> world.storeAnswers = !off));
        every(20, 200, () -> forAWhile("the store locks", off -> world.storeLocks = off));
        every(10, 120, () -> forAWhile("there is no room", off -> world.room = !off));
        every(10, 120, () -> forAWhile("the log has a gap", this::gap));
        every(10, 100, () -> at("the database is silent", (s, off) -> s.databaseAnswers = !off));
        every(10, 100, () -> at("the login is refused", (s, off) -> s.databaseRefuses = off));
        every(10, 100, () -> at("nobody ships the log", (s, off) -> s.ships = !off));
        every(10, 100, () -> at("Velero is missing", (s, off) -> s.engineInstalled = !off));
    }

    /** In about every other history, and there about once in so many minutes. */
    private void every(int least, int most, Runnable fault) {
        if (chance.onceIn(2)) {
            again(chance.between(least, most) * 60_000, fault);
        }
    }

    private void again(long mean, Runnable fault) {
        time.in(
                chance.between(1_000, mean),
                () -> {
                    if (!world.healed) {
                        fault.run();
                        again(mean, fault);
                    }
                });
    }

    private void forAWhile(String what, Consumer<Boolean> fault) {
        world.oracle.tally.see(what);
        world.oracle.truth(what);
        fault.accept(true);
        time.in(chance.between(2_000, 15 * 60_000), () -> fault.accept(false));
    }

    private void gap(boolean begins) {
        world.gaps = begins ? List.of("000000010000000000000007") : List.of();
    }

    /** Something of one site that works, or does not. */
    private interface Switch {
        void set(Site site, boolean off);
    }

    private void at(String what, Switch fault) {
        var site = world.sites[chance.below(2)];
        forAWhile(what, off -> fault.set(site, off));
    }

    /** A site is lost for a while; mostly the application is moved when it was the active one. */
    private void site() {
        var lost = chance.below(2);
        if (chance.onceIn(4)) {
            move(1 - world.primary);
        } else if (world.sites[1 - lost].up) {
            world.oracle.tally.see("a site is lost");
            world.oracle.truth(Setup.SITES.get(lost), " is lost");
            world.sites[lost].up = false;
            executors.die(lost);
            time.in(chance.between(30_000, 40 * 60_000), () -> bringBack(lost));
            if (lost == world.primary && !chance.onceIn(4)) {
                time.in(chance.between(5_000, 120_000), () -> move(1 - lost));
            }
        }
    }

    private void bringBack(int site) {
        if (!world.sites[site].up) {
            world.sites[site].up = true;
            executors.readAgain(site);
        }
    }

    private void move(int to) {
        if (to == world.primary || world.healed) {
            return;
        }
        if (chance.onceIn(6)) {
            log.published(
                    new ExecutionAborted(
                            Setup.SHOP,
                            MOVE,
                            Setup.SITES.get(world.primary),
                            new Epoch(1),
                            "it is back",
                            Instant.EPOCH));
            return;
        }
        world.oracle.tally.see("the application is moved");
        world.sites[world.primary].zombieUntil = time.now() + chance.between(0, 90_000);
        world.primary = to;
        var site = Setup.SITES.get(to);
        log.published(
                new PointOfNoReturnPassed(Setup.SHOP, MOVE, site, new Epoch(1), Instant.EPOCH));
        time.in(
                chance.between(1_000, 60_000),
                () ->
                        log.published(
                                new ExecutionCompleted(
                                        Setup.SHOP,
                                        MOVE,
                                        Setup.SITES.get(world.primary),
                                        new Epoch(1),
                                        Duration.ZERO,
                                        Optional.empty(),
                                        Instant.EPOCH)));
    }

    private void jump() {
        var share = chance.below(10);
        var most = share < 6 ? 60_000 : share < 9 ? 40 * 60_000 : 3 * 24 * 60 * 60_000;
        host.jump(chance.between(600, most));
        if (share >= 6) {
            time.in(chance.between(1_000, 300_000), () -> host.crash(100));
        }
    }

    private void declare(Form form) {
        var declared = world.setup.declared(form);
        world.declared = Optional.of(declared);
        log.published(declared);
    }

    private void retire() {
        world.declared = Optional.empty();
        log.published(new PlanRetired(Setup.SHOP));
        time.in(
                chance.between(1_000, 20 * 60_000),
                () -> {
                    if (world.declared.isEmpty()) {
                        declare(Setup.form(chance));
                    }
                });
    }

    /** From now on all works again. */
    void heal() {
        world.healed = true;
        world.storeAnswers = true;
        world.storeLocks = false;
        world.room = true;
        world.gaps = List.of();
        for (var site = 0; site < 2; site++) {
            var here = world.sites[site];
            here.up = true;
            here.databaseAnswers = true;
            here.databaseRefuses = false;
            here.ships = true;
            here.engineInstalled = true;
            here.zombieUntil = 0;
            executors.readAgain(site);
        }
        declare(Form.WHOLE);
        host.crash(1_000);
    }
}
