package dev.muster.backup.simulation;

import dev.muster.backup.catalog.Catalogue;
import dev.muster.backup.protection.PlanProtection;
import dev.muster.machine.Machine;
import dev.muster.plan.Assurance.Protection;

/** What is known can be kept, and decides alone. */
final class StateInvariants {

    private StateInvariants() {}

    static final class Bounded extends Invariant {
        private static final int MOST_RUNS = 70;
        private static final int MOST_WISHES = 100;
        private static final int MOST_ENDED = 200;

        Bounded() {
            super("P16 Bounded", "what is remembered has an end");
        }

        @Override
        void decided(Decision decision, Oracle oracle) {
            var state = decision.after();
            hold(state.runs().size() <= MOST_RUNS, state.runs().size(), " runs");
            hold(state.handled().size() <= MOST_WISHES, state.handled().size(), " wishes");
            hold(state.catalogue().points().size() <= Catalogue.MOST_POINTS, "too many points");
            hold(
                    state.engines().map(known -> known.ended().size()).orElse(0) <= MOST_ENDED,
                    "too many failures");
            var names = oracle.books.protections().stream().map(Protection::name).toList();
            hold(
                    oracle.books.declared.isEmpty()
                            || (names.containsAll(state.attempts().keySet())
                                    && names.containsAll(state.extended().keySet())),
                    "kept for what is not declared: ",
                    state.attempts().keySet(),
                    state.extended().keySet());
        }
    }

    /** Looked at now and then, because writing and reading takes longer than deciding. */
    static final class Repeatable extends Invariant {
        private static final int NOW_AND_THEN = 250;
        private static final Repeatable INSTANCE = new Repeatable();

        private Repeatable() {
            super(
                    "P21 Repeatable",
                    "what was written and read decides the same, and the same decides the same");
        }

        static void check(Decision decision, Machine<PlanProtection> machine, long count) {
            if (count % NOW_AND_THEN != 0) {
                return;
            }
            var read = decision.before().map(known -> Host.CODEC.read(Host.CODEC.write(known)));
            INSTANCE.hold(read.equals(decision.before()), "read otherwise than written");
            var again = machine.decide(read, decision.input(), decision.now());
            INSTANCE.hold(again.equals(decision.outcome()), decision.input());
        }
    }
}
