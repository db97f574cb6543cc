package dev.muster.events;

import dev.muster.plan.PlanId;
import dev.muster.plan.RecoveryPlan;
import dev.muster.plan.Site;
import dev.muster.plan.SiteId;
import dev.muster.plan.VantageId;
import java.time.Duration;
import java.util.List;

/** What the user declared, as published by the owner of the plans. */
public sealed interface PlanEvent extends DrEvent {

    /** A plan with the sites it names; {@code revision} is a digest of both. */
    record PlanDeclared(String revision, RecoveryPlan plan, List<Site> sites) implements PlanEvent {
        public PlanDeclared {
            sites = List.copyOf(sites);
        }

        @Override
        public String key() {
            return plan.name().value();
        }

        /** The declared site of that name; every site of a valid plan is there. */
        public Site site(SiteId name) {
            return sites.stream()
                    .filter(site -> site.name().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("no site " + name));
        }
    }

    /** The plan is no longer declared: nothing of it moves any more. */
    record PlanRetired(PlanId plan) implements PlanEvent {
        @Override
        public String key() {
            return plan.value();
        }
    }

    /** A site with all that plans want assessed there; replaces what was declared before. */
    record SiteDeclared(Site site, List<Watch> watches) implements PlanEvent {
        public SiteDeclared {
            watches = List.copyOf(watches);
        }

        @Override
        public String key() {
            return site.name().value();
        }
    }

    /**
     * One plan's interest in one site.
     *
     * @param applicationProbes names of the probes that ask for the application itself
     * @param dataProbes names of the probes that ask for its data
     * @param vantages who looks
     * @param quorum how many of them, from different failure domains, must see the same
     * @param tolerance how long a loss must last before it counts
     * @param staleAfter evidence older than this is no evidence: three times the slowest probe's
     *     interval
     */
    record Watch(
            PlanId plan,
            List<String> applicationProbes,
            List<String> dataProbes,
            List<VantageId> vantages,
            int quorum,
            Duration tolerance,
            Duration staleAfter) {
        public Watch {
            applicationProbes = List.copyOf(applicationProbes);
            dataProbes = List.copyOf(dataProbes);
            vantages = List.copyOf(vantages);
        }
    }
}
