package dev.muster.failover.simulation;

import dev.muster.events.DrEvent;

/** One sentence that has to be true in every history, and how it is checked against the world. */
abstract class Invariant {

    private final String name;
    private final String sentence;

    Invariant(String name, String sentence) {
        this.name = name;
        this.sentence = sentence;
    }

    /** Judged when a machine's output is committed. */
    interface OfEvents {
        void said(DrEvent event, Oracle oracle);
    }

    /** Judged when the world accepted an effect. */
    interface OfActs {
        void happened(Act act, Oracle oracle);
    }

    /** Judged whenever the world has changed. */
    interface OfTheWorld {
        void check(Oracle oracle);
    }

    String name() {
        return name;
    }

    void hold(boolean holds, String what) {
        if (!holds) {
            throw new Violation(this, what);
        }
    }

    /** The sentence is not true. */
    static final class Violation extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final transient Invariant invariant;

        Violation(Invariant invariant, String what) {
            super(invariant.name + ": " + invariant.sentence + " — " + what, null, false, false);
            this.invariant = invariant;
        }

        String invariant() {
            return invariant.name;
        }
    }
}
