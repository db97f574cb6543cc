package dev.muster.backup.simulation;

import dev.muster.events.BackupEvent.RunCommanded;
import dev.muster.events.BackupEvent.RunReported;
import dev.muster.events.BackupResult;
import dev.muster.events.BackupResult.Underway;
import dev.muster.events.RunId;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One service at each site that carries runs out: takes commands at least once, joins a run that is
 * under way, and may die between any two of its looks, acts and reports.
 */
final class Executors {

    private static final long SIGN_OF_LIFE = 6_000;

    /** Where an executor can die. */
    enum KillPoint {
        BEFORE_LOOKING,
        BEFORE_ACTING,
        AFTER_ACTING,
        WHILE_WAITING,
        BEFORE_REPORTING
    }

    private final World world;
    private final Timeline time;
    private final Chance chance;
    private final Log log;
    private final Variation.Hands hands;
    private final int[] lives = new int[2];
    private final boolean[] dead = new boolean[2];
    private final List<Map<RunId, Job>> jobs = List.of(new HashMap<>(), new HashMap<>());
    private final List<Map<RunId, RunCommanded>> unread =
            List.of(new LinkedHashMap<>(), new LinkedHashMap<>());
    private final int killPerMille;

    Executors(World world, Log log, Variation.Hands hands) {
        this.world = world;
        this.time = world.time;
        this.chance = world.chance;
        this.log = log;
        this.hands = hands;
        killPerMille = chance.onceIn(4) ? 80 : chance.onceIn(2) ? 20 : 0;
    }

    private static final class Job {
        RunCommanded command;
        final Effect effect;
        final int site;
        final int life;

        Job(RunCommanded command, Effect effect, int life) {
            this.command = command;
            this.effect = effect;
            this.site = effect.site;
            this.life = life;
        }
    }

    void take(RunCommanded command) {
        var site = Setup.SITES.indexOf(command.site());
        if (dead[site] || !world.sites[site].up) {
            unread.get(site).put(command.run(), command);
            return;
        }
        var running = jobs.get(site).get(command.run());
        if (running != null) {
            running.command = command;
            world.oracle.tally.see("a command joins a run");
            return;
        }
        var job = new Job(command, Effect.of(world, command), lives[site]);
        jobs.get(site).put(command.run(), job);
        time.in(chance.between(1, 300), () -> look(job));
        time.in(SIGN_OF_LIFE, () -> beat(job));
    }

    /** All that is under way there ends where it is; what was not read yet is read later. */
    void die(int site) {
        lives[site]++;
        jobs.get(site).clear();
    }

    void readAgain(int site) {
        dead[site] = false;
        var commands = List.copyOf(unread.get(site).values());
        unread.get(site).clear();
        commands.forEach(this::take);
    }

    private boolean survives(Job job, KillPoint point) {
        if (job.life != lives[job.site]) {
            return false;
        }
        if (world.healed || chance.below(1_000) >= killPerMille) {
            return true;
        }
        world.oracle.tally.see("killed " + point);
        world.oracle.truth("the executor at ", Setup.SITES.get(job.site), " dies ", point);
        die(job.site);
        dead[job.site] = true;
        time.in(
                chance.between(500, 25_000),
                () -> {
                    if (world.sites[job.site].up) {
                        readAgain(job.site);
                    }
                });
        return false;
    }

    private void look(Job job) {
        if (!survives(job, KillPoint.BEFORE_LOOKING)) {
            return;
        }
        var seen = hands.look() ? job.effect.look() : Optional.<BackupResult>empty();
        if (seen.isPresent()) {
            finish(job, seen.get());
        } else {
            time.in(chance.between(1_000, 20_000), () -> act(job));
        }
    }

    private void act(Job job) {
        if (survives(job, KillPoint.BEFORE_ACTING)) {
            job.effect.act();
            time.in(chance.between(1, 500), () -> readBack(job, KillPoint.AFTER_ACTING));
        }
    }

    private void readBack(Job job, KillPoint point) {
        if (!survives(job, point)) {
            return;
        }
        var seen = hands.readBack() ? job.effect.readBack() : job.effect.returned();
        if (seen.isPresent()) {
            finish(job, seen.get());
        } else {
            time.in(chance.between(1_000, 6_000), () -> readBack(job, KillPoint.WHILE_WAITING));
        }
    }

    private void finish(Job job, BackupResult result) {
        if (survives(job, KillPoint.BEFORE_REPORTING)) {
            jobs.get(job.site).remove(job.command.run());
            report(job, result);
        }
    }

    private void beat(Job job) {
        if (job.life == lives[job.site] && jobs.get(job.site).get(job.command.run()) == job) {
            report(job, new Underway("", Optional.empty()));
            time.in(SIGN_OF_LIFE, () -> beat(job));
        }
    }

    private void report(Job job, BackupResult result) {
        var command = job.command;
        log.report(
                new RunReported(
                        command.plan(),
                        command.run(),
                        command.attempt(),
                        result,
                        world.clock(job.site)));
    }
}
