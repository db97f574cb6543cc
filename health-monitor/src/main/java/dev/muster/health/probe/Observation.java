package dev.muster.health.probe;

import dev.muster.events.HealthEvent.Replication;
import java.time.Duration;
import java.util.Optional;

/**
 * The answer to one question asked once.
 *
 * @param detail why, in words for a person, without secrets
 */
public record Observation(
        Answer answer, String detail, Duration took, Optional<Replication> replication) {

    /** What the question came to. */
    public enum Answer {
        UP,
        DOWN,
        /** It could not be asked properly, which says nothing of the target. */
        NONE
    }

    public static Observation up(String detail, Duration took) {
        return new Observation(Answer.UP, detail, took, Optional.empty());
    }

    /** A database that answers says more of itself. */
    public static Observation up(String detail, Duration took, Replication replication) {
        return new Observation(Answer.UP, detail, took, Optional.of(replication));
    }

    public static Observation down(String detail, Duration took) {
        return new Observation(Answer.DOWN, detail, took, Optional.empty());
    }

    /** Nothing was learnt, as when a secret cannot be read or is refused. */
    public static Observation none(String detail, Duration took) {
        return new Observation(Answer.NONE, detail, took, Optional.empty());
    }

    public boolean up() {
        return answer == Answer.UP;
    }
}
