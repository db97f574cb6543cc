package dev.muster.health.alert;

import dev.muster.plan.PlanId;
import dev.muster.plan.RecoveryPlan;
import dev.muster.plan.SiteId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Finds out which site, for which plan, an alert speaks of. */
public final class AlertRouter {

    /** Where alerts go that no plan has asked for. */
    public static final SiteId UNMAPPED = new SiteId("unmapped");

    /** What an alert speaks of. */
    public record Route(PlanId plan, SiteId site) {}

    private record Rule(Route route, List<Matcher> matchers) {}

    private final List<Rule> rules;

    private AlertRouter(List<Rule> rules) {
        this.rules = rules;
    }

    public static AlertRouter of(Collection<RecoveryPlan> plans) {
        var rules = new ArrayList<Rule>();
        for (var plan : plans) {
            for (var hint : plan.detection().alerts()) {
                rules.add(
                        new Rule(
                                new Route(plan.name(), hint.site()),
                                hint.matchers().stream().map(Matcher::parse).toList()));
            }
        }
        return new AlertRouter(List.copyOf(rules));
    }

    public List<Route> routes(Map<String, String> labels) {
        return rules.stream()
                .filter(rule -> rule.matchers().stream().allMatch(m -> m.matches(labels)))
                .map(Rule::route)
                .distinct()
                .toList();
    }
}
