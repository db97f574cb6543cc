package dev.muster.failover.app;

import dev.muster.events.PlanEvent.PlanDeclared;
import dev.muster.plan.Credential;
import dev.muster.plan.PlanId;
import dev.muster.plan.PostgresEndpoint;
import dev.muster.plan.RecoveryPlan.Application;
import dev.muster.plan.SiteId;
import dev.muster.service.BadSetting;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a guard has to hold of one plan, as reached from inside its site. The plan's own addresses
 * may lead around through the outside, and a fence that needs the outside is none.
 */
public record LocalSite(
        PlanId plan,
        SiteId site,
        Optional<Credential> kubeconfig,
        List<Application> applications,
        List<PostgresEndpoint> databases) {

    public LocalSite {
        applications = List.copyOf(applications);
        databases = List.copyOf(databases);
    }

    /**
     * The site as the plan declares it, with the guard's own ways in.
     *
     * @param kubeconfig replaces the declared one
     * @param addresses from {@code host:port} as declared to {@code host:port} as reached from
     *     inside
     */
    static LocalSite of(
            PlanDeclared declared,
            SiteId site,
            Optional<Credential> kubeconfig,
            Map<String, String> addresses) {
        var plan = declared.plan();
        var databases =
                plan.data().stream()
                        .flatMap(data -> Optional.ofNullable(data.postgresql().get(site)).stream())
                        .map(endpoint -> local(endpoint, addresses))
                        .toList();
        return new LocalSite(
                plan.name(),
                site,
                kubeconfig.or(() -> declared.site(site).kubeconfig()),
                plan.applications(),
                databases);
    }

    private static PostgresEndpoint local(
            PostgresEndpoint endpoint, Map<String, String> addresses) {
        var inside = addresses.get(endpoint.host() + ":" + endpoint.port());
        if (inside == null) {
            return endpoint;
        }
        var colon = inside.lastIndexOf(':');
        return new PostgresEndpoint(
                inside.substring(0, colon),
                Integer.parseInt(inside.substring(colon + 1)),
                endpoint.database(),
                endpoint.credentials());
    }

    /**
     * Reads {@code declared=inside} pairs separated by commas.
     *
     * @throws BadSetting naming the setting, when one has another form
     */
    static Map<String, String> addresses(String text) {
        var pairs = new HashMap<String, String>();
        for (var pair : text.split(",", -1)) {
            if (!pair.isBlank()) {
                if (!pair.strip().matches("[^=]+:[0-9]{1,5}=[^=]+:[0-9]{1,5}")) {
                    throw new BadSetting(
                            "MUSTER_GUARD_ADDRESSES holds '"
                                    + pair
                                    + "', expected declared-host:port=inside-host:port");
                }
                var sides = pair.strip().split("=", 2);
                pairs.put(sides[0], sides[1]);
            }
        }
        return pairs;
    }
}
