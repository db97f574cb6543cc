package dev.muster.backup.simulation;

import dev.muster.events.DrEvent;
import org.jspecify.annotations.Nullable;

/** One sentence that has to be true in every history, and how it is checked. */
abstract class Invariant {

    private final String name;
    private final String sentence;

    Invariant(String name, String sentence) {
        this.name = name;
        this.sentence = sentence;
    }

    /** Judged for each thing that is said, before the books know of it. */
    void said(DrEvent event, Decision decision, Oracle oracle) {}

    /** Judged when all that was said in one decision is in the books. */
    void decided(Decision decision, Oracle oracle) {}

    final void hold(boolean holds, @Nullable Object... what) {
        if (!holds) {
            var text = new StringBuilder();
            for (var part : what) {
                text.append(part);
            }
            throw new Violation(this, text.toString());
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
