package dev.muster.events;

/**
 * One reason why an application is not moved now.
 *
 * @param detail what is the case, in words for a person
 * @param waitsFor what has to happen for this blocker to go away
 */
public record Blocker(Code code, String detail, String waitsFor) {

    /** The kinds of blockers; {@code waivable} ones yield to a person's explicit request. */
    public enum Code {
        PLAN_RETIRED(false),
        NO_STANDBY(false),
        MODE_OBSERVE(true),
        MODE_MANUAL(true),
        APPROVAL_MISSING(false),
        AUTOMATION_PAUSED(false),
        FREEZE_WINDOW(true),
        CLOCK_JUMPED(true),
        COOLDOWN(true),
        NO_QUORUM(true),
        EVIDENCE_STALE(true),
        TOLERANCE_RUNNING(true),
        NOT_A_SITE_LOSS(true),
        STANDBY_UNHEALTHY(false),
        STANDBY_NOT_SEEN(false),
        STANDBY_STILL_RECEIVES(true),
        PRIMARY_UNHEALTHY(false),
        DATA_LOSS_TOO_LARGE(true),
        DATA_LOSS_UNKNOWN(true),
        BLAST_RADIUS(true),
        EXECUTION_IN_PROGRESS(false);

        private final boolean waivable;

        Code(boolean waivable) {
            this.waivable = waivable;
        }

        public boolean waivable() {
            return waivable;
        }
    }
}
