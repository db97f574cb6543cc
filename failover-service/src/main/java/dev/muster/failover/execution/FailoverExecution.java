package dev.muster.failover.execution;

import java.time.Instant;
import java.util.Optional;

/**
 * One run of a recovery plan. A transition is a method on the only state that allows it.
 *
 * <pre>
 *            all guards pass                 old site fenced
 *   (none) ──────────────────▶ Preparing ───────────────────▶ CuttingOver ──verified──▶ (completed)
 *                                 │            point of            │
 *                                 │ abort,     no return           │ a step does not end:
 *                                 │ rejected                       ▼ stands still, calls a person,
 *                                 ▼                                  goes on when it can
 *                              Undoing ──released──▶ (aborted)
 * </pre>
 */
public sealed interface FailoverExecution {

    Move move();

    Progress progress();

    Optional<Hold> hold();

    FailoverExecution withProgress(Progress progress);

    FailoverExecution withHold(Optional<Hold> hold);

    /** Why the move stands still, and since when. */
    record Hold(String reason, String waitsFor, Instant since) {
        public Hold since(Instant at) {
            return new Hold(reason, waitsFor, at);
        }
    }

    /**
     * The old site is being stopped; everything can still be undone.
     *
     * @param fencedBy when the old site has certainly stopped by itself; empty when it has no guard
     *     that would
     */
    record Preparing(Move move, Progress progress, Optional<Instant> fencedBy, Optional<Hold> hold)
            implements FailoverExecution {

        public CuttingOver passPointOfNoReturn() {
            return new CuttingOver(move, progress, fencedBy, Optional.empty());
        }

        public Undoing undo(Progress release, String reason) {
            return new Undoing(move, release, reason, Optional.empty());
        }

        public Preparing fencedBy(Optional<Instant> at) {
            return new Preparing(move, progress, at, hold);
        }

        @Override
        public Preparing withProgress(Progress next) {
            return new Preparing(move, next, fencedBy, hold);
        }

        @Override
        public Preparing withHold(Optional<Hold> next) {
            return new Preparing(move, progress, fencedBy, next);
        }
    }

    /** Authority is at the new site; there is no way back, on purpose. */
    record CuttingOver(
            Move move, Progress progress, Optional<Instant> fencedBy, Optional<Hold> hold)
            implements FailoverExecution {

        @Override
        public CuttingOver withProgress(Progress next) {
            return new CuttingOver(move, next, fencedBy, hold);
        }

        @Override
        public CuttingOver withHold(Optional<Hold> next) {
            return new CuttingOver(move, progress, fencedBy, next);
        }
    }

    /** The old site is being released again, under a newer epoch than the move's. */
    record Undoing(Move move, Progress progress, String reason, Optional<Hold> hold)
            implements FailoverExecution {

        @Override
        public Undoing withProgress(Progress next) {
            return new Undoing(move, next, reason, hold);
        }

        @Override
        public Undoing withHold(Optional<Hold> next) {
            return new Undoing(move, progress, reason, next);
        }
    }
}
