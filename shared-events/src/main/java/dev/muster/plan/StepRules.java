package dev.muster.plan;

import dev.muster.plan.RecoveryPlan.Application;
import dev.muster.plan.RecoveryPlan.Step;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The user's own order of steps may add to the strategy's, never contradict it: what waits for
 * itself would never begin.
 */
final class StepRules {

    private static final String STEPS = "spec.failover.steps";

    private StepRules() {}

    static void check(RecoveryPlan plan, Faults faults) {
        var own = plan.failover().steps();
        Duplicates.check(faults, STEPS, "name", own, Step::name);
        var failover = graph(plan, false);
        var switchover = graph(plan, true);
        var strategys = List.copyOf(switchover.keySet());
        for (int i = 0; i < own.size(); i++) {
            var step = own.get(i);
            var path = STEPS + "[" + i + "]";
            if (step.awaitPerson().isEmpty()) {
                known(path + ".name", step.name(), strategys, faults);
            } else {
                awaits(path, step, strategys, faults);
                failover.put(step.name(), Set.of());
                switchover.put(step.name(), Set.of());
            }
        }
        var known = List.copyOf(switchover.keySet());
        for (int i = 0; i < own.size(); i++) {
            for (var before : new TreeSet<>(own.get(i).after())) {
                known(STEPS + "[" + i + "].after", before, known, faults);
            }
        }
        Cycles.first(with(own, failover))
                .or(() -> Cycles.first(with(own, switchover)))
                .ifPresent(
                        cycle ->
                                faults.follows(
                                        STEPS,
                                        "steps wait for one another: "
                                                + String.join(" after ", cycle),
                                        "Remove from after what contradicts the strategy's own"
                                                + " order."));
    }

    private static void awaits(String path, Step step, List<String> strategys, Faults faults) {
        if (strategys.contains(step.name())) {
            faults.follows(
                    path + ".name",
                    "'"
                            + step.name()
                            + "' is a step of the strategy; a person cannot stand in for it",
                    "Give the waiting a name of its own, and name it in the step's after.");
        }
    }

    private static void known(String path, String name, List<String> known, Faults faults) {
        if (!known.contains(name)) {
            faults.follows(
                    path,
                    "this plan has no step '" + name + "'",
                    ReferenceRules.reference("step", name, known),
                    "spec.applications",
                    "spec.data",
                    "spec.checks",
                    "spec.traffic");
        }
    }

    private static Map<String, Set<String>> with(List<Step> own, Map<String, Set<String>> graph) {
        var both = new TreeMap<String, Set<String>>();
        graph.forEach((step, after) -> both.put(step, new HashSet<>(after)));
        for (var step : own) {
            var after = both.get(step.name());
            if (after != null) {
                step.after().stream().filter(graph::containsKey).forEach(after::add);
            }
        }
        return both;
    }

    /** The steps every move of the plan has, each with those it waits for. */
    private static Map<String, Set<String>> graph(RecoveryPlan plan, boolean planned) {
        var graph = new TreeMap<String, Set<String>>();
        var data = plan.data().stream().map(RecoveryPlan.DataSet::name).toList();
        var workloads = plan.applications().stream().map(StepRules::name).toList();
        var prepared = new ArrayList<String>();
        prepared.addAll(put(graph, "stop-", workloads, List.of()));
        prepared.addAll(put(graph, "fence-", data, planned ? List.copyOf(prepared) : List.of()));
        var restored = plan.strategy() == RecoveryPlan.Strategy.BACKUP_RESTORE;
        if (restored) {
            prepared.addAll(put(graph, "restore-", data, List.copyOf(prepared)));
        }
        if (planned) {
            for (var name : data) {
                var before = restored ? "restore-" + name : "fence-" + name;
                prepared.addAll(put(graph, "drain-", List.of(name), List.of(before)));
            }
        }
        var ready = new ArrayList<>(prepared);
        ready.addAll(put(graph, "promote-", data, prepared));
        ready.addAll(put(graph, "start-", workloads, prepared));
        var checks = plan.checks().stream().map(RecoveryPlan.Check::name).toList();
        var checked = new ArrayList<>(ready);
        checked.addAll(put(graph, "check-", checks, ready));
        for (var traffic : plan.traffic()) {
            put(graph, "redirect-", List.of(traffic.name()), checked);
            put(graph, "verify-", List.of(traffic.name()), List.of("redirect-" + traffic.name()));
        }
        return graph;
    }

    private static List<String> put(
            Map<String, Set<String>> graph, String verb, List<String> of, List<String> after) {
        var steps = of.stream().map(name -> verb + name).toList();
        steps.forEach(step -> graph.put(step, Set.copyOf(after)));
        return steps;
    }

    private static String name(Application application) {
        return application.workload().name();
    }
}
