package dev.muster.backup.simulation;

import org.jspecify.annotations.Nullable;

/** One seed's history of two sites, a bucket, the machine and everybody who acts there. */
final class History {

    private static final long MINUTE = 60_000;

    private final World world;
    private final Host host;
    private final Faults faults;
    private final Sites sites;
    private final People people;
    private final boolean heals;

    History(long seed, Variation variation, Tally tally, @Nullable Story story) {
        var time = new Timeline();
        var chance = new Chance(seed);
        world = new World(time, chance, new Setup(chance), new Oracle(time, tally, story));
        var log = new Log(world);
        host = new Host(variation.machine(), world, log);
        var executors = new Executors(world, log, variation.hands());
        log.readBy(host::deliver, executors::take);
        faults = new Faults(world, log, host, executors);
        sites = new Sites(world, log, host);
        people = new People(world, log, host);
        heals = chance.onceIn(4);
    }

    void run() {
        world.oracle.tally.histories++;
        for (var site : world.sites) {
            site.clockOffset = world.chance.between(-1_000, 1_000);
        }
        faults.begin();
        sites.begin();
        people.begin();
        world.time.goUntil(world.chance.between(40, 120) * MINUTE);
        if (heals) {
            faults.heal();
            world.time.goUntil(world.time.now() + Ending.AFTER);
            new Ending(world).check();
        }
    }
}
