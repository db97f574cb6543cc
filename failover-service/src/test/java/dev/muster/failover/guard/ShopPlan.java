package dev.muster.failover.guard;

import dev.muster.events.PlanEvent.PlanDeclared;
import dev.muster.events.PlanSamples;
import dev.muster.plan.Assurance;
import dev.muster.plan.Probe;
import dev.muster.plan.ProbeTarget;
import dev.muster.plan.RecoveryPlan;
import dev.muster.plan.RecoveryPlan.Application;
import dev.muster.plan.RecoveryPlan.Check;
import dev.muster.plan.RecoveryPlan.DataSet;
import dev.muster.plan.RecoveryPlan.Detection;
import dev.muster.plan.RecoveryPlan.Failover;
import dev.muster.plan.RecoveryPlan.Freeze;
import dev.muster.plan.RecoveryPlan.Mode;
import dev.muster.plan.RecoveryPlan.Sites;
import dev.muster.plan.RecoveryPlan.Step;
import dev.muster.plan.Site;
import dev.muster.plan.SiteId;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The plan of {@link PlanSamples}, which moves by itself; a test changes what it is about. */
public final class ShopPlan {

    /** Asked at both sites, so that the check of the name can be asked at both. */
    private static final Probe HTTP =
            new Probe(
                    "checkout",
                    Duration.ofSeconds(1),
                    Duration.ofMillis(500),
                    3,
                    2,
                    Map.of(
                            PlanSamples.WEST,
                            http("10.1.0.10"),
                            PlanSamples.EAST,
                            http("10.2.0.10")));

    private final RecoveryPlan sample = PlanSamples.plan();
    private Mode mode = Mode.AUTOMATIC;
    private int approvals = 2;
    private Duration maxDataLoss = Duration.ofSeconds(30);
    private List<Freeze> freeze = List.of();
    private Optional<Duration> lease = Optional.of(Duration.ofSeconds(12));
    private List<Step> steps = List.of();
    private List<SiteId> standbys = sample.sites().standbys();
    private List<Application> applications = sample.applications();
    private List<DataSet> data = sample.data();
    private List<Check> checks = sample.checks();
    private int quorum = 2;
    private boolean guarded = true;
    private RecoveryPlan.Strategy strategy = sample.strategy();
    private Assurance assurance = Assurance.none();

    public ShopPlan mode(Mode other) {
        mode = other;
        return this;
    }

    /** Waits until so many different people have agreed. */
    public ShopPlan approvals(int people) {
        approvals = people;
        return mode(Mode.APPROVAL);
    }

    public ShopPlan maxDataLoss(Duration most) {
        maxDataLoss = most;
        return this;
    }

    public ShopPlan freeze(String cron, Duration length) {
        freeze = List.of(new Freeze(cron, length, "UTC"));
        return this;
    }

    public ShopPlan lease(Duration length) {
        lease = Optional.of(length);
        return this;
    }

    public ShopPlan withoutLease() {
        lease = Optional.empty();
        return this;
    }

    public ShopPlan withoutGuards() {
        guarded = false;
        return this;
    }

    public ShopPlan steps(Step... own) {
        steps = List.of(own);
        return this;
    }

    public ShopPlan withoutStandby() {
        standbys = List.of();
        return this;
    }

    public ShopPlan withoutApplications() {
        applications = List.of();
        return this;
    }

    public ShopPlan withoutData() {
        data = List.of();
        checks = checks.stream().filter(check -> !(check instanceof Check.Sql)).toList();
        return this;
    }

    public ShopPlan data(List<DataSet> sets) {
        data = List.copyOf(sets);
        return this;
    }

    /** No server stands by: the orders come from backups, laid down at east. */
    public ShopPlan restoredFromBackups() {
        strategy = RecoveryPlan.Strategy.BACKUP_RESTORE;
        assurance = sample.assurance();
        return this;
    }

    public ShopPlan withoutChecks() {
        checks = List.of();
        return this;
    }

    public ShopPlan quorum(int vantages) {
        quorum = vantages;
        return this;
    }

    public PlanDeclared declared() {
        var detection = sample.detection();
        var plan =
                new RecoveryPlan(
                        sample.name(),
                        sample.description(),
                        sample.owner(),
                        sample.criticality(),
                        sample.objectives(),
                        strategy,
                        new Sites(sample.sites().primary(), standbys),
                        applications,
                        data,
                        sample.traffic(),
                        new Detection(
                                List.of(HTTP),
                                detection.vantages(),
                                quorum,
                                detection.tolerance(),
                                detection.alerts()),
                        new Failover(
                                mode,
                                approvals,
                                maxDataLoss,
                                Duration.ofHours(1),
                                freeze,
                                lease,
                                steps),
                        checks,
                        sample.dependsOn(),
                        List.of(),
                        assurance);
        return new PlanDeclared(
                "3f2a90c1d7e4",
                plan,
                List.of(
                        site(PlanSamples.site(PlanSamples.WEST)),
                        site(PlanSamples.site(PlanSamples.EAST))));
    }

    private static ProbeTarget http(String host) {
        return new ProbeTarget.Http(
                URI.create("http://" + host + ":8080/"), Set.of(200), Optional.empty());
    }

    private Site site(Site s) {
        return new Site(
                s.name(), s.failureDomain(), s.kubeconfig(), s.vantages(), guarded, s.probes());
    }
}
