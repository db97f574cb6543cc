package dev.muster.failover.simulation;

import dev.muster.events.ControlEvent;
import dev.muster.events.ControlEvent.AbortRequested;
import dev.muster.events.ControlEvent.ApprovalGiven;
import dev.muster.events.ControlEvent.AutomationPaused;
import dev.muster.events.ControlEvent.AutomationResumed;
import dev.muster.events.ControlEvent.IncidentAcknowledged;
import dev.muster.events.ControlEvent.ResumeRequested;
import dev.muster.events.ControlEvent.StepConfirmed;
import dev.muster.events.ExecutionId;
import dev.muster.events.FailoverEvent.ApprovalAwaited;
import dev.muster.events.FailoverEvent.ExecutionStarted;
import dev.muster.events.FailoverEvent.FailoverRequested;
import dev.muster.events.FailoverEvent.Kind;
import dev.muster.events.FailoverEvent.PersonAwaited;
import dev.muster.events.StepId;
import dev.muster.plan.PlanId;
import java.time.Instant;
import java.util.Optional;

/** What operators do: mostly sensible, sometimes twice, never lying about what they saw. */
final class People {

    private static final String[] NAMES = {"ada", "grace", "alan"};

    private final History h;
    private final Timeline time;
    private final Chance chance;
    private int requests;

    People(History history, Chance chance) {
        this.h = history;
        this.time = history.time;
        this.chance = chance;
    }

    private Instant clock() {
        return Host.EPOCH.plusMillis(time.now());
    }

    private String somebody() {
        return NAMES[chance.below(NAMES.length)];
    }

    private void say(dev.muster.events.DrEvent event) {
        h.oracle.tell("people: " + event);
        h.log.send(Network.WITNESS, event);
    }

    void act() {
        var plan = Setup.PLAN_IDS.get(chance.below(h.setup.plans()));
        switch (chance.below(9)) {
            case 0 -> pause(chance.onceIn(2) ? ControlEvent.EVERYTHING : plan.value());
            case 1, 2 -> askForMove();
            case 3, 4 -> abort(plan);
            case 5, 6 -> resume(plan);
            case 7 -> say(new IncidentAcknowledged(plan, somebody(), clock()));
            default -> redeclare(plan);
        }
    }

    void pause(String scope) {
        h.oracle.tally.pauses++;
        say(new AutomationPaused(scope, somebody(), "works", clock()));
        if (chance.percent(85)) {
            time.in(
                    chance.between(500, 9_000),
                    () -> say(new AutomationResumed(scope, "ada", "done", clock())));
        }
    }

    void resumeEverything() {
        say(new AutomationResumed(ControlEvent.EVERYTHING, "ada", "done", clock()));
        for (var plan = 0; plan < h.setup.plans(); plan++) {
            say(new AutomationResumed(Setup.PLAN_IDS.get(plan).value(), "ada", "done", clock()));
        }
    }

    /** Where to is sometimes left open, and sometimes nonsense. */
    void askForMove() {
        var plan = chance.below(h.setup.plans());
        var kind = chance.onceIn(3) ? Kind.FAILOVER : Kind.SWITCHOVER;
        var to =
                chance.onceIn(3)
                        ? Optional.<dev.muster.plan.SiteId>empty()
                        : Optional.of(
                                Setup.SITE_IDS.get(
                                        chance.onceIn(6)
                                                ? h.oracle.ledgers[plan].active
                                                : 1 - h.oracle.ledgers[plan].active));
        var request =
                new FailoverRequested(
                        Setup.PLAN_IDS.get(plan),
                        "request-" + ++requests,
                        kind,
                        to,
                        "wanted",
                        somebody(),
                        // Who accepts any loss may promote anything; nothing holds it against him.
                        false,
                        clock());
        say(request);
        if (chance.onceIn(4)) {
            time.in(chance.between(50, 12_000), () -> say(request));
        }
    }

    void abort(PlanId plan) {
        var running = h.oracle.ledger(plan).running;
        if (running != null) {
            say(new AbortRequested(plan, running.execution(), somebody(), "why not", clock()));
            if (chance.onceIn(2)) {
                time.in(chance.between(100, 4_000), () -> changeTheirMind(running));
            }
        }
    }

    /** What was just undone is wanted after all. */
    private void changeTheirMind(ExecutionStarted undone) {
        say(
                new FailoverRequested(
                        undone.plan(),
                        "request-" + ++requests,
                        undone.kind(),
                        Optional.of(undone.to()),
                        "wanted after all",
                        somebody(),
                        false,
                        clock()));
    }

    /** Vouches for the old site only after having made sure of it for good. */
    void resume(PlanId plan) {
        var running = h.oracle.ledger(plan).running;
        if (running == null) {
            return;
        }
        var from = Setup.siteOf(running.from());
        var database = h.world.databases[Setup.planOf(plan)][from];
        var vouches = chance.onceIn(2) && !h.oracle.ledger(plan).pastNoReturn;
        if (vouches && !h.world.alive(from)) {
            h.world.pullThePlug(from);
        }
        // A server that is read-only stays so unless a guard may lift it.
        var safe = h.world.plugPulled(from) || (database.readOnly && h.guards.isEmpty());
        say(
                new ResumeRequested(
                        plan,
                        running.execution(),
                        somebody(),
                        "seen to",
                        vouches && safe,
                        clock()));
    }

    private void redeclare(PlanId plan) {
        var lease = h.setup.lease().map(length -> length.plusMillis(chance.between(-4, 4) * 150));
        say(h.setup.planDeclared(Setup.planOf(plan), lease));
    }

    /** The log tells that somebody has to agree; most of the time somebody does. */
    void approve(ApprovalAwaited awaited) {
        if (chance.percent(70)) {
            var twice = chance.onceIn(4);
            time.in(chance.between(100, 3_000), () -> agree(awaited.plan(), awaited.execution()));
            if (twice) {
                time.in(
                        chance.between(100, 6_000),
                        () -> agree(awaited.plan(), awaited.execution()));
            }
        }
    }

    /** The log tells that somebody is asked; most of the time somebody answers, and often late. */
    void answer(PersonAwaited asked) {
        if (chance.percent(75)) {
            var twice = chance.onceIn(3);
            time.in(
                    chance.between(100, 8_000),
                    () -> confirm(asked.plan(), asked.execution(), asked.step()));
            if (twice) {
                time.in(
                        chance.between(100, 12_000),
                        () -> confirm(asked.plan(), asked.execution(), asked.step()));
            }
        }
    }

    /** Somebody knows the question before it is asked. */
    void answerTooSoon(ExecutionStarted started) {
        if (h.setup.question(started.plan()) != Question.NONE && chance.onceIn(5)) {
            time.in(
                    chance.between(0, 400),
                    () -> confirm(started.plan(), started.execution(), Question.STEP));
        }
    }

    private void confirm(PlanId plan, ExecutionId execution, StepId step) {
        say(new StepConfirmed(plan, execution, step, somebody(), "it is fine", clock()));
    }

    private void agree(PlanId plan, ExecutionId execution) {
        say(new ApprovalGiven(plan, execution, somebody(), clock()));
    }
}
