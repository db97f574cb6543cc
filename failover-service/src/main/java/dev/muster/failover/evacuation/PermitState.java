package dev.muster.failover.evacuation;

import dev.muster.plan.PlanId;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * Which plans are leaving one site.
 *
 * @param leaving plans with a permit, and since when
 * @param started when permits were given lately, for the cap per window
 * @param verified whether a move away from the site was already verified in this window
 */
public record PermitState(Map<PlanId, Instant> leaving, List<Instant> started, boolean verified) {

    static final PermitState NONE = new PermitState(Map.of(), List.of(), false);

    public PermitState {
        leaving = Map.copyOf(leaving);
        started = List.copyOf(started);
    }
}
