package dev.muster.failover.simulation;

import dev.muster.events.DrEvent;
import dev.muster.events.FailoverEvent.ExecutionAborted;
import dev.muster.events.FailoverEvent.ExecutionStarted;
import dev.muster.events.FailoverEvent.PointOfNoReturnPassed;
import dev.muster.events.StepAction.PromotePostgres;
import dev.muster.events.StepEvent.StepCommanded;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/** Who is allowed to be active. */
final class AuthorityInvariants {

    private AuthorityInvariants() {}

    static final class SingleActive extends Invariant implements Invariant.OfTheWorld {
        SingleActive() {
            super("I1 SingleActive", "at every moment at most one site of a plan takes writes");
        }

        @Override
        public void check(Oracle oracle) {
            for (var plan = 0; plan < oracle.ledgers.length; plan++) {
                hold(
                        !(oracle.world().takesWrites(plan, Network.WEST)
                                && oracle.world().takesWrites(plan, Network.EAST)),
                        "both sites take writes");
            }
        }
    }

    static final class MonotonicEpoch extends Invariant implements Invariant.OfEvents {
        MonotonicEpoch() {
            super("I2 MonotonicEpoch", "every change of authority has a new and higher epoch");
        }

        @Override
        public void said(DrEvent event, Oracle oracle) {
            switch (event) {
                case ExecutionStarted e ->
                        hold(e.epoch().value() > oracle.ledger(e.plan()).epoch, "epoch reused");
                case ExecutionAborted e -> {
                    var running = oracle.ledger(e.plan()).running;
                    hold(
                            running != null && running.epoch().isOlderThan(e.epoch()),
                            "an undoing under the epoch of its move");
                }
                default -> {}
            }
        }
    }

    static final class FenceBeforePromote extends Invariant
            implements Invariant.OfEvents, Invariant.OfActs {
        FenceBeforePromote() {
            super(
                    "I3 FenceBeforePromote",
                    "nothing is promoted before the old site has stopped taking writes");
        }

        @Override
        public void said(DrEvent event, Oracle oracle) {
            switch (event) {
                case PointOfNoReturnPassed e ->
                        stopped(Setup.planOf(e.plan()), Setup.siteOf(e.active()), oracle);
                case StepCommanded e when e.action() instanceof PromotePostgres ->
                        hold(oracle.ledger(e.plan()).pastNoReturn, "promoted while preparing");
                default -> {}
            }
        }

        @Override
        public void happened(Act act, Oracle oracle) {
            if (act.kind() == Act.Kind.PROMOTED) {
                stopped(act.plan(), act.site(), oracle);
            }
        }

        private void stopped(int plan, int target, Oracle oracle) {
            hold(!oracle.world().takesWrites(plan, 1 - target), "the old site still takes writes");
        }
    }

    static final class OneExecution extends Invariant implements Invariant.OfEvents {
        OneExecution() {
            super(
                    "I4 OneExecution",
                    "a plan has at most one execution, and a request starts at most one");
        }

        @Override
        public void said(DrEvent event, Oracle oracle) {
            if (event instanceof ExecutionStarted e) {
                var ledger = oracle.ledger(e.plan());
                hold(ledger.running == null, "another execution is under way");
                hold(!ledger.startedRequests.contains(e.requestId()), "the request started twice");
            }
        }
    }

    static final class ReturningSiteStaysPassive extends Invariant
            implements Invariant.OfTheWorld, Invariant.OfActs {
        ReturningSiteStaysPassive() {
            super(
                    "I5 ReturningSiteStaysPassive",
                    "a site without the authority takes no writes and is not started");
        }

        @Override
        public void check(Oracle oracle) {
            for (var plan = 0; plan < oracle.ledgers.length; plan++) {
                hold(
                        !oracle.world().takesWrites(plan, 1 - oracle.ledgers[plan].active),
                        "the site that lost the authority takes writes");
            }
        }

        @Override
        public void happened(Act act, Oracle oracle) {
            if (act.kind() == Act.Kind.LIFTED || act.kind() == Act.Kind.SCALED_UP) {
                hold(
                        act.site() == oracle.ledgers[act.plan()].active,
                        act.kind() + " at the site without the authority");
            }
        }
    }

    static final class NameFollowsAuthority extends Invariant implements Invariant.OfActs {
        NameFollowsAuthority() {
            super(
                    "I6 NameFollowsAuthority",
                    "the name is only ever pointed at the site that holds the authority");
        }

        @Override
        public void happened(Act act, Oracle oracle) {
            if (act.kind() == Act.Kind.REDIRECTED) {
                hold(
                        act.site() == oracle.ledgers[act.plan()].active,
                        "pointed at the site without the authority");
            }
        }
    }

    static final class ZombieHarmless extends Invariant implements Invariant.OfActs {

        private final Map<Long, Long> highest = new HashMap<>();

        ZombieHarmless() {
            super(
                    "I21 ZombieHarmless",
                    "nothing accepts an effect of an epoch older than one it has accepted");
        }

        @Override
        public void happened(Act act, Oracle oracle) {
            if (act.command() == null) {
                return;
            }
            var kind = Objects.requireNonNull(act.command()).action().getClass().hashCode();
            var thing = kind * 31L + act.plan() * 2L + act.site();
            if (act.kind() == Act.Kind.REDIRECTED) {
                thing = -1L - act.plan();
            }
            var before = highest.merge(thing, act.epoch(), Math::max);
            hold(
                    act.epoch() >= before && act.epoch() >= act.seen(),
                    "epoch " + act.epoch() + " after " + Math.max(before, act.seen()));
        }
    }
}
