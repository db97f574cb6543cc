package dev.muster.failover.guard;

import dev.muster.events.ControlEvent.AutomationPaused;
import dev.muster.events.ExecutionId;
import dev.muster.events.PlanEvent.PlanDeclared;
import dev.muster.plan.RecoveryPlan;
import dev.muster.plan.SiteId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Everything that a decision about one plan may depend on.
 *
 * @param active the site that holds the authority
 * @param target where the application would go
 * @param activeSeen the last verdict on the active site
 * @param targetSeen the last verdict on the target
 * @param recoverableTo all data that backups carry can be brought back up to then, where the plan
 *     moves by backups
 * @param pauses what people paused: this plan, or everything
 * @param coolUntil nothing begins by itself before, because a move began a short while ago
 * @param frozenUntil nothing begins by itself before, because the clock jumped
 * @param running the execution under way, if any
 */
public record Situation(
        PlanDeclared declared,
        boolean retired,
        SiteId active,
        Optional<SiteId> target,
        Optional<Sighting> activeSeen,
        Optional<Sighting> targetSeen,
        Optional<Instant> recoverableTo,
        List<AutomationPaused> pauses,
        Optional<Instant> coolUntil,
        Optional<Instant> frozenUntil,
        Optional<Permission> permission,
        Optional<ExecutionId> running,
        DecisionPolicy policy,
        Instant now) {

    public RecoveryPlan plan() {
        return declared.plan();
    }
}
