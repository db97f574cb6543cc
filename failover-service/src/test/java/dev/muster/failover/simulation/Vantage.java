package dev.muster.failover.simulation;

import dev.muster.events.HealthEvent.ProbeReading;
import dev.muster.events.HealthEvent.ProbeStatus;
import dev.muster.events.HealthEvent.Replication;
import dev.muster.events.HealthEvent.Sight;
import dev.muster.events.HealthEvent.SiteObserved;
import dev.muster.health.probe.Life;
import dev.muster.health.probe.Observation;
import dev.muster.health.probe.ProbeState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One place that looks at both sites, and tells what it sees from there. */
final class Vantage {

    private static final long EVERY = 500;
    private static final long HEARTBEAT = 1_000;
    private static final long CONTROLS_EVERY = 1_000;
    private static final long CLOCK_SET_BY = 40_000;
    private static final int FAILURES = 2;
    private static final Observation UP = Observation.up("answers", Duration.ZERO);
    private static final Observation DOWN = Observation.down("does not answer", Duration.ZERO);

    private final int place;
    private final World world;
    private final Timeline time;
    private final Chance chance;
    private final Chance others;
    private final Log log;
    private final View[] views = new View[World.SITES];
    private boolean eyesShut;
    private boolean controlsSeen = true;
    private long ahead;
    private Life ownClock = Life.begins(Instant.EPOCH, 0);
    private int life;
    private long sequence;

    /** What is known of one site: its API, and of each plan its application and its data. */
    private static final class View {
        final String[] names;
        final int[] plans;
        final Kind[] kinds;
        final ProbeState[] states;
        boolean turned;
        boolean turnedDown;

        View(List<String> names, List<Integer> plans, List<Kind> kinds) {
            this.names = names.toArray(String[]::new);
            this.plans = plans.stream().mapToInt(plan -> plan).toArray();
            this.kinds = kinds.toArray(Kind[]::new);
            this.states = new ProbeState[this.names.length];
        }
    }

    private enum Kind {
        API,
        APPLICATION,
        DATA
    }

    /**
     * @param others what is random about its clock, so that clocks change nothing else
     */
    Vantage(int place, World world, Chance chance, Chance others, Log log) {
        this.place = place;
        this.world = world;
        this.time = world.time;
        this.chance = chance;
        this.log = log;
        this.others = others;
        for (var site = 0; site < World.SITES; site++) {
            views[site] = view(site);
        }
        begin();
    }

    private View view(int site) {
        var names = new ArrayList<>(List.of("api"));
        var plans = new ArrayList<>(List.of(0));
        var kinds = new ArrayList<>(List.of(Kind.API));
        for (var plan = 0; plan < world.setup.plans(); plan++) {
            if (world.setup.watchesApplication(site)) {
                names.add(Setup.applicationProbe(plan));
                plans.add(plan);
                kinds.add(Kind.APPLICATION);
            }
            if (world.setup.hasData()) {
                names.add(Setup.dataProbe(plan));
                plans.add(plan);
                kinds.add(Kind.DATA);
            }
        }
        return new View(names, plans, kinds);
    }

    private void begin() {
        life++;
        sequence = 0;
        ahead = others.between(-world.setup.clockSpread, world.setup.clockSpread);
        ownClock = new Life(ownClock.number() + 1, clock(), nanos());
        if (world.setup.clockSpread > 0 && others.onceIn(6)) {
            setClockLater(life);
        }
        for (var view : views) {
            java.util.Arrays.fill(view.states, ProbeState.unasked(clock()));
        }
        var mine = life;
        time.in(chance.between(0, EVERY), () -> look(mine));
        time.in(chance.between(100, HEARTBEAT), () -> heartbeat(mine));
        time.in(chance.between(0, CONTROLS_EVERY), () -> lookAtControls(mine));
    }

    void die() {
        life++;
        log.forget(place);
    }

    void restart() {
        begin();
    }

    /** Its own network is gone, and only that. */
    void shutEyes(boolean shut) {
        eyesShut = shut;
    }

    private void setClockLater(int inLife) {
        time.in(
                others.between(1_000, 20_000),
                () -> {
                    if (inLife == life) {
                        ahead += others.between(-CLOCK_SET_BY, CLOCK_SET_BY);
                        world.oracle.reports.forgetDelaysFrom(place);
                    }
                });
    }

    private long nanos() {
        return time.now() * 1_000_000;
    }

    private Instant clock() {
        return Host.EPOCH.plusMillis(time.now() + ahead);
    }

    private boolean sees(int other) {
        return !eyesShut && world.network.answers(place, other);
    }

    private void look(int inLife) {
        if (inLife != life) {
            return;
        }
        var before = sight();
        var doubt = false;
        var down = false;
        for (var site = 0; site < World.SITES; site++) {
            var view = views[site];
            view.turned = false;
            view.turnedDown = false;
            doubt |= lookAt(site);
            down |= view.turnedDown;
        }
        if (down) {
            // Nothing is told to be down before a control was asked after that.
            controlsSeen = !eyesShut && trulySees();
        }
        for (var site = 0; site < World.SITES; site++) {
            if (views[site].turned || sight() != before) {
                report(site);
            }
        }
        time.in(doubt ? 50 : EVERY + chance.between(-25, 25), () -> look(inLife));
    }

    private boolean lookAt(int site) {
        var reached = !eyesShut && world.answers(place, site);
        var sees = !eyesShut && trulySees();
        for (var plan = 0; plan < world.setup.plans(); plan++) {
            world.oracle.looked(place, site, plan, reached && anythingUp(plan, site), sees);
        }
        var view = views[site];
        var doubt = false;
        for (var i = 0; i < view.states.length; i++) {
            var before = view.states[i];
            var seen = reached ? ask(view.kinds[i], view.plans[i], site) : DOWN;
            var same = seen.up() ? ProbeStatus.UP : ProbeStatus.DOWN;
            if (before.status() == same
                    && before.inRow() == 0
                    && seen.replication().isEmpty()
                    && before.replication().isEmpty()) {
                continue;
            }
            view.states[i] = before.after(seen, FAILURES, 1, clock());
            doubt |= view.states[i].inDoubt();
            if (view.states[i].status() != before.status()) {
                view.turned = true;
                view.turnedDown |= view.states[i].status() == ProbeStatus.DOWN;
            }
        }
        return doubt;
    }

    private boolean anythingUp(int plan, int site) {
        return world.apiAnswers(place, site)
                || (world.setup.watchesApplication(site) && world.serves(plan, site))
                || world.databases[plan][site].running;
    }

    private Observation ask(Kind kind, int plan, int site) {
        return switch (kind) {
            case API -> world.apiAnswers(place, site) ? UP : DOWN;
            case APPLICATION -> world.serves(plan, site) ? UP : DOWN;
            case DATA -> world.databases[plan][site].running ? data(plan, site) : DOWN;
        };
    }

    private Observation data(int plan, int site) {
        var database = world.databases[plan][site];
        var replication =
                database.primary
                        ? new Replication(
                                false, database.readOnly, "0/0", Optional.empty(), Optional.empty())
                        : new Replication(
                                true,
                                database.readOnly,
                                "0/0",
                                Optional.of(
                                        Host.EPOCH.plusMillis(database.currentAsOf(time.now()))),
                                database.streams()
                                        ? Optional.of(Duration.ofMillis(20))
                                        : Optional.empty());
        return Observation.up("answers", Duration.ZERO, replication);
    }

    private void lookAtControls(int inLife) {
        if (inLife != life) {
            return;
        }
        var before = sight();
        controlsSeen = !eyesShut && trulySees();
        if (sight() != before) {
            report(0);
            report(1);
        }
        time.in(CONTROLS_EVERY, () -> lookAtControls(inLife));
    }

    /** The controls stand outside and at the witness. */
    private boolean trulySees() {
        return sees(Network.OUTSIDE) || (place != Network.WITNESS && sees(Network.WITNESS));
    }

    private Sight sight() {
        if (!controlsSeen) {
            return Sight.BLIND;
        }
        for (var view : views) {
            for (var state : view.states) {
                if (state.status() != ProbeStatus.DOWN) {
                    return Sight.CLEAR;
                }
            }
        }
        return Sight.BLIND;
    }

    private void heartbeat(int inLife) {
        if (inLife == life) {
            report(0);
            report(1);
            time.in(HEARTBEAT, () -> heartbeat(inLife));
        }
    }

    private void report(int site) {
        var view = views[site];
        ownClock = ownClock.at(clock(), nanos());
        world.oracle.reports.made(place, ownClock.number(), sequence + 1, time.now());
        var readings = new ProbeReading[view.states.length];
        for (var i = 0; i < readings.length; i++) {
            readings[i] = view.states[i].reading(view.names[i]);
        }
        log.send(
                place,
                new SiteObserved(
                        Setup.SITE_IDS.get(site),
                        Setup.VANTAGES.get(place),
                        Setup.DOMAINS.get(place),
                        ownClock.number(),
                        ++sequence,
                        ownClock.wall(),
                        sight(),
                        List.of(readings)));
    }
}
