package dev.muster.health.detection;

import dev.muster.events.HealthEvent.AlertReceived;
import dev.muster.events.PlanEvent.SiteDeclared;
import dev.muster.plan.PlanId;
import dev.muster.plan.VantageId;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * Everything that is known of one site.
 *
 * @param alerts the last word on each incident, by fingerprint and start
 */
public record AssessorState(
        Optional<SiteDeclared> declared,
        Map<VantageId, VantageView> views,
        Map<String, AlertReceived> alerts,
        Map<PlanId, Standing> standings,
        Optional<Instant> frozenUntil) {

    static final AssessorState UNHEARD_OF =
            new AssessorState(Optional.empty(), Map.of(), Map.of(), Map.of(), Optional.empty());

    public AssessorState {
        views = Map.copyOf(views);
        alerts = Map.copyOf(alerts);
        standings = Map.copyOf(standings);
    }
}
