package dev.muster.plan;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Refuses what can be read but cannot be safe, or cannot work: every rule looks at plans together
 * with the sites and the other plans they speak of.
 */
public final class PlanValidator {

    private PlanValidator() {}

    /** Every fault of the declarations; none when they may be used. */
    public static List<PlanFault> validate(Declarations declared) {
        Map<RecoveryPlan, Faults> plans = new LinkedHashMap<>();
        declared.plans().forEach(plan -> plans.put(plan, new Faults("plan " + plan.name())));
        Map<SiteId, Faults> sites = new LinkedHashMap<>();
        declared.sites().forEach(site -> sites.put(site.name(), new Faults("site " + site.name())));
        validate(declared, plans, sites);
        var all = new ArrayList<PlanFault>();
        sites.values().forEach(faults -> all.addAll(faults.all()));
        plans.values().forEach(faults -> all.addAll(faults.all()));
        return all;
    }

    static void validate(
            Declarations declared, Map<RecoveryPlan, Faults> plans, Map<SiteId, Faults> sites) {
        SiteRules.check(declared, sites);
        plans.forEach(
                (plan, faults) -> {
                    ReferenceRules.check(plan, declared, faults);
                    DetectionRules.check(plan, declared, faults);
                    FailoverRules.check(plan, declared, faults);
                    AssuranceRules.check(plan, faults);
                });
        TogetherRules.check(plans);
    }
}
