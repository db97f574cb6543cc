package dev.muster.plan;

import java.util.List;
import java.util.Optional;

/** Everything the user declared: plans and the sites they speak of. */
public record Declarations(List<RecoveryPlan> plans, List<Site> sites) {
    public Declarations {
        plans = List.copyOf(plans);
        sites = List.copyOf(sites);
    }

    public Optional<RecoveryPlan> plan(PlanId name) {
        return plans.stream().filter(plan -> plan.name().equals(name)).findFirst();
    }

    public Optional<Site> site(SiteId name) {
        return sites.stream().filter(site -> site.name().equals(name)).findFirst();
    }

    /** The sites a plan names, primary first; those never declared are left out. */
    public List<Site> sitesOf(RecoveryPlan plan) {
        return plan.sites().all().stream().map(this::site).flatMap(Optional::stream).toList();
    }
}
