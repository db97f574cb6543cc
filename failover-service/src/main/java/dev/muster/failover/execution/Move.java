package dev.muster.failover.execution;

import dev.muster.events.Epoch;
import dev.muster.events.ExecutionId;
import dev.muster.events.FailoverEvent.Kind;
import dev.muster.plan.SiteId;
import java.time.Instant;
import java.util.Optional;

/**
 * What is to be moved, why and under which authority; fixed when the execution starts.
 *
 * @param epoch the authority this move raised
 * @param revision the plan as it was then
 * @param suspectedSince the first sign of the trouble, for a failover
 */
public record Move(
        ExecutionId id,
        Kind kind,
        SiteId from,
        SiteId to,
        Epoch epoch,
        String revision,
        String reason,
        Optional<Instant> suspectedSince,
        Instant startedAt) {}
