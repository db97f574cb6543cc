package dev.muster.failover.simulation;

import static dev.muster.failover.simulation.Invariants.FRESH;

import dev.muster.events.DrEvent;
import dev.muster.events.FailoverEvent.ExecutionStarted;
import dev.muster.events.FailoverEvent.Kind;
import dev.muster.events.FailoverEvent.PointOfNoReturnPassed;
import dev.muster.events.FailoverEvent.TroubleEnded;
import dev.muster.events.HealthEvent.FailureClass;
import dev.muster.events.HealthEvent.HealthAssessed;
import dev.muster.events.HealthEvent.Verdict;
import dev.muster.events.HealthEvent.Vote;
import dev.muster.plan.VantageId;

/** What a decision may rest on. */
final class EvidenceInvariants {

    private static final int QUORUM = 2;

    private EvidenceInvariants() {}

    /** Something that has to be true whenever a move begins by itself. */
    abstract static class OfAutomaticMoves extends Invariant implements Invariant.OfEvents {
        OfAutomaticMoves(String name, String sentence) {
            super(name, sentence);
        }

        @Override
        public final void said(DrEvent event, Oracle oracle) {
            if (event instanceof ExecutionStarted started && Ledger.automatic(started)) {
                check(Setup.planOf(started.plan()), Setup.siteOf(started.from()), oracle);
            }
        }

        abstract void check(int plan, int from, Oracle oracle);
    }

    static final class NeverZeroByOurHand extends OfAutomaticMoves {
        NeverZeroByOurHand() {
            super(
                    "I6 NeverZeroByOurHand",
                    "a site is stopped only while the other one was seen well");
        }

        @Override
        void check(int plan, int from, Oracle oracle) {
            hold(
                    oracle.truth.seenBy(plan, 1 - from, oracle.now() - FRESH) >= QUORUM,
                    "nobody could have seen the standby");
        }
    }

    static final class FailStatic extends OfAutomaticMoves {
        FailStatic() {
            super(
                    "I7 FailStatic",
                    "with only log, machines, vantages or guards in trouble nothing moves by itself");
        }

        @Override
        void check(int plan, int from, Oracle oracle) {
            hold(oracle.truth.everLost(plan, from), "the site was never out of reach");
        }
    }

    static final class QuorumOfVantages extends OfAutomaticMoves {
        QuorumOfVantages() {
            super(
                    "I8 QuorumOfVantages",
                    "a move begins by itself only after two independent vantages saw the loss");
        }

        @Override
        void check(int plan, int from, Oracle oracle) {
            var seers = oracle.truth.lostTo(plan, from, oracle.now() - 2 * FRESH);
            hold(seers >= QUORUM, "only " + seers + " could have seen it");
        }
    }

    static final class NoStaleEvidence extends OfAutomaticMoves {
        NoStaleEvidence() {
            super("I9 NoStaleEvidence", "a move begins by itself only on what was seen just now");
        }

        @Override
        void check(int plan, int from, Oracle oracle) {
            var seers = oracle.truth.lostTo(plan, from, oracle.now() - FRESH);
            hold(seers >= QUORUM, "only " + seers + " could have seen it lately");
        }
    }

    static final class VotesAreFresh extends Invariant implements Invariant.OfEvents {

        /** What is forgiven to clocks, over a backlog, and to the rate of the assessor's own. */
        private static final long FORGIVEN = 2_000;

        VotesAreFresh() {
            super("I9 VotesAreFresh", "what waited on its way to the assessor does not vote");
        }

        @Override
        public void said(DrEvent event, Oracle oracle) {
            if (event instanceof HealthAssessed e) {
                for (var evidence : e.evidence()) {
                    if (votes(evidence.vote())) {
                        fresh(e, evidence.vantage(), oracle);
                    }
                }
            }
        }

        private static boolean votes(Vote vote) {
            return vote == Vote.UP || vote == Vote.DOWN || vote == Vote.PARTLY;
        }

        private void fresh(HealthAssessed e, VantageId vantage, Oracle oracle) {
            var site = Setup.siteOf(e.site());
            var age = oracle.reports.age(site, Setup.VANTAGES.indexOf(vantage), oracle.now());
            hold(
                    age <= Setup.STALE_AFTER.toMillis() + FORGIVEN,
                    "what " + vantage + " says of " + e.site() + " is " + age + " ms old");
        }
    }

    static final class BlindIsNotDown extends Invariant implements Invariant.OfEvents {
        BlindIsNotDown() {
            super("I10 BlindIsNotDown", "who sees nothing at all is not counted");
        }

        @Override
        public void said(DrEvent event, Oracle oracle) {
            if (event instanceof HealthAssessed e && e.verdict() == Verdict.DOWN && isLoss(e)) {
                var seers =
                        oracle.truth.lostTo(
                                Setup.planOf(e.plan()),
                                Setup.siteOf(e.site()),
                                oracle.now() - 2 * FRESH);
                hold(seers >= QUORUM, "only " + seers + " had their eyes open");
            }
        }
    }

    static final class Holistic extends OfAutomaticMoves {
        Holistic() {
            super(
                    "I11 Holistic",
                    "a move begins by itself only when the standby lost its primary, too");
        }

        @Override
        void check(int plan, int from, Oracle oracle) {
            hold(
                    !oracle.setup.hasData()
                            || oracle.truth.brokenAt(plan, oracle.now()) >= oracle.now() - FRESH,
                    "replication was never broken");
        }
    }

    static final class StandbyPrecondition extends Invariant implements Invariant.OfEvents {
        StandbyPrecondition() {
            super(
                    "I12 StandbyPrecondition",
                    "authority goes only where somebody could just see that all is well");
        }

        @Override
        public void said(DrEvent event, Oracle oracle) {
            switch (event) {
                case ExecutionStarted e -> {
                    seen(Setup.planOf(e.plan()), Setup.siteOf(e.to()), FRESH, oracle);
                    if (Ledger.automatic(e) || e.kind() == Kind.SWITCHOVER) {
                        current(Setup.planOf(e.plan()), Setup.siteOf(e.to()), oracle);
                    }
                }
                case PointOfNoReturnPassed e ->
                        seen(Setup.planOf(e.plan()), Setup.siteOf(e.active()), 8_000, oracle);
                default -> {}
            }
        }

        private void seen(int plan, int site, long within, Oracle oracle) {
            hold(
                    oracle.truth.seenBy(plan, site, oracle.now() - within) >= QUORUM,
                    "nobody could have seen the standby");
        }

        private void current(int plan, int site, Oracle oracle) {
            var database = oracle.world().databases[plan][site];
            hold(!database.running || !database.primary, "the data there are not a standby's");
            var since = oracle.truth.brokenSince(plan, oracle.now()) - FRESH;
            hold(
                    !database.running
                            || database.currentAsOf(oracle.now())
                                    >= since
                                            - oracle.setup.maxDataLoss().toMillis()
                                            - 2 * oracle.setup.clockSpread,
                    "the data there are too old");
        }
    }

    static final class UnknownIsNotHealthy extends Invariant implements Invariant.OfEvents {
        UnknownIsNotHealthy() {
            super("I13 UnknownIsNotHealthy", "silence is never taken for an end of the trouble");
        }

        @Override
        public void said(DrEvent event, Oracle oracle) {
            if (event instanceof TroubleEnded e) {
                hold(
                        oracle.truth.seenBy(
                                        Setup.planOf(e.plan()),
                                        Setup.siteOf(e.site()),
                                        oracle.now() - FRESH)
                                >= QUORUM,
                        "nobody could have seen that " + e.site() + " is well");
            }
        }
    }

    static final class TimeJumpFreeze extends Invariant implements Invariant.OfEvents {

        private static final double SLOWEST = 0.9;

        TimeJumpFreeze() {
            super("I14 TimeJumpFreeze", "nothing begins by itself shortly after a clock jumped");
        }

        @Override
        public void said(DrEvent event, Oracle oracle) {
            switch (event) {
                case ExecutionStarted e when Ledger.automatic(e) ->
                        after(
                                oracle.failoverJumpedAt(Setup.planOf(e.plan())),
                                Setup.DECISION.clockFreeze().toMillis(),
                                oracle);
                case HealthAssessed e when e.verdict() == Verdict.DOWN && isLoss(e) ->
                        after(
                                oracle.assessorJumpedAt(Setup.siteOf(e.site())),
                                Setup.DETECTION.clockFreeze().toMillis(),
                                oracle);
                default -> {}
            }
        }

        private void after(long jumpedAt, long freeze, Oracle oracle) {
            hold(
                    oracle.now() - jumpedAt >= freeze * SLOWEST,
                    oracle.now() - jumpedAt + " ms after the jump");
        }
    }

    static final class AlertsAloneNever extends OfAutomaticMoves {
        AlertsAloneNever() {
            super("I15 AlertsAloneNever", "no number of alerts moves anything");
        }

        @Override
        void check(int plan, int from, Oracle oracle) {
            hold(
                    oracle.truth.lostTo(plan, from, oracle.now() - 2 * FRESH) > 0,
                    "no vantage had seen anything");
        }
    }

    private static boolean isLoss(HealthAssessed e) {
        return e.failureClass() == FailureClass.SITE_DOWN
                || e.failureClass() == FailureClass.SITE_ISOLATED;
    }
}
