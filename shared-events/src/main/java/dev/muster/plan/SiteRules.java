package dev.muster.plan;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What must hold of sites. */
final class SiteRules {

    private SiteRules() {}

    static void check(Declarations declared, Map<SiteId, Faults> faults) {
        Map<VantageId, SiteId> homes = new HashMap<>();
        for (var site : declared.sites()) {
            var its = faults.get(site.name());
            if (its == null) {
                continue;
            }
            probes(its, "spec.probes", site.probes());
            for (var vantage : site.vantages()) {
                var home = homes.putIfAbsent(vantage, site.name());
                if (home != null) {
                    its.follows(
                            "spec.vantages",
                            "vantage " + vantage + " stands inside site " + home + " already",
                            "Name it at the site it really stands in.");
                }
            }
        }
    }

    static void probes(Faults faults, String list, List<Probe> probes) {
        Duplicates.check(faults, list, "name", probes, Probe::name);
        for (int i = 0; i < probes.size(); i++) {
            var probe = probes.get(i);
            var at = list + "[" + i + "]";
            if (probe.timeout().compareTo(probe.every()) >= 0) {
                faults.follows(
                        at + ".timeout",
                        "a question may take "
                                + ShortDuration.format(probe.timeout())
                                + ", but the next one is due after "
                                + ShortDuration.format(probe.every()),
                        "Make timeout shorter than every.",
                        at + ".every");
            }
        }
    }
}
