package dev.muster.plan;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What must hold between plans: an order in which they can move, and nothing moved by two. */
final class TogetherRules {

    private TogetherRules() {}

    static void check(Map<RecoveryPlan, Faults> plans) {
        dependencies(plans);
        Map<String, PlanId> owners = new HashMap<>();
        plans.forEach((plan, faults) -> ownedOnce(plan, faults, owners));
    }

    private static void dependencies(Map<RecoveryPlan, Faults> plans) {
        Map<PlanId, Set<PlanId>> edges = new HashMap<>();
        plans.keySet().forEach(plan -> edges.put(plan.name(), plan.dependsOn()));
        var known = edges.keySet().stream().map(PlanId::value).toList();
        plans.forEach(
                (plan, faults) -> {
                    for (var other : new TreeSet<>(plan.dependsOn())) {
                        if (!edges.containsKey(other)) {
                            faults.follows(
                                    "spec.dependsOn",
                                    "there is no plan '" + other + "'",
                                    ReferenceRules.reference(
                                            "plan", other.value(), without(known, plan.name())));
                        }
                    }
                });
        var cycle = Cycles.first(edges);
        if (cycle.isPresent()) {
            var names = cycle.get().stream().map(PlanId::value).toList();
            plans.forEach(
                    (plan, faults) -> {
                        if (cycle.get().getFirst().equals(plan.name())) {
                            faults.follows(
                                    "spec.dependsOn",
                                    "plans depend on one another: " + String.join(" → ", names),
                                    "Remove one of these dependencies.");
                        }
                    });
        }
    }

    private static List<String> without(List<String> names, PlanId name) {
        return names.stream().filter(one -> !one.equals(name.value())).toList();
    }

    private static void ownedOnce(RecoveryPlan plan, Faults faults, Map<String, PlanId> owners) {
        for (int i = 0; i < plan.applications().size(); i++) {
            var application = plan.applications().get(i);
            var what = application.namespace() + "/" + application.workload();
            for (var site : plan.sites().all()) {
                own(
                        plan,
                        faults,
                        owners,
                        "spec.applications[" + i + "].workload",
                        what,
                        what + " on " + site);
            }
        }
        for (int i = 0; i < plan.data().size(); i++) {
            var set = plan.data().get(i);
            for (var entry : new java.util.TreeMap<>(set.postgresql()).entrySet()) {
                var server = entry.getValue().host() + ":" + entry.getValue().port();
                own(
                        plan,
                        faults,
                        owners,
                        "spec.data[" + i + "].postgresql." + entry.getKey(),
                        "the server " + server,
                        server);
            }
        }
        for (int i = 0; i < plan.traffic().size(); i++) {
            var record = plan.traffic().get(i).record();
            var what = "the record " + record.name() + " " + record.type();
            own(plan, faults, owners, "spec.traffic[" + i + "].record", what, what);
        }
    }

    private static void own(
            RecoveryPlan plan,
            Faults faults,
            Map<String, PlanId> owners,
            String path,
            String what,
            String key) {
        var owner = owners.putIfAbsent(key, plan.name());
        if (owner != null && !owner.equals(plan.name())) {
            faults.follows(
                    path,
                    what + " is moved by plan " + owner + " already",
                    "Declare it in one plan only and let the other depend on that one.");
        }
    }
}
