package dev.muster.failover.simulation;

import dev.muster.events.DrEvent;
import dev.muster.events.ExecutionId;
import dev.muster.events.FailoverEvent.ExecutionAborted;
import dev.muster.events.FailoverEvent.ExecutionCompleted;
import dev.muster.events.FailoverEvent.ExecutionStarted;
import dev.muster.events.FailoverEvent.StepFinished;
import dev.muster.events.FailoverEvent.StepOutcome;
import dev.muster.events.PermitEvent.PermitGranted;
import dev.muster.events.PermitEvent.PermitReturned;
import dev.muster.events.StepEvent.StepCommanded;
import dev.muster.plan.RecoveryPlan.Mode;
import java.util.HashSet;
import java.util.Set;

/** How far automation may go without people, and how people stop it. */
final class PeopleInvariants {

    private PeopleInvariants() {}

    static final class Caps extends Invariant implements Invariant.OfEvents {

        private final boolean[][] leaving = new boolean[World.SITES][Setup.PLAN_IDS.size()];
        private final boolean[][] permitted = new boolean[World.SITES][Setup.PLAN_IDS.size()];
        private final int[] started = new int[World.SITES];
        private final boolean[] verified = new boolean[World.SITES];

        Caps() {
            super(
                    "I24 Caps",
                    "one plan leaves a site by itself until it is verified, then few, and few in all");
        }

        @Override
        public void said(DrEvent event, Oracle oracle) {
            switch (event) {
                case ExecutionStarted e when alone(e, oracle) -> {
                    var site = Setup.siteOf(e.from());
                    var atOnce = verified[site] ? Setup.CAPS.atOnce() : 1;
                    var inFlight = 0;
                    for (var other : leaving[site]) {
                        inFlight += other ? 1 : 0;
                    }
                    hold(inFlight < atOnce, inFlight + " are leaving already");
                    hold(started[site] < Setup.CAPS.perWindow(), started[site] + " left already");
                    leaving[site][Setup.planOf(e.plan())] = true;
                    started[site]++;
                }
                case PermitGranted e ->
                        permitted[Setup.siteOf(e.from())][Setup.planOf(e.plan())] = true;
                case PermitReturned e ->
                        permitted[Setup.siteOf(e.from())][Setup.planOf(e.plan())] = false;
                case ExecutionCompleted e -> {
                    var site = 1 - Setup.siteOf(e.active());
                    var plan = Setup.planOf(e.plan());
                    // Also when a person was quicker than the machine that had the permit.
                    verified[site] |= leaving[site][plan] || permitted[site][plan];
                    leaving[site][plan] = false;
                }
                case ExecutionAborted e ->
                        leaving[Setup.siteOf(e.active())][Setup.planOf(e.plan())] = false;
                default -> {}
            }
        }
    }

    /** Begun without any person: nobody asked, and nobody agreed. */
    private static boolean alone(ExecutionStarted started, Oracle oracle) {
        return Ledger.automatic(started)
                && oracle.setup.mode(Setup.planOf(started.plan())) == Mode.AUTOMATIC;
    }

    static final class Cooldown extends Invariant implements Invariant.OfEvents {

        private static final double SLOWEST = 0.9;

        Cooldown() {
            super("I25 Cooldown", "after a move began none begins by itself for a while");
        }

        @Override
        public void said(DrEvent event, Oracle oracle) {
            if (event instanceof ExecutionStarted e && Ledger.automatic(e)) {
                var ledger = oracle.ledger(e.plan());
                var quiet =
                        oracle.setup.cooldown().toMillis() * SLOWEST - 2 * oracle.setup.clockSpread;
                hold(
                        ledger.acknowledgedAt >= ledger.lastStartAt
                                || oracle.clocksJumped()
                                || oracle.now() - ledger.lastStartAt >= quiet,
                        oracle.now() - ledger.lastStartAt + " ms after the last one");
            }
        }
    }

    static final class AnswerBeforeEffect extends Invariant
            implements Invariant.OfEvents, Invariant.OfActs {
        AnswerBeforeEffect() {
            super("AnswerBeforeEffect", "what comes after a question waits for the answer");
        }

        @Override
        public void said(DrEvent event, Oracle oracle) {
            if (event instanceof StepCommanded e) {
                answered(e, "ordered", oracle);
            }
        }

        @Override
        public void happened(Act act, Oracle oracle) {
            if (act.command() != null) {
                answered(act.command(), act.kind().name(), oracle);
            }
        }

        private void answered(StepCommanded command, String what, Oracle oracle) {
            hold(
                    !oracle.setup.question(command.plan()).comesBefore(command.step())
                            || oracle.ledger(command.plan()).answered.contains(command.execution()),
                    command.step() + " was " + what + ", and nobody has answered");
        }
    }

    static final class OneAnswer extends Invariant implements Invariant.OfEvents {

        private final Set<ExecutionId> finished = new HashSet<>();

        OneAnswer() {
            super("OneAnswer", "a question is settled by an answer to it, and by one alone");
        }

        @Override
        public void said(DrEvent event, Oracle oracle) {
            if (event instanceof StepFinished e
                    && e.step().equals(Question.STEP)
                    && e.outcome() == StepOutcome.CONFIRMED_BY_PERSON) {
                hold(
                        oracle.ledger(e.plan()).answered.contains(e.execution()),
                        "nobody has answered");
                hold(finished.add(e.execution()), "settled twice");
            }
        }
    }

    static final class KillSwitch extends Invariant implements Invariant.OfEvents {
        KillSwitch() {
            super("I26 KillSwitch", "what is paused neither begins, nor orders, nor acts");
        }

        @Override
        public void said(DrEvent event, Oracle oracle) {
            switch (event) {
                case ExecutionStarted e -> notPaused(oracle.ledger(e.plan()));
                case StepCommanded e -> notPaused(oracle.ledger(e.plan()));
                default -> {}
            }
        }

        private void notPaused(Ledger ledger) {
            hold(ledger.pausesHeard.isEmpty(), "the machine had been told to pause");
        }

        void allowed(StepCommanded command, boolean notPaused) {
            hold(notPaused, "an executor goes on with " + command.step() + " while paused");
        }
    }
}
