package dev.muster.failover.simulation;

import dev.muster.events.ControlEvent;
import dev.muster.events.ControlEvent.AutomationPaused;
import dev.muster.events.ControlEvent.AutomationResumed;
import dev.muster.events.StepEvent.StepCommanded;
import dev.muster.events.StepEvent.StepReported;
import dev.muster.events.StepResult;
import java.util.HashSet;
import java.util.Set;

/**
 * One executor at each place: takes commands at least once, may die or stand still between any two
 * of its looks and acts, and may wake up long after everybody has forgotten it.
 */
final class Executors {

    private static final int PLACES = 3;
    private static final long HEARTBEAT = 1_000;

    private final World world;
    private final Timeline time;
    private final Chance chance;
    private final Log log;
    private final Resources resources;
    private final int[] lives = new int[PLACES];
    private final Set<String>[] pauses = pauses();
    private final int troublePerMille;

    Executors(World world, Chance chance, Log log, Resources resources) {
        this.world = world;
        this.time = world.time;
        this.chance = chance;
        this.log = log;
        this.resources = resources;
        troublePerMille = chance.onceIn(10) ? 250 : chance.onceIn(3) ? 60 : 5;
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static Set<String>[] pauses() {
        return new Set[] {new HashSet<>(), new HashSet<>(), new HashSet<>()};
    }

    void die(int place) {
        lives[place]++;
    }

    void hear(int place, ControlEvent event) {
        switch (event) {
            case AutomationPaused paused -> pauses[place].add(paused.scope());
            case AutomationResumed resumed -> pauses[place].remove(resumed.scope());
            default -> {}
        }
    }

    boolean paused(int place, String plan) {
        return pauses[place].contains(ControlEvent.EVERYTHING) || pauses[place].contains(plan);
    }

    /** A command goes to one executor that can read it, now and then to two. */
    void take(StepCommanded command) {
        var place = chance.below(PLACES);
        var copies = chance.onceIn(15) ? 2 : 1;
        for (var copy = 0; copy < copies; copy++) {
            var at = (place + copy) % PLACES;
            if (reads(at)) {
                begin(command, at);
            } else if (chance.onceIn(2)) {
                begin(command, reads((at + 1) % PLACES) ? (at + 1) % PLACES : (at + 2) % PLACES);
            } else {
                time.in(chance.between(1_000, 6_000), () -> take(command));
            }
        }
    }

    private boolean reads(int place) {
        return (place >= World.SITES || world.alive(place))
                && world.network.open(Network.LOG, place)
                && !log.out();
    }

    private void begin(StepCommanded command, int place) {
        if (reads(place)) {
            var job = new Job(command, place);
            time.in(chance.between(1, 10), () -> go(job));
        }
    }

    /** One command in the hands of one executor. */
    private final class Job {
        final StepCommanded command;
        final int place;
        final int life;
        final Effect effect;
        long toldAt = time.now();

        Job(StepCommanded command, int place) {
            this.command = command;
            this.place = place;
            this.life = lives[place];
            this.effect =
                    Effect.of(
                            command,
                            new Effect.Hands(
                                    place,
                                    world,
                                    resources,
                                    () -> !paused(place, command.plan().value())));
        }
    }

    private void go(Job job) {
        if (job.life != lives[job.place]) {
            job.effect.abandon();
            return;
        }
        var trouble = chance.below(1_000);
        if (trouble < troublePerMille) {
            if (trouble % 3 == 0) {
                world.oracle.tally.executorCrashes++;
                job.effect.abandon();
            } else {
                world.oracle.tally.zombies++;
                time.in(chance.between(500, 14_000), () -> onwards(job));
            }
            return;
        }
        onwards(job);
    }

    private void onwards(Job job) {
        if (job.life != lives[job.place]) {
            job.effect.abandon();
            return;
        }
        var result = job.effect.next();
        if (result != null) {
            job.effect.abandon();
            report(job, result);
            return;
        }
        if (job.effect.waits() && time.now() - job.toldAt > HEARTBEAT) {
            job.toldAt = time.now();
            report(job, new StepResult.InProgress(""));
        }
        time.in(
                job.effect.waits() ? chance.between(80, 250) : chance.between(1, 25),
                () -> go(job));
    }

    private void report(Job job, StepResult result) {
        var command = job.command;
        if (chance.below(1_000) < troublePerMille) {
            return;
        }
        log.send(
                job.place,
                new StepReported(
                        command.plan(),
                        command.execution(),
                        command.step(),
                        command.attempt(),
                        command.epoch(),
                        result,
                        Host.EPOCH.plusMillis(time.now())));
    }
}
