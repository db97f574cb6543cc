package dev.muster.health.app;

import dev.muster.events.PlanEvent.PlanDeclared;
import dev.muster.plan.Probe;
import dev.muster.plan.ProbeTarget;
import dev.muster.plan.SiteId;
import dev.muster.plan.VantageId;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One probe of one site that this vantage has to ask.
 *
 * @param name as in the readings: plan probes carry the plan in front
 */
record Assignment(
        SiteId site,
        String name,
        ProbeTarget target,
        Duration every,
        Duration timeout,
        int failureThreshold,
        int successThreshold) {

    /** How often data are asked; as often as it takes to know the replication well. */
    private static final Duration DATA_EVERY = Duration.ofSeconds(1);

    private static final Duration DATA_TIMEOUT = Duration.ofMillis(900);

    /** Everything the plans want this vantage to ask, each probe once. */
    static Map<String, Assignment> of(Collection<PlanDeclared> plans, VantageId vantage) {
        var all = new LinkedHashMap<String, Assignment>();
        for (var declared : plans) {
            if (declared.plan().detection().vantages().contains(vantage)) {
                declared.sites().forEach(site -> site.probes().forEach(p -> add(all, p.name(), p)));
                var plan = declared.plan().name();
                declared.plan()
                        .detection()
                        .probes()
                        .forEach(p -> add(all, plan + "/" + p.name(), p));
                for (var data : declared.plan().data()) {
                    data.postgresql()
                            .forEach(
                                    (site, endpoint) ->
                                            put(
                                                    all,
                                                    new Assignment(
                                                            site,
                                                            plan + "/" + data.name(),
                                                            new ProbeTarget.PostgreSql(endpoint),
                                                            DATA_EVERY,
                                                            DATA_TIMEOUT,
                                                            2,
                                                            1)));
                }
            }
        }
        return all;
    }

    private static void add(Map<String, Assignment> all, String name, Probe probe) {
        probe.targets()
                .forEach(
                        (site, target) ->
                                put(
                                        all,
                                        new Assignment(
                                                site,
                                                name,
                                                target,
                                                probe.every(),
                                                probe.timeout(),
                                                probe.failureThreshold(),
                                                probe.successThreshold())));
    }

    private static void put(Map<String, Assignment> all, Assignment assignment) {
        all.put(assignment.key(), assignment);
    }

    String key() {
        return site + " " + name;
    }
}
