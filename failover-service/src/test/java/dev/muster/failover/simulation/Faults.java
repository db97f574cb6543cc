package dev.muster.failover.simulation;

import dev.muster.events.FailoverEvent.ExecutionStarted;
import dev.muster.events.HealthEvent.AlertReceived;
import java.util.Map;
import java.util.Optional;

/** What goes wrong in one history, and when. */
final class Faults {

    private static final int PLACES = 3;

    private final History h;
    private final World world;
    private final Network network;
    private final Timeline time;
    private final Chance chance;

    /** Set when everything is to be well from now on. */
    private boolean over;

    Faults(History history, Chance chance) {
        this.h = history;
        this.world = history.world;
        this.network = history.world.network;
        this.time = history.time;
        this.chance = chance;
    }

    /** One story as the main one, and as much noise around it as the seed wants. */
    void plan(long until) {
        var at = chance.between(1_500, 5_000);
        if (!chance.onceIn(5)) {
            at(at, this::mainStory);
        }
        var noise = chance.below(5);
        for (var i = 0; i < noise; i++) {
            at(chance.between(500, until), this::noise);
        }
        if (chance.onceIn(3)) {
            // Close to the story, where it hurts.
            at(at + chance.between(0, 8_000), this::noise);
            at(at + chance.between(0, 8_000), this::noise);
        }
    }

    private void at(long moment, Runnable fault) {
        time.at(
                moment,
                () -> {
                    if (!over) {
                        fault.run();
                    }
                });
    }

    private void later(long from, long to, Runnable end) {
        time.in(
                chance.between(from, to),
                () -> {
                    if (!over) {
                        end.run();
                    }
                });
    }

    private void mainStory() {
        var site = chance.onceIn(8) ? Network.EAST : Network.WEST;
        switch (chance.below(10)) {
            case 0, 1, 2 -> loseSite(site);
            case 3, 4 -> isolate(site, true, 6_000, 25_000);
            case 5 -> isolate(site, false, 4_000, 25_000);
            case 6 -> flap(site);
            case 7 -> halfCut(site);
            case 8 -> breakApplication();
            default -> h.people.askForMove();
        }
    }

    private void noise() {
        var site = chance.below(World.SITES);
        switch (chance.below(19)) {
            case 0 -> h.assessor.crash(chance.between(500, 15_000));
            case 1, 2 -> crashFailover();
            case 3 -> h.permits.crash(chance.between(300, 8_000));
            case 4 -> h.failover.standStill(chance.between(200, 9_000));
            case 5 -> h.assessor.standStill(chance.between(200, 9_000));
            case 6 -> h.failover.jump(chance.between(-5_000, 60_000));
            case 7 -> h.assessor.jump(chance.between(-5_000, 60_000));
            case 8 -> shutEyes(chance.below(PLACES));
            case 9 -> cutFromLog(chance.below(PLACES));
            case 10 -> oneWay(chance.below(PLACES), chance.below(PLACES + 2));
            case 11 -> outage();
            case 12 -> guardTrouble(site);
            case 13 -> slowReplication();
            case 14 -> alertStorm(site);
            case 15 -> stopDatabase(site);
            case 16 -> loseApi(site);
            default -> h.people.act();
        }
    }

    /** Most of what goes wrong with a move goes wrong while it is under way. */
    void disturb(ExecutionStarted started) {
        if (over || !chance.onceIn(3)) {
            return;
        }
        var count = chance.between(1, 3);
        for (var i = 0; i < count; i++) {
            later(0, chance.onceIn(2) ? 600 : 6_000, () -> disturbance(started));
        }
    }

    private void disturbance(ExecutionStarted started) {
        var from = Setup.siteOf(started.from());
        var to = Setup.siteOf(started.to());
        switch (chance.below(14)) {
            case 0, 1 -> crashFailover();
            case 2, 3 -> h.people.abort(started.plan());
            case 4 -> h.people.pause(started.plan().value());
            case 5 -> h.people.resume(started.plan());
            case 6 -> loseSite(to);
            case 7 -> loseSite(from);
            case 8 -> revive(from);
            case 9 -> isolate(chance.onceIn(2) ? to : from, true, 1_000, 9_000);
            case 10 -> guardTrouble(from);
            case 11 -> h.failover.jump(chance.between(-5_000, 60_000));
            default -> noise();
        }
    }

    private void crashFailover() {
        h.oracle.failoverHostCrashed();
        h.failover.crash(chance.between(300, 15_000));
    }

    private void loseSite(int site) {
        if (!world.alive(site)) {
            return;
        }
        world.oracle.tally.siteLosses++;
        world.oracle.tell("world: site " + Setup.SITE_IDS.get(site) + " is lost");
        kill(site);
        if (chance.percent(60)) {
            later(1_000, 18_000, () -> revive(site));
        }
    }

    /** With the site die its guard, its executor, its vantage and some of the hosts. */
    private void kill(int site) {
        world.kill(site);
        h.vantages.get(site).die();
        h.executors.die(site);
        if (!h.guards.isEmpty()) {
            h.guards.get(site).die();
        }
        if (chance.onceIn(3)) {
            crashFailover();
        }
        if (chance.onceIn(3)) {
            h.assessor.crash(chance.between(500, 7_000));
        }
    }

    private void revive(int site) {
        if (world.alive(site) || world.plugPulled(site)) {
            return;
        }
        world.oracle.tally.siteReturns++;
        world.oracle.tell("world: site " + Setup.SITE_IDS.get(site) + " returns");
        world.revive(site);
        h.vantages.get(site).restart();
        if (!h.guards.isEmpty()) {
            time.in(chance.between(10, 2_000), h.guards.get(site)::restart);
        }
    }

    private void isolate(int site, boolean fromLogToo, long from, long to) {
        world.oracle.tally.isolations++;
        world.oracle.tell(
                "world: site "
                        + Setup.SITE_IDS.get(site)
                        + " is cut off"
                        + (fromLogToo ? ", from the log, too" : ""));
        network.isolate(site, fromLogToo, true);
        world.changed();
        if (chance.percent(70)) {
            later(
                    from,
                    to,
                    () -> {
                        world.oracle.tell("world: " + Setup.SITE_IDS.get(site) + " is back");
                        network.isolate(site, fromLogToo, false);
                        world.changed();
                    });
        }
    }

    private void flap(int site) {
        var times = chance.between(3, 9);
        var every = chance.between(300, 1_500);
        for (var i = 0; i < times; i++) {
            time.in(
                    i * every,
                    () -> {
                        if (!over) {
                            isolate(site, true, every / 3, every / 2 + 1);
                        }
                    });
        }
    }

    /** Users and the other site do not reach it, or it does not reach them; not both ways. */
    private void halfCut(int site) {
        world.oracle.tell("world: " + Setup.SITE_IDS.get(site) + " is cut off one way");
        var outwards = chance.onceIn(2);
        var log = chance.onceIn(2);
        each(site, log, outwards, true);
        later(3_000, 20_000, () -> each(site, log, outwards, false));
    }

    private void each(int site, boolean log, boolean outwards, boolean cut) {
        for (var other = 0; other <= Network.LOG; other++) {
            if (other != site && (other != Network.LOG || log)) {
                change(outwards ? site : other, outwards ? other : site, cut);
            }
        }
        world.changed();
    }

    private void change(int from, int to, boolean cut) {
        if (cut) {
            network.cut(from, to);
        } else {
            network.mend(from, to);
        }
    }

    private void oneWay(int from, int to) {
        if (from != to) {
            world.oracle.tell("world: cut from place " + from + " to place " + to);
            network.cut(from, to);
            world.changed();
            later(
                    1_000,
                    12_000,
                    () -> {
                        network.mend(from, to);
                        world.changed();
                    });
        }
    }

    private void breakApplication() {
        var plan = chance.below(world.setup.plans());
        world.oracle.tell("world: an application breaks");
        world.setup.breakApplication(plan, Network.WEST, true);
        later(3_000, 20_000, () -> world.setup.breakApplication(plan, Network.WEST, false));
    }

    private void shutEyes(int vantage) {
        world.oracle.tally.blindVantages++;
        world.oracle.tell("world: vantage " + Setup.VANTAGES.get(vantage) + " sees nothing");
        h.vantages.get(vantage).shutEyes(true);
        later(2_000, 20_000, () -> h.vantages.get(vantage).shutEyes(false));
    }

    private void cutFromLog(int place) {
        world.oracle.tell("world: place " + place + " is cut from the log");
        network.cut(place, Network.LOG);
        network.cut(Network.LOG, place);
        later(
                1_000,
                15_000,
                () -> {
                    network.mend(place, Network.LOG);
                    network.mend(Network.LOG, place);
                });
    }

    private void outage() {
        var length = chance.between(1_000, 14_000);
        world.oracle.tell("world: the log is gone for " + length + " ms");
        h.log.fail(length);
        if (length > 10_000 || chance.onceIn(2)) {
            h.oracle.failoverHostCrashed();
            h.failover.crash(length);
            h.assessor.crash(length);
            h.permits.crash(length);
        } else {
            h.failover.standStill(length);
            h.assessor.standStill(length);
            h.permits.standStill(length);
        }
    }

    private void guardTrouble(int site) {
        if (!h.guards.isEmpty()) {
            if (chance.onceIn(2)) {
                h.guards.get(site).crash();
            } else {
                h.guards.get(site).standStill();
            }
        }
    }

    private void slowReplication() {
        world.oracle.tell("world: replication is slow");
        world.replicateSlowly(true);
        later(2_000, 15_000, () -> world.replicateSlowly(false));
    }

    private void stopDatabase(int site) {
        var database = world.databases[chance.below(world.setup.plans())][site];
        if (database.running) {
            world.oracle.tell("world: a database stops");
            world.run(database, false);
            later(
                    500,
                    8_000,
                    () -> {
                        if (world.alive(site)) {
                            world.run(database, true);
                        }
                    });
        }
    }

    private void loseApi(int site) {
        world.serveApi(site, false);
        later(1_000, 10_000, () -> world.serveApi(site, true));
    }

    /** Many, in any order, twice, and the resolution before the alarm. */
    private void alertStorm(int site) {
        world.oracle.tally.alerts++;
        var count = chance.between(1, 12);
        for (var i = 0; i < count; i++) {
            var identity = "alert-" + chance.below(4);
            var firing = chance.percent(60);
            time.in(chance.between(0, 3_000), () -> alert(site, identity, firing));
        }
    }

    private void alert(int site, String identity, boolean firing) {
        h.log.send(
                Network.WITNESS,
                new AlertReceived(
                        identity,
                        Setup.SITE_IDS.get(site),
                        Optional.empty(),
                        firing,
                        Map.of("alertname", identity),
                        Map.of(),
                        Host.EPOCH,
                        Host.EPOCH.plusMillis(time.now())));
    }

    /** Everything is well again, and stays so. */
    void heal() {
        over = true;
        world.oracle.tally.healed++;
        world.oracle.tell("world: everything heals");
        network.mendEverything();
        h.log.recover();
        for (var site = 0; site < World.SITES; site++) {
            world.serveApi(site, true);
            revive(site);
        }
        world.replicateSlowly(false);
        for (var vantage : h.vantages) {
            vantage.shutEyes(false);
        }
        for (var plan = 0; plan < world.setup.plans(); plan++) {
            for (var site = 0; site < World.SITES; site++) {
                world.setup.breakApplication(plan, site, false);
                var database = world.databases[plan][site];
                if (!database.running && world.setup.hasData() && world.alive(site)) {
                    world.run(database, true);
                }
            }
        }
        h.people.resumeEverything();
    }

    /** After everything had healed: a true loss, and nothing else. */
    void loseForGood(int site) {
        world.oracle.tell("world: site " + Setup.SITE_IDS.get(site) + " is lost for good");
        world.kill(site);
        h.vantages.get(site).die();
        h.executors.die(site);
        if (!h.guards.isEmpty()) {
            h.guards.get(site).die();
        }
    }
}
