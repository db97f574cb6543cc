package dev.muster.failover.app;

import dev.muster.events.PlanEvent.PlanDeclared;
import dev.muster.events.PlanEvent.Watch;
import dev.muster.plan.Probe;
import dev.muster.plan.RecoveryPlan;
import dev.muster.plan.RecoveryPlan.Strategy;
import dev.muster.plan.SiteId;
import java.time.Duration;
import java.util.List;

/** What the plans want assessed at a site. */
final class Watches {

    /** Reports come every second at the least; three of them missing is silence. */
    private static final Duration STALE_AFTER = Duration.ofSeconds(3);

    private Watches() {}

    static List<Watch> of(SiteId site, List<PlanDeclared> plans) {
        return plans.stream()
                .filter(declared -> declared.plan().sites().all().contains(site))
                .map(declared -> watch(site, declared.plan()))
                .toList();
    }

    private static Watch watch(SiteId site, RecoveryPlan plan) {
        var detection = plan.detection();
        return new Watch(
                plan.name(),
                runsAt(site, plan)
                        ? detection.probes().stream()
                                .filter(probe -> probe.targets().containsKey(site))
                                .map(Probe::name)
                                .map(name -> plan.name() + "/" + name)
                                .toList()
                        : List.of(),
                holdsData(site, plan)
                        ? plan.data().stream()
                                .filter(data -> data.postgresql().containsKey(site))
                                .map(data -> plan.name() + "/" + data.name())
                                .toList()
                        : List.of(),
                detection.vantages(),
                detection.quorum(),
                detection.tolerance(),
                STALE_AFTER);
    }

    /** Where data are brought from backups, there is no server before a move. */
    private static boolean holdsData(SiteId site, RecoveryPlan plan) {
        return site.equals(plan.sites().primary()) || plan.strategy() != Strategy.BACKUP_RESTORE;
    }

    /** Where nothing of the application runs while it is passive, nothing can answer for it. */
    private static boolean runsAt(SiteId site, RecoveryPlan plan) {
        return site.equals(plan.sites().primary())
                || plan.applications().isEmpty()
                || plan.applications().stream().anyMatch(app -> app.replicas().passive() > 0);
    }
}
