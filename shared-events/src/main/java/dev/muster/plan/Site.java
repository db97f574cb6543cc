package dev.muster.plan;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A cluster or region on which applications run.
 *
 * @param failureDomain vantages and sites in one failure domain do not count as independent
 * @param kubeconfig how to reach the site's Kubernetes API, if it has one
 * @param vantages the vantages that stand inside this site
 * @param guarded whether a site guard runs there, which alone makes a time fence possible
 * @param probes whether the site is there at all, asked from every vantage
 */
public record Site(
        SiteId name,
        String failureDomain,
        Optional<Credential> kubeconfig,
        Set<VantageId> vantages,
        boolean guarded,
        List<Probe> probes) {
    public Site {
        vantages = Set.copyOf(vantages);
        probes = List.copyOf(probes);
    }
}
