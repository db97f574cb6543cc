package dev.muster.failover.simulation;

import dev.muster.events.FailoverEvent;
import dev.muster.events.FailoverEvent.ApprovalAwaited;
import dev.muster.events.FailoverEvent.ExecutionStarted;
import dev.muster.events.FailoverEvent.PersonAwaited;
import dev.muster.failover.decision.PlanState;
import dev.muster.failover.evacuation.PermitState;
import dev.muster.health.detection.AssessorState;
import dev.muster.plan.RecoveryPlan.Mode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One seed's history of two sites, a witness, a log and everybody who acts there. */
final class History {

    private static final long LENGTH = 20_000;
    private static final long QUIET_WITHIN = 180_000;
    private static final long DECIDED_WITHIN = 12_000;
    private static final int ENOUGH_STEPS = 400_000;
    private static final long QUESTIONS = 1L << 40;

    final Setup setup;
    final Timeline time = new Timeline();
    final Oracle oracle;
    final World world;
    final Log log;
    final Host<AssessorState> assessor;
    final Host<PlanState> failover;
    final Host<PermitState> permits;
    final List<Guard> guards;
    final Executors executors;
    final List<Vantage> vantages;
    final People people;
    final Faults faults;
    private final Chance chance;
    private final boolean heals;
    private final Liveness liveness = new Liveness();
    private int steps;

    History(long seed, Variation variation, Tally tally, @Nullable Story story) {
        chance = new Chance(seed);
        setup = new Setup(chance, plans(chance), new Chance(seed + QUESTIONS));
        heals = chance.onceIn(5);
        oracle = new Oracle(setup, time, tally, story);
        world = new World(setup, time, oracle);
        oracle.judges(world);
        log = new Log(world, chance);
        assessor = new Host<>(variation.assessor(), World.SITES, time, chance, setup, log, oracle);
        failover =
                new Host<>(variation.failover(), setup.plans(), time, chance, setup, log, oracle);
        permits = new Host<>(variation.permits(), World.SITES, time, chance, setup, log, oracle);
        executors = new Executors(world, chance, log, variation.resources());
        guards =
                setup.lease().isEmpty()
                        ? List.of()
                        : List.of(
                                new Guard(Network.WEST, world, chance, log, variation.guardRules()),
                                new Guard(
                                        Network.EAST, world, chance, log, variation.guardRules()));
        var clocks = new Chance(~seed);
        vantages =
                List.of(
                        new Vantage(Network.WEST, world, chance, clocks, log),
                        new Vantage(Network.EAST, world, chance, clocks, log),
                        new Vantage(Network.WITNESS, world, chance, clocks, log));
        people = new People(this, chance);
        faults = new Faults(this, chance);
        log.readBy(new Log.Parts(assessor, failover, permits, guards, executors, this::heard));
    }

    /** Mostly one plan; five where an evacuation is the question. */
    private static int plans(Chance chance) {
        var share = chance.below(100);
        return share < 80 ? 1 : share < 92 ? 2 : share < 95 ? 3 : 5;
    }

    private void heard(FailoverEvent event) {
        switch (event) {
            case ApprovalAwaited awaited -> people.approve(awaited);
            case PersonAwaited awaited -> people.answer(awaited);
            case ExecutionStarted started -> {
                faults.disturb(started);
                people.answerTooSoon(started);
            }
            default -> {}
        }
    }

    void run() {
        oracle.tally.histories++;
        for (var site = 0; site < World.SITES; site++) {
            log.published(setup.siteDeclared(site));
        }
        for (var plan = 0; plan < setup.plans(); plan++) {
            log.published(setup.planDeclared(plan));
        }
        world.changed();
        faults.plan(LENGTH);
        go(chance.between(LENGTH / 2, LENGTH));
        if (heals) {
            faults.heal();
            goUntilQuiet();
            if (chance.onceIn(2)) {
                loseOne();
            }
        }
    }

    private void go(long until) {
        while (time.step(until)) {
            if (++steps > ENOUGH_STEPS) {
                throw liveness.violated("the history does not get on any more");
            }
        }
    }

    /** I32: a move ends, or stands still and has said so. */
    private void goUntilQuiet() {
        var deadline = time.now() + QUIET_WITHIN;
        go(time.now() + 3_000);
        while (!quiet()) {
            if (time.now() >= deadline) {
                throw liveness.violated("a move neither ends nor has called anybody");
            }
            go(time.now() + 500);
        }
    }

    private boolean quiet() {
        for (var ledger : oracle.ledgers) {
            if (ledger.running != null && !ledger.held && !ledger.waitsForAnswer()) {
                return false;
            }
        }
        return true;
    }

    /** I32: the loss of a site is decided in time: a move begins, or all that is against it. */
    private void loseOne() {
        go(time.now() + 14_000);
        if (!quiet() || !world.alive(Network.WEST) || !world.alive(Network.EAST)) {
            return;
        }
        var site = oracle.ledgers[0].active;
        for (var ledger : oracle.ledgers) {
            if (ledger.running != null || ledger.active != site) {
                return;
            }
        }
        var before = time.now();
        faults.loseForGood(site);
        go(before + DECIDED_WITHIN);
        for (var plan = 0; plan < oracle.ledgers.length; plan++) {
            decided(plan, oracle.ledgers[plan], before);
        }
    }

    private void decided(int plan, Ledger ledger, long since) {
        if (setup.mode(plan) == Mode.OBSERVE || setup.mode(plan) == Mode.MANUAL) {
            return;
        }
        var state = failover.state(plan);
        var mayMove = setup.mode(plan) == Mode.AUTOMATIC && setup.plans() == 1;
        var expected =
                mayMove
                        && ledger.lastStartAt == Ledger.NEVER
                        && ledger.active == Network.WEST
                        && setup.clockSpread == 0
                        && !oracle.clocksJumped();
        if (expected && ledger.lastStartAt < since) {
            throw liveness.violated(
                    "a true loss was not answered with a move within "
                            + DECIDED_WITHIN
                            + " ms, but with "
                            + (state == null ? "nothing" : state.held()));
        }
        if (ledger.lastStartAt < since
                && (state == null || (state.held().isEmpty() && state.awaiting().isEmpty()))) {
            throw liveness.violated("a true loss was neither answered nor held back from");
        }
        oracle.tally.decidedAfterHealing++;
    }

    private static final class Liveness extends Invariant {
        Liveness() {
            super("I32 Liveness", "what can be decided is decided, and who waits has said so");
        }

        Violation violated(String what) {
            return new Violation(this, what);
        }
    }
}
