package dev.muster.plan;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The sites a plan names while it is being read.
 *
 * @param named empty when the plan's own list of sites could not be read
 * @param declarations the sites that were declared
 */
record PlanSites(Optional<List<SiteId>> named, Function<SiteId, Optional<Site>> declarations) {

    Optional<Site> declared(SiteId site) {
        return declarations.apply(site);
    }
}
