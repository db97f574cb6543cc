package dev.muster.plan;

import dev.muster.plan.RecoveryPlan.Mode;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A loss must be seen by enough independent eyes, for long enough, and soon enough. */
final class DetectionRules {

    private static final String VANTAGES = "spec.detection.vantages";
    private static final String QUORUM = "spec.detection.quorum";
    private static final String TOLERANCE = "spec.detection.tolerance";
    private static final String MODE = "spec.failover.mode";
    private static final int LEAST_VANTAGES = 3;

    private final RecoveryPlan plan;
    private final Declarations declared;
    private final Faults faults;
    private final Mode mode;
    private final List<VantageId> vantages;
    private final int quorum;

    private DetectionRules(RecoveryPlan plan, Declarations declared, Faults faults) {
        this.plan = plan;
        this.declared = declared;
        this.faults = faults;
        this.mode = plan.failover().mode();
        this.vantages = plan.detection().vantages();
        this.quorum = plan.detection().quorum();
    }

    static void check(RecoveryPlan plan, Declarations declared, Faults faults) {
        var rules = new DetectionRules(plan, declared, faults);
        if (plan.failover().mode() != Mode.MANUAL) {
            rules.somebodyLooks();
            rules.everySiteIsAsked();
        }
        rules.quorumCanBeReached();
        if (plan.failover().mode() == Mode.AUTOMATIC) {
            rules.eyesAreIndependent();
        }
        if (Set.of(Mode.APPROVAL, Mode.AUTOMATIC).contains(plan.failover().mode())) {
            rules.toleranceFits();
        }
    }

    private void somebodyLooks() {
        if (vantages.isEmpty()) {
            faults.follows(
                    VANTAGES,
                    "nobody looks, so mode " + Forms.camelCase(mode) + " would never notice a loss",
                    "Name the vantages, or set spec.failover.mode: manual.",
                    MODE);
        }
    }

    private void everySiteIsAsked() {
        for (var site : plan.sites().all()) {
            var itself = declared.site(site);
            boolean asked =
                    itself.isEmpty()
                            || !itself.get().probes().isEmpty()
                            || !plan.data().isEmpty()
                            || plan.detection().probes().stream()
                                    .anyMatch(probe -> probe.targets().containsKey(site));
            if (!asked) {
                faults.follows(
                        "spec.detection.probes",
                        "no probe asks anything of " + site,
                        "Give the site spec.probes, or the plan a probe of it.",
                        "spec.sites");
            }
        }
    }

    private void quorumCanBeReached() {
        if (!vantages.isEmpty() && quorum > vantages.size()) {
            faults.follows(
                    QUORUM,
                    quorum + " vantages must agree, and there " + are(vantages.size()),
                    "Name more vantages, or lower spec.detection.quorum.",
                    VANTAGES);
        }
    }

    private void eyesAreIndependent() {
        var domain = declared.site(plan.sites().primary()).map(Site::failureDomain).orElse("");
        if (quorum < 2) {
            faults.follows(
                    QUORUM,
                    "one vantage alone could start an automatic failover",
                    "Set it to 2 or more, or set spec.failover.mode: approval.",
                    MODE);
        }
        if (vantages.size() < LEAST_VANTAGES) {
            faults.follows(
                    VANTAGES,
                    "automatic failover needs at least three vantages and a quorum outside "
                            + (domain.isEmpty() ? "" : domain + ", ")
                            + "the primary's failure domain; "
                            + given(vantages.size()),
                    "Add a vantage, or set spec.failover.mode: approval.",
                    MODE);
            return;
        }
        insideAndOutside(domain);
    }

    private void insideAndOutside(String primaryDomain) {
        var inside =
                vantages.stream()
                        .filter(vantage -> domainOf(vantage).equals(primaryDomain))
                        .toList();
        if (inside.size() > 1) {
            faults.follows(
                    VANTAGES,
                    join(inside)
                            + " stand inside "
                            + primaryDomain
                            + ", the primary's failure domain: they fail with it and count as one",
                    "Keep at most one of them, or set spec.failover.mode: approval.",
                    MODE,
                    "spec.sites.primary");
        }
        var outside = new HashSet<String>();
        vantages.stream()
                .map(this::domainOf)
                .filter(d -> !d.equals(primaryDomain))
                .forEach(outside::add);
        if (outside.size() < quorum && quorum <= vantages.size()) {
            faults.follows(
                    QUORUM,
                    quorum
                            + " must agree, but only "
                            + outside.size()
                            + " independent "
                            + (outside.size() == 1 ? "vantage is" : "vantages are")
                            + " left when "
                            + primaryDomain
                            + ", the primary's failure domain, is lost",
                    "Add a vantage in another failure domain, or lower spec.detection.quorum.",
                    VANTAGES,
                    MODE,
                    "spec.sites.primary");
        }
    }

    /** A vantage that stands in no declared site is a failure domain of its own. */
    private String domainOf(VantageId vantage) {
        return declared.sites().stream()
                .filter(site -> site.vantages().contains(vantage))
                .map(Site::failureDomain)
                .findFirst()
                .orElse("vantage " + vantage);
    }

    private void toleranceFits() {
        var tolerance = plan.detection().tolerance();
        var slowest = slowestOfPrimary();
        if (tolerance.compareTo(slowest) < 0) {
            faults.follows(
                    TOLERANCE,
                    "the site would count as lost after "
                            + ShortDuration.format(tolerance)
                            + ", but is asked only every "
                            + ShortDuration.format(slowest),
                    "Make it at least as long as the longest every of its probes.",
                    "spec.detection.probes",
                    MODE);
        }
        var rto = plan.objectives().rto();
        if (tolerance.compareTo(rto) >= 0) {
            faults.follows(
                    TOLERANCE,
                    "a loss would count only after "
                            + ShortDuration.format(tolerance)
                            + ", when the RTO of "
                            + ShortDuration.format(rto)
                            + " has passed",
                    "Make it shorter than spec.objectives.rto.",
                    "spec.objectives.rto",
                    MODE);
        }
    }

    private Duration slowestOfPrimary() {
        var slowest = Duration.ZERO;
        var primary = plan.sites().primary();
        for (var probe : plan.detection().probes()) {
            if (probe.targets().containsKey(primary) && probe.every().compareTo(slowest) > 0) {
                slowest = probe.every();
            }
        }
        for (var probe : declared.site(primary).map(Site::probes).orElse(List.of())) {
            slowest = probe.every().compareTo(slowest) > 0 ? probe.every() : slowest;
        }
        return slowest;
    }

    private static String join(List<VantageId> vantages) {
        return String.join(" and ", vantages.stream().map(VantageId::value).toList());
    }

    private static String are(int count) {
        return count == 1 ? "is one" : "are " + words(count);
    }

    private static String given(int count) {
        return switch (count) {
            case 0 -> "none is given";
            case 1 -> "one is given";
            default -> words(count) + " are given";
        };
    }

    private static String words(int count) {
        return count == 2 ? "two" : Integer.toString(count);
    }
}
