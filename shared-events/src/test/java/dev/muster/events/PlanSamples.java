package dev.muster.events;

import dev.muster.events.PlanEvent.PlanDeclared;
import dev.muster.events.PlanEvent.SiteDeclared;
import dev.muster.events.PlanEvent.Watch;
import dev.muster.plan.Assurance;
import dev.muster.plan.Assurance.Budget;
import dev.muster.plan.Assurance.Drill;
import dev.muster.plan.Assurance.Engine.PostgresqlBackup;
import dev.muster.plan.Assurance.Engine.Velero;
import dev.muster.plan.Assurance.Level;
import dev.muster.plan.Assurance.Money;
import dev.muster.plan.Assurance.ObjectStore;
import dev.muster.plan.Assurance.Protection;
import dev.muster.plan.Assurance.RestorePlaces;
import dev.muster.plan.Assurance.Verification;
import dev.muster.plan.Credential;
import dev.muster.plan.EtcdSnapshot;
import dev.muster.plan.GitMirror;
import dev.muster.plan.LabelSelector;
import dev.muster.plan.OwnEngine;
import dev.muster.plan.PlanId;
import dev.muster.plan.PostgresEndpoint;
import dev.muster.plan.PostgresqlDump;
import dev.muster.plan.Probe;
import dev.muster.plan.ProbeTarget;
import dev.muster.plan.RecoveryPlan;
import dev.muster.plan.RecoveryPlan.AlertHint;
import dev.muster.plan.RecoveryPlan.Application;
import dev.muster.plan.RecoveryPlan.Check;
import dev.muster.plan.RecoveryPlan.Criticality;
import dev.muster.plan.RecoveryPlan.DataSet;
import dev.muster.plan.RecoveryPlan.Detection;
import dev.muster.plan.RecoveryPlan.DnsProvider;
import dev.muster.plan.RecoveryPlan.DnsRecord;
import dev.muster.plan.RecoveryPlan.Failover;
import dev.muster.plan.RecoveryPlan.Freeze;
import dev.muster.plan.RecoveryPlan.Mode;
import dev.muster.plan.RecoveryPlan.Moment;
import dev.muster.plan.RecoveryPlan.Notification;
import dev.muster.plan.RecoveryPlan.Objectives;
import dev.muster.plan.RecoveryPlan.Replicas;
import dev.muster.plan.RecoveryPlan.Sites;
import dev.muster.plan.RecoveryPlan.Step;
import dev.muster.plan.RecoveryPlan.Strategy;
import dev.muster.plan.RecoveryPlan.Traffic;
import dev.muster.plan.RecoveryPlan.Workload;
import dev.muster.plan.ResourceBackup;
import dev.muster.plan.ResourceBackup.Method;
import dev.muster.plan.ResourceBackup.ResticBackend;
import dev.muster.plan.ResourceBackup.SecretKey;
import dev.muster.plan.ResourceBackup.What;
import dev.muster.plan.Schedule;
import dev.muster.plan.SecretWatch;
import dev.muster.plan.Site;
import dev.muster.plan.SiteId;
import dev.muster.plan.VantageId;
import dev.muster.plan.VeleroOptions;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A shop on two sites that uses every field a plan has. */
public final class PlanSamples {

    public static final PlanId SHOP = new PlanId("shop");
    public static final SiteId WEST = new SiteId("west");
    public static final SiteId EAST = new SiteId("east");
    public static final List<VantageId> VANTAGES =
            List.of(new VantageId("west-1"), new VantageId("east-1"), new VantageId("witness-1"));
    public static final Workload CHECKOUT = new Workload(Workload.Kind.DEPLOYMENT, "checkout");
    public static final DnsProvider DNS =
            new DnsProvider("10.0.0.53:53", "example.org", new Credential.File("/run/tsig"));
    public static final DnsRecord NAME =
            new DnsRecord("shop.example.org", "A", Duration.ofSeconds(5));

    private PlanSamples() {}

    public static Credential kubeconfig(SiteId site) {
        return new Credential.Secret("kubeconfigs", site.value());
    }

    public static PostgresEndpoint database(SiteId site) {
        return new PostgresEndpoint(
                "db." + site + ".example.org", 5432, "shop", new Credential.File("/run/" + site));
    }

    public static Site site(SiteId name) {
        var probe =
                new Probe(
                        "api",
                        Duration.ofMillis(500),
                        Duration.ofMillis(400),
                        3,
                        2,
                        Map.of(name, new ProbeTarget.Kubernetes(kubeconfig(name), 0.5)));
        return new Site(
                name,
                name.value(),
                Optional.of(kubeconfig(name)),
                Set.of(new VantageId(name + "-1")),
                true,
                List.of(probe));
    }

    public static PlanDeclared declared() {
        return new PlanDeclared("3f2a90c1d7e4", plan(), List.of(site(WEST), site(EAST)));
    }

    public static SiteDeclared siteDeclared() {
        var watch =
                new Watch(
                        SHOP,
                        List.of("shop/checkout"),
                        List.of("shop/orders"),
                        VANTAGES,
                        2,
                        Duration.ofSeconds(3),
                        Duration.ofMillis(3500));
        return new SiteDeclared(site(WEST), List.of(watch));
    }

    public static RecoveryPlan plan() {
        return new RecoveryPlan(
                SHOP,
                "Everything behind the checkout",
                "team-shop",
                Criticality.P0,
                new Objectives(Duration.ofMinutes(2), Duration.ofSeconds(30)),
                Strategy.HOT_STANDBY,
                new Sites(WEST, List.of(EAST)),
                List.of(new Application("shop", CHECKOUT, new Replicas(2, 0))),
                List.of(new DataSet("orders", Map.of(WEST, database(WEST), EAST, database(EAST)))),
                List.of(traffic()),
                detection(),
                failover(),
                List.of(
                        new Check.Http("home", "/", Set.of(200, 204), Optional.of("welcome")),
                        new Check.Sql("orders", "orders", "select count(*) from orders", 1)),
                Set.of(new PlanId("identity")),
                List.of(
                        new Notification(
                                URI.create("https://hooks.example.org/dr"),
                                Optional.of(new Credential.File("/run/hook")),
                                Set.of(Moment.HELD, Moment.COMPLETED))),
                assurance());
    }

    private static Traffic traffic() {
        return new Traffic(
                "public",
                DNS,
                NAME,
                URI.create("https://shop.example.org/health"),
                Map.of(WEST, List.of("10.1.0.10", "10.1.0.11"), EAST, List.of("10.2.0.10")),
                List.of("10.0.0.53", "10.0.1.53:5353"));
    }

    private static Detection detection() {
        return new Detection(
                List.of(
                        new Probe(
                                "checkout",
                                Duration.ofSeconds(1),
                                Duration.ofMillis(500),
                                3,
                                2,
                                Map.of(
                                        WEST,
                                        new ProbeTarget.Http(
                                                URI.create("http://10.1.0.10:8080/"),
                                                Set.of(200),
                                                Optional.empty()),
                                        EAST,
                                        new ProbeTarget.Tcp("10.2.0.10", 8080))),
                        new Probe(
                                "data",
                                Duration.ofSeconds(1),
                                Duration.ofMillis(900),
                                2,
                                1,
                                Map.of(WEST, new ProbeTarget.PostgreSql(database(WEST))))),
                VANTAGES,
                2,
                Duration.ofSeconds(3),
                List.of(new AlertHint(List.of("cluster=\"west\""), WEST)));
    }

    private static Failover failover() {
        return new Failover(
                Mode.AUTOMATIC,
                2,
                Duration.ofSeconds(30),
                Duration.ofHours(1),
                List.of(new Freeze("0 0 24 12 *", Duration.ofHours(48), "Europe/Berlin")),
                Optional.of(Duration.ofSeconds(10)),
                List.of(
                        new Step(
                                "redirect-public",
                                Set.of("bank-agrees"),
                                Optional.of(Duration.ofMinutes(1)),
                                Optional.empty()),
                        new Step(
                                "bank-agrees",
                                Set.of("start-checkout"),
                                Optional.empty(),
                                Optional.of("Has the bank switched?"))));
    }

    static ObjectStore store() {
        return new ObjectStore(
                "backups",
                "eu-central-1",
                Optional.of(URI.create("https://s3.example.org")),
                new Credential.Secret("s3", "keys"));
    }

    /** Everything that can be said of what Velero takes. */
    static VeleroOptions options() {
        return new VeleroOptions(
                Set.of("deployments.apps"),
                Set.of("events"),
                List.of(
                        new LabelSelector(
                                List.of(
                                        new LabelSelector.Requirement(
                                                "tier",
                                                LabelSelector.Operator.IN,
                                                Set.of("web", "db"))))),
                List.of(
                        new VeleroOptions.Hook(
                                "freeze",
                                Set.of("shop"),
                                Optional.empty(),
                                List.of(
                                        new VeleroOptions.Command(
                                                Optional.of("db"),
                                                List.of("/bin/freeze"),
                                                true,
                                                Duration.ofSeconds(30))),
                                List.of())),
                true,
                Optional.of("dr"),
                Set.of("ebs"),
                "velero");
    }

    private static Protection own(String name, OwnEngine engine) {
        return new Protection(name, engine, Optional.empty(), Optional.empty());
    }

    static EtcdSnapshot.Cluster etcd() {
        return new EtcdSnapshot.Cluster(
                List.of(URI.create("https://10.1.0.5:2379")),
                Optional.of(new Credential.File("/etc/muster/etcd-login")),
                Optional.of(
                        new EtcdSnapshot.Tls(
                                new Credential.File("/etc/muster/etcd-ca.pem"),
                                Optional.of(new Credential.File("/etc/muster/etcd.pem")),
                                Optional.of(new Credential.File("/etc/muster/etcd-key.pem")))));
    }

    static GitMirror.Remote repository() {
        return new GitMirror.Remote(
                URI.create("https://git.example.org/shop.git"),
                Optional.of(new Credential.Secret("git", "login")));
    }

    static List<GitMirror.Remote> mirrors() {
        return List.of(
                new GitMirror.Remote(URI.create("file:///srv/git/shop.git"), Optional.empty()));
    }

    static ResourceBackup resource() {
        return resource(
                new What.K8up(
                        Optional.of(
                                new ResticBackend(
                                        "https://s3.example.org",
                                        "dr",
                                        new SecretKey("s3", "user"),
                                        new SecretKey("s3", "secret"),
                                        new SecretKey("restic", "password")))));
    }

    private static ResourceBackup resource(What what) {
        return new ResourceBackup(
                what, "shop", Duration.ofHours(6), Duration.ofDays(14), Duration.ofHours(1));
    }

    private static Assurance assurance() {
        var store = store();
        var nightly = new Schedule("0 2 * * *", ZoneId.of("Europe/Berlin"));
        return new Assurance(
                List.of(
                        new Protection(
                                "cluster",
                                new Velero(
                                        Set.of("shop"),
                                        Duration.ofDays(30),
                                        true,
                                        Optional.of(options())),
                                Optional.of(nightly),
                                Optional.of(new Verification(Duration.ofDays(7), Level.RESTORED))),
                        new Protection(
                                "orders",
                                new PostgresqlBackup(
                                        "orders",
                                        Duration.ofHours(6),
                                        true,
                                        Duration.ofDays(14),
                                        store,
                                        Optional.of(
                                                new RestorePlaces(
                                                        Map.of(EAST, "/var/lib/pg/orders")))),
                                Optional.empty(),
                                Optional.empty()),
                        own(
                                "orders-dump",
                                new PostgresqlDump(
                                        "orders", Duration.ofDays(1), Duration.ofDays(30), store)),
                        own(
                                "etcd",
                                new EtcdSnapshot(
                                        Map.of(WEST, etcd()),
                                        Duration.ofHours(6),
                                        Duration.ofDays(14),
                                        store)),
                        own(
                                "manifests",
                                new GitMirror(
                                        repository(),
                                        mirrors(),
                                        Duration.ofMinutes(15),
                                        Duration.ofDays(30))),
                        own("volumes", resource()),
                        own("data", resource(new What.CsiSnapshot("data", Optional.of("fast")))),
                        own("disk", resource(new What.Longhorn("pvc-1", true))),
                        own(
                                "cluster-pg",
                                resource(
                                        new What.CloudNativePg(
                                                "orders", Method.VOLUME_SNAPSHOT, true))),
                        own("mongo", resource(new What.FromCronJob("mongodump")))),
                List.of(
                        new Drill(
                                "monthly",
                                Drill.Kind.FAILOVER,
                                nightly,
                                List.of("severity=\"critical\""))),
                Optional.of(
                        new Budget(
                                Optional.of(new Money(new BigDecimal("12000.50"), "EUR")),
                                Optional.of(new Money(new BigDecimal("900"), "EUR")))),
                Optional.of(
                        List.of(
                                new SecretWatch(
                                        "shop",
                                        "database",
                                        SecretWatch.Kind.EXTERNAL_SECRET,
                                        Duration.ofDays(14)),
                                new SecretWatch(
                                        "shop",
                                        "shop.example.org",
                                        SecretWatch.Kind.CERTIFICATE,
                                        Duration.ofDays(7)))));
    }
}
