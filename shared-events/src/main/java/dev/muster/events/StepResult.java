package dev.muster.events;

import java.time.Instant;
import java.util.Optional;

/** What an executor found when it looked at the world; never what a call returned. */
public sealed interface StepResult {

    String detail();

    /** Read back from the world: it is as wanted. */
    record Done(String detail, Facts facts) implements StepResult {}

    /** Accepted and under way; the executor will report again. */
    record InProgress(String detail) implements StepResult {}

    /** It must not or cannot be done, now or later: a newer epoch, a wrong credential. */
    record Rejected(String detail) implements StepResult {}

    /** The thing could not be reached; nothing was changed. */
    record Unavailable(String detail) implements StepResult {}

    /** It may or may not have happened. */
    record Unknown(String detail) implements StepResult {}

    /**
     * What later steps and the report need to know.
     *
     * @param position write-ahead log location at which a fenced primary stopped, or from which a
     *     promoted one goes on
     * @param currentAsOf everything committed until then is there, by the old primary's clock
     */
    record Facts(Optional<String> position, Optional<Instant> currentAsOf) {
        public static final Facts NONE = new Facts(Optional.empty(), Optional.empty());
    }
}
