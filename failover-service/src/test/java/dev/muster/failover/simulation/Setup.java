package dev.muster.failover.simulation;

import dev.muster.events.PlanEvent.PlanDeclared;
import dev.muster.events.PlanEvent.SiteDeclared;
import dev.muster.events.PlanEvent.Watch;
import dev.muster.failover.evacuation.BlastRadiusPolicy;
import dev.muster.failover.guard.DecisionPolicy;
import dev.muster.health.detection.DetectionPolicy;
import dev.muster.plan.Credential;
import dev.muster.plan.PlanId;
import dev.muster.plan.PostgresEndpoint;
import dev.muster.plan.Probe;
import dev.muster.plan.ProbeTarget;
import dev.muster.plan.RecoveryPlan;
import dev.muster.plan.RecoveryPlan.Application;
import dev.muster.plan.RecoveryPlan.Check;
import dev.muster.plan.RecoveryPlan.DataSet;
import dev.muster.plan.RecoveryPlan.Detection;
import dev.muster.plan.RecoveryPlan.DnsProvider;
import dev.muster.plan.RecoveryPlan.DnsRecord;
import dev.muster.plan.RecoveryPlan.Failover;
import dev.muster.plan.RecoveryPlan.Mode;
import dev.muster.plan.RecoveryPlan.Objectives;
import dev.muster.plan.RecoveryPlan.Replicas;
import dev.muster.plan.RecoveryPlan.Sites;
import dev.muster.plan.RecoveryPlan.Strategy;
import dev.muster.plan.RecoveryPlan.Traffic;
import dev.muster.plan.RecoveryPlan.Workload;
import dev.muster.plan.Site;
import dev.muster.plan.SiteId;
import dev.muster.plan.VantageId;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a history begins with: the plans and the numbers, chosen by its seed. */
final class Setup {

    static final List<SiteId> SITE_IDS = List.of(new SiteId("west"), new SiteId("east"));
    static final List<VantageId> VANTAGES =
            List.of(new VantageId("west-1"), new VantageId("east-1"), new VantageId("witness-1"));
    static final List<String> DOMAINS = List.of("west", "east", "witness");
    static final List<PlanId> PLAN_IDS =
            List.of(
                    new PlanId("shop"),
                    new PlanId("billing"),
                    new PlanId("search"),
                    new PlanId("mail"),
                    new PlanId("wiki"));
    static final Duration STALE_AFTER = Duration.ofSeconds(3);
    static final DetectionPolicy DETECTION =
            new DetectionPolicy(Duration.ofSeconds(1), Duration.ofSeconds(6));
    static final DecisionPolicy DECISION =
            new DecisionPolicy(
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(6),
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(2));
    static final BlastRadiusPolicy CAPS = new BlastRadiusPolicy(2, 3, Duration.ofMinutes(10));

    private static final Credential FILE = new Credential.File("/run/credentials");
    private static final URI ORIGIN = URI.create("http://10.0.0.1/");
    private static final Workload WORKLOAD = new Workload(Workload.Kind.DEPLOYMENT, "web");
    private static final DnsProvider DNS = new DnsProvider("10.0.0.53:53", "example.org", FILE);
    private static final DnsRecord RECORD =
            new DnsRecord("app.example.org", "A", Duration.ofSeconds(2));
    private static final List<Site> SITES = List.of(site(0), site(1));
    private static final Probe APPLICATION_PROBE =
            new Probe(
                    "web",
                    Duration.ofMillis(500),
                    Duration.ofMillis(400),
                    2,
                    2,
                    Map.of(
                            SITE_IDS.get(0),
                            new ProbeTarget.Http(ORIGIN, Set.of(200), Optional.empty())));

    private final Mode[] modes;
    private final Question[] questions;
    private final Duration patience;
    private final boolean hasData;
    private final Optional<Duration> lease;
    private final boolean guarded;
    private final Duration tolerance;
    private final Duration maxDataLoss;
    private final Duration cooldown;
    private final int passiveReplicas;
    private final boolean checked;
    private final long lag;
    private final long readyAfter;
    private final boolean[][] applicationBroken;

    /** How far clocks that are set right may still be apart, in milliseconds. */
    final long clockSpread;

    /** How much faster or slower than the world a clock may run. */
    final double drift;

    /**
     * @param others what is random about questions to people, so that they change nothing else
     */
    Setup(Chance chance, int plans, Chance others) {
        modes = new Mode[plans];
        for (var plan = 0; plan < plans; plan++) {
            modes[plan] = mode(chance);
        }
        questions = new Question[plans];
        for (var plan = 0; plan < plans; plan++) {
            questions[plan] = Question.chosen(others);
        }
        patience = Duration.ofMillis(others.between(3_000, 15_000));
        hasData = !chance.onceIn(12);
        guarded = chance.percent(70);
        lease =
                guarded
                        ? Optional.of(Duration.ofMillis(chance.between(4, 8) * 600))
                        : Optional.empty();
        tolerance = Duration.ofMillis(chance.between(1500, 2500));
        maxDataLoss = Duration.ofSeconds(chance.between(3, 10));
        cooldown = chance.onceIn(3) ? Duration.ofSeconds(8) : Duration.ofHours(1);
        passiveReplicas = chance.onceIn(3) ? 1 : 0;
        checked = chance.onceIn(3);
        lag = chance.between(5, 60);
        readyAfter = chance.between(50, 700);
        clockSpread = chance.onceIn(3) ? 0 : chance.onceIn(4) ? 60_000 : 3_000;
        drift = chance.onceIn(3) ? 0 : 0.03;
        applicationBroken = new boolean[plans][World.SITES];
    }

    private static Mode mode(Chance chance) {
        var share = chance.below(100);
        return share < 80
                ? Mode.AUTOMATIC
                : share < 90 ? Mode.APPROVAL : share < 95 ? Mode.MANUAL : Mode.OBSERVE;
    }

    int plans() {
        return modes.length;
    }

    Mode mode(int plan) {
        return modes[plan];
    }

    Question question(PlanId plan) {
        return questions[planOf(plan)];
    }

    boolean hasData() {
        return hasData;
    }

    Optional<Duration> lease() {
        return lease;
    }

    Duration tolerance() {
        return tolerance;
    }

    Duration maxDataLoss() {
        return maxDataLoss;
    }

    Duration cooldown() {
        return cooldown;
    }

    int replicas() {
        return 2;
    }

    int passiveReplicas() {
        return passiveReplicas;
    }

    long lag() {
        return lag;
    }

    long slowLag() {
        return maxDataLoss.toMillis() + 2000;
    }

    long readyAfter() {
        return readyAfter;
    }

    boolean applicationRuns(int plan, int site) {
        return !applicationBroken[plan][site];
    }

    void breakApplication(int plan, int site, boolean broken) {
        applicationBroken[plan][site] = broken;
    }

    static int planOf(PlanId id) {
        return PLAN_IDS.indexOf(id);
    }

    static int siteOf(SiteId id) {
        return SITE_IDS.indexOf(id);
    }

    static String applicationProbe(int plan) {
        return PLAN_IDS.get(plan) + "/web";
    }

    static String dataProbe(int plan) {
        return PLAN_IDS.get(plan) + "/data";
    }

    /** The application is watched where it runs while nothing has moved. */
    boolean watchesApplication(int site) {
        return site == Network.WEST || passiveReplicas > 0;
    }

    SiteDeclared siteDeclared(int site) {
        var watches = new ArrayList<Watch>();
        for (var plan = 0; plan < plans(); plan++) {
            watches.add(
                    new Watch(
                            PLAN_IDS.get(plan),
                            watchesApplication(site) ? List.of(applicationProbe(plan)) : List.of(),
                            hasData ? List.of(dataProbe(plan)) : List.of(),
                            VANTAGES,
                            2,
                            tolerance,
                            STALE_AFTER));
        }
        return new SiteDeclared(sites().get(site), watches);
    }

    private List<Site> sites() {
        return guarded ? SITES : List.of(unguarded(SITES.get(0)), unguarded(SITES.get(1)));
    }

    PlanDeclared planDeclared(int plan) {
        return planDeclared(plan, lease);
    }

    /** The same plan with another lease, as a person might declare it in the middle of it all. */
    PlanDeclared planDeclared(int plan, Optional<Duration> declaredLease) {
        var id = PLAN_IDS.get(plan);
        return new PlanDeclared(
                "r1",
                new RecoveryPlan(
                        id,
                        "",
                        "",
                        RecoveryPlan.Criticality.P0,
                        new Objectives(Duration.ofMinutes(5), Duration.ofSeconds(30)),
                        Strategy.HOT_STANDBY,
                        new Sites(SITE_IDS.get(0), List.of(SITE_IDS.get(1))),
                        List.of(
                                new Application(
                                        id.value(),
                                        WORKLOAD,
                                        new Replicas(replicas(), passiveReplicas))),
                        hasData ? List.of(DATA[plan]) : List.of(),
                        List.of(TRAFFIC),
                        new Detection(
                                List.of(APPLICATION_PROBE), VANTAGES, 2, tolerance, List.of()),
                        new Failover(
                                modes[plan],
                                1 + plan % 2,
                                maxDataLoss,
                                cooldown,
                                List.of(),
                                declaredLease,
                                questions[plan].steps(patience)),
                        checked
                                ? List.of(
                                        new Check.Http("home", "/", Set.of(200), Optional.empty()))
                                : List.of(),
                        Set.of(),
                        List.of()),
                sites());
    }

    private static final DataSet[] DATA = new DataSet[PLAN_IDS.size()];

    static {
        for (var plan = 0; plan < DATA.length; plan++) {
            DATA[plan] =
                    new DataSet(
                            "data",
                            Map.of(
                                    SITE_IDS.get(0), endpoint(plan, 0),
                                    SITE_IDS.get(1), endpoint(plan, 1)));
        }
    }

    private static final Traffic TRAFFIC =
            new Traffic(
                    "public",
                    DNS,
                    RECORD,
                    ORIGIN,
                    Map.of(
                            SITE_IDS.get(0), List.of("10.1.0.1"),
                            SITE_IDS.get(1), List.of("10.2.0.1")),
                    List.of("10.0.0.53"));

    private static PostgresEndpoint endpoint(int plan, int site) {
        return new PostgresEndpoint(
                "db." + SITE_IDS.get(site), 5432, PLAN_IDS.get(plan).value(), FILE);
    }

    private static Site site(int site) {
        var id = SITE_IDS.get(site);
        return new Site(
                id,
                id.value(),
                Optional.of(FILE),
                Set.of(VANTAGES.get(site)),
                true,
                List.of(
                        new Probe(
                                "api",
                                Duration.ofMillis(500),
                                Duration.ofMillis(400),
                                2,
                                2,
                                Map.of(id, new ProbeTarget.Kubernetes(FILE, 0.5)))));
    }

    private static Site unguarded(Site site) {
        return new Site(
                site.name(),
                site.failureDomain(),
                site.kubeconfig(),
                site.vantages(),
                false,
                site.probes());
    }
}
