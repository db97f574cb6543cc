package dev.muster.failover.guard;

import java.time.Duration;

/**
 * The numbers of deciding that are the same for every plan.
 *
 * @param evidenceLimit a verdict that was received longer ago is no evidence
 * @param clockFreeze nothing begins by itself for this long after a clock jump
 * @param permitRetry an unanswered permit request is repeated after this long
 * @param catchUp for this long a new host may be reading what waited in the log
 */
public record DecisionPolicy(
        Duration evidenceLimit, Duration clockFreeze, Duration permitRetry, Duration catchUp) {

    public static final DecisionPolicy DEFAULT =
            new DecisionPolicy(
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(30),
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(2));
}
