package dev.muster.plan;

import dev.muster.plan.RecoveryPlan.Mode;

/** A move must be possible when the old site is gone, and in time. */
final class FailoverRules {

    private static final String LEASE = "spec.failover.fence.lease";

    private FailoverRules() {}

    static void check(RecoveryPlan plan, Declarations declared, Faults faults) {
        lease(plan, declared, faults);
        StepRules.check(plan, faults);
        traffic(plan, faults);
    }

    private static void lease(RecoveryPlan plan, Declarations declared, Faults faults) {
        var lease = plan.failover().lease();
        if (lease.isEmpty()) {
            return;
        }
        var primary = declared.site(plan.sites().primary());
        if (plan.failover().mode() == Mode.AUTOMATIC
                && primary.isPresent()
                && !primary.get().guarded()) {
            faults.follows(
                    LEASE,
                    "no site guard runs on "
                            + primary.get().name()
                            + ", so nothing there would stop when the lease runs out",
                    "Run a site guard and set guard: true on the site, or remove the lease.",
                    "spec.failover.mode",
                    "spec.sites.primary");
        }
        var rto = plan.objectives().rto();
        if (lease.get().compareTo(rto) >= 0) {
            faults.follows(
                    LEASE,
                    "a move may have to wait for "
                            + ShortDuration.format(lease.get())
                            + ", when the RTO of "
                            + ShortDuration.format(rto)
                            + " has passed",
                    "Make it shorter than spec.objectives.rto.",
                    "spec.objectives.rto");
        }
    }

    private static void traffic(RecoveryPlan plan, Faults faults) {
        for (int i = 0; i < plan.traffic().size(); i++) {
            var at = "spec.traffic[" + i + "]";
            var traffic = plan.traffic().get(i);
            var record = traffic.record();
            var rto = plan.objectives().rto();
            if (record.ttl().compareTo(rto) > 0) {
                faults.follows(
                        at + ".record.ttl",
                        "users may keep the old address for "
                                + ShortDuration.format(record.ttl())
                                + ", longer than the RTO of "
                                + ShortDuration.format(rto),
                        "Make it at most spec.objectives.rto, better a quarter of it.",
                        "spec.objectives.rto");
            }
            if (!record.name().equals(traffic.dns().zone())
                    && !record.name().endsWith("." + traffic.dns().zone())) {
                faults.follows(
                        at + ".record.name",
                        record.name() + " is not in the zone " + traffic.dns().zone(),
                        "Name a record of that zone, or its own zone.",
                        at + ".dns.zone");
            }
            if (record.type().equals("CNAME")
                    && traffic.targets().values().stream().anyMatch(one -> one.size() > 1)) {
                faults.follows(
                        at + ".targets",
                        "a CNAME record holds one name",
                        "Give one target for each site, or use type A or AAAA.",
                        at + ".record.type");
            }
        }
    }
}
