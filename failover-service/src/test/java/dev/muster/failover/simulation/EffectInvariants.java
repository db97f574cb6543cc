package dev.muster.failover.simulation;

import dev.muster.events.DrEvent;
import dev.muster.events.FailoverEvent.ExecutionCompleted;
import dev.muster.events.FailoverEvent.Kind;
import dev.muster.events.FailoverEvent.StepFinished;
import dev.muster.events.FailoverEvent.StepOutcome;
import dev.muster.events.StepAction;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;

/** How orders become effects, and effects results. */
final class EffectInvariants {

    private EffectInvariants() {}

    static final class EffectivelyOnce extends Invariant implements Invariant.OfActs {

        private final Set<String> done = new HashSet<>();

        EffectivelyOnce() {
            super("I18 EffectivelyOnce", "however often an order arrives, it takes effect once");
        }

        @Override
        public void happened(Act act, Oracle oracle) {
            switch (act.kind()) {
                case PROMOTED, REDIRECTED ->
                        hold(
                                done.add(act.kind() + "/" + act.plan() + "/" + act.epoch()),
                                act.kind() + " twice under epoch " + act.epoch());
                case FENCED, LIFTED, SCALED_UP, RECORDED -> {}
            }
        }
    }

    static final class IntentBeforeEffect extends Invariant implements Invariant.OfActs {
        IntentBeforeEffect() {
            super("I19 IntentBeforeEffect", "nothing happens that is not on the log before");
        }

        @Override
        public void happened(Act act, Oracle oracle) {
            var command = act.command();
            hold(
                    command == null || oracle.ledgers[act.plan()].commanded.contains(command),
                    "an effect that was never commanded");
        }
    }

    static final class ObservationBeforeResult extends Invariant implements Invariant.OfEvents {
        ObservationBeforeResult() {
            super("I19 ObservationBeforeResult", "a step is done only when the world is as wanted");
        }

        @Override
        public void said(DrEvent event, Oracle oracle) {
            if (event instanceof StepFinished e && e.outcome() == StepOutcome.DONE) {
                var ledger = oracle.ledger(e.plan());
                var action = ledger.actions.get(e.step());
                hold(action != null, e.step() + " was never commanded");
                isTrue(Objects.requireNonNull(action), Setup.planOf(e.plan()), ledger, oracle);
            }
        }

        private void isTrue(StepAction action, int plan, Ledger ledger, Oracle oracle) {
            var world = oracle.world();
            switch (action) {
                case StepAction.FencePostgres a -> {
                    var database = world.databases[plan][Setup.siteOf(a.site())];
                    hold(
                            !database.primary
                                    || (database.readOnly && database.epochSeen >= ledger.epoch),
                            "the server is not fenced under epoch " + ledger.epoch);
                }
                case StepAction.PromotePostgres a ->
                        hold(
                                world.databases[plan][Setup.siteOf(a.site())].primary,
                                "the server is no primary");
                case StepAction.ScaleWorkload a ->
                        hold(
                                world.workloads[plan][Setup.siteOf(a.site())].epoch >= ledger.epoch,
                                "the workload has never seen this move");
                case StepAction.RedirectTraffic _ ->
                        hold(
                                world.names[plan].epoch >= ledger.epoch,
                                "the name was never changed by this move");
                default -> {}
            }
        }
    }

    static final class LossIsNotUnderstated extends Invariant
            implements Invariant.OfEvents, Invariant.OfActs {

        private static final long CLOCKS = 100;

        private final long[] copyIsOf = new long[Setup.PLAN_IDS.size()];

        LossIsNotUnderstated() {
            super("Loss", "the loss that is told is never smaller than the one that happened");
        }

        @Override
        public void happened(Act act, Oracle oracle) {
            if (act.kind() == Act.Kind.PROMOTED) {
                copyIsOf[act.plan()] =
                        oracle.world().databases[act.plan()][act.site()].currentAsOf(oracle.now());
            }
        }

        @Override
        public void said(DrEvent event, Oracle oracle) {
            if (!(event instanceof ExecutionCompleted e)
                    || e.dataLoss().isEmpty()
                    || oracle.setup.clockSpread > 0
                    || !oracle.setup.hasData()) {
                return;
            }
            var running = oracle.ledger(e.plan()).running;
            var plan = Setup.planOf(e.plan());
            var from = 1 - Setup.siteOf(e.active());
            if (running == null || running.kind() == Kind.SWITCHOVER || oracle.clocksJumped()) {
                return;
            }
            var lost = oracle.truth.lastWriteAt(plan, from, oracle.now()) - copyIsOf[plan];
            hold(
                    e.dataLoss().get().toMillis() + CLOCKS + driftOver(oracle) >= lost,
                    "told " + e.dataLoss().get() + ", lost " + lost + " ms");
        }

        private static long driftOver(Oracle oracle) {
            return (long) (oracle.now() * oracle.setup.drift);
        }
    }
}
