package dev.muster.sandbox.velero;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.muster.backup.adapter.velero.VeleroBackup;
import dev.muster.backup.adapter.velero.VeleroEngine;
import dev.muster.backup.adapter.velero.VeleroRemoval;
import dev.muster.backup.adapter.velero.VeleroRestore;
import dev.muster.backup.adapter.velero.VeleroSites;
import dev.muster.backup.adapter.velero.VeleroVerification;
import dev.muster.backup.app.RunContext;
import dev.muster.backup.app.SiteEngine;
import dev.muster.events.BackupAction.RemoveVelero;
import dev.muster.events.BackupAction.RestoreVelero;
import dev.muster.events.BackupAction.TakeVelero;
import dev.muster.events.BackupAction.VerifyVelero;
import dev.muster.events.BackupEvent;
import dev.muster.events.BackupEvent.EngineObserved;
import dev.muster.events.BackupEvent.EngineReported;
import dev.muster.events.BackupEvent.Finding;
import dev.muster.events.BackupEvent.Finding.Code;
import dev.muster.events.BackupResult;
import dev.muster.events.BackupResult.Failed;
import dev.muster.events.BackupResult.Removed;
import dev.muster.events.BackupResult.Restored;
import dev.muster.events.BackupResult.Taken;
import dev.muster.events.BackupResult.Tried;
import dev.muster.events.BackupResult.Unavailable;
import dev.muster.events.BackupResult.Underway;
import dev.muster.events.ObjectsRestore;
import dev.muster.events.RecoveryPoint;
import dev.muster.events.RunId;
import dev.muster.plan.Assurance.Engine.Velero;
import dev.muster.plan.Assurance.Level;
import dev.muster.plan.Assurance.Protection;
import dev.muster.plan.Credential;
import dev.muster.plan.PlanId;
import dev.muster.plan.Schedule;
import dev.muster.plan.SiteId;
import dev.muster.plan.VeleroOptions;
import dev.muster.sandbox.kubernetes.ApiServer;
import dev.muster.sandbox.network.Link;
import dev.muster.sandbox.network.Neighbourhood;
import dev.muster.sandbox.objectstore.ObjectStore;
import dev.muster.sandbox.process.Deadline;
import dev.muster.sandbox.process.ProcessTable;
import dev.muster.sandbox.process.Programs;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import software.amazon.awssdk.core.sync.RequestBody;

/** The Velero engine of backup-service on two sites over one store, and on one without Velero. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class VeleroEngineIT {

    private static final String BUCKET = "velero";
    private static final SiteId WEST = new SiteId("west");
    private static final SiteId EAST = new SiteId("east");

    /** Velero looks once a minute whether a turn has come, and a turn is once a minute. */
    private static final Duration A_TURN = Duration.ofSeconds(150);

    private final Neighbourhood neighbourhood = Neighbourhood.claim();
    private final ProcessTable table = ProcessTable.open("velero-engine-it");
    private final VeleroSites sites = new VeleroSites();
    private final List<Underway> progress = new CopyOnWriteArrayList<>();
    private ObjectStore store;
    private Link westToStore;
    private VeleroSite west;
    private VeleroSite east;

    @BeforeAll
    void start_two_sites_over_one_store() {
        assumeTrue(VeleroServer.isPresent(), "no Velero: " + Programs.HOW_TO_GET);
        store = ObjectStore.start(table, "store", neighbourhood.socket(9, 1, 7070));
        store.createBucket(BUCKET);
        westToStore = Link.open("west-store", neighbourhood.socket(1, 9, 7070), store.address());
        west = site(1, "west", BackupLocation.in(store, BUCKET).through(westToStore.address()));
        east = site(2, "east", BackupLocation.in(store, BUCKET).forReading());
    }

    private VeleroSite site(int number, String name, BackupLocation location) {
        ApiServer api = ApiServer.start(table, name, neighbourhood.address(number, 1), List.of());
        return new VeleroSite(
                api, api.client(), VeleroServer.start(table, name + "-velero", api, location));
    }

    @AfterAll
    void end() {
        sites.close();
        table.close();
        if (westToStore != null) {
            westToStore.close();
        }
        neighbourhood.close();
    }

    @Test
    void a_schedule_is_made_and_fires_and_goes_with_its_plan_and_its_backups_stay() {
        west.create(application("wiki"));
        var engine = new VeleroEngine(sites);
        var atEast = new VeleroEngine(sites);
        var plan = new PlanId("wiki");
        west.order(
                "Schedule",
                "somebody-elses",
                "{schedule: '0 0 1 1 *', template: {includedNamespaces: [default]}}");

        var taken = new ArrayList<RecoveryPoint>();
        Deadline.in(A_TURN)
                .until(
                        "the schedule to fire",
                        () -> {
                            var news = look(engine, WEST, west, true, order(plan));
                            assertThat(codes(news)).doesNotContain(Code.SCHEDULE_REFUSED);
                            taken.addAll(points(news));
                            return !taken.isEmpty();
                        });

        var schedule = west.get("Schedule", "wiki-nightly-west");
        assertThat(VeleroSite.phaseOf(schedule)).isEqualTo("Enabled");
        assertThat(schedule.getMetadata().getLabels())
                .containsEntry("app.kubernetes.io/managed-by", "muster")
                .containsEntry("muster.dev/plan", "wiki")
                .containsEntry("muster.dev/protection", "nightly");
        assertThat(schedule.<String>get("spec", "schedule"))
                .isEqualTo("CRON_TZ=Europe/Berlin * * * * *");
        assertThat(schedule.<Boolean>get("spec", "useOwnerReferencesInBackup")).isFalse();
        var point = taken.getFirst();
        assertThat(point.site()).isEqualTo(WEST);
        assertThat(point.expiresAt())
                .hasValueSatisfying(at -> assertThat(at).isAfter(point.asOf()));
        assertThat(point.bytes()).isPositive();
        assertThat(point.objects()).isGreaterThan(3);
        assertThat(points(look(engine, WEST, west, true, order(plan)))).doesNotContain(point);

        look(engine, WEST, west, false, order(plan));
        assertThat(west.get("Schedule", "wiki-nightly-west").<Boolean>get("spec", "paused"))
                .isTrue();

        var backup = point.location().substring(point.location().lastIndexOf('/') + 1);
        eastFinds(backup);
        var seenAtEast = points(look(atEast, EAST, east, false, order(plan)));
        assertThat(seenAtEast).extracting(RecoveryPoint::id).contains(point.id());
        assertThat(seenAtEast).allMatch(one -> one.site().equals(WEST));
        assertThat(east.get("Schedule", "wiki-nightly-east").<Boolean>get("spec", "paused"))
                .isTrue();

        retire(engine, WEST, west, plan);
        assertThat(west.find("Schedule", "wiki-nightly-west")).isNull();
        assertThat(west.find("Schedule", "somebody-elses")).isNotNull();
        assertThat(west.find("Backup", backup)).isNotNull();
        retire(atEast, EAST, east, plan);
        assertThat(east.find("Schedule", "wiki-nightly-east")).isNull();
    }

    @Test
    void a_backup_on_demand_is_proven_restored_elsewhere_and_removed() throws Exception {
        west.create(application("shop"));
        var take = new TakeVelero("nightly", WEST, kubeconfig(west), velero("shop"));

        var first = run("shop-r-1", context -> new VeleroBackup(sites).carryOut(take, context));
        var again = run("shop-r-1", context -> new VeleroBackup(sites).carryOut(take, context));

        assertThat(first).isInstanceOf(Taken.class).isEqualTo(again);
        var point = ((Taken) first).point();
        assertThat(point.asOf()).isBefore(point.completedAt().plusMillis(1));

        eastFinds("shop-r-1");
        var readable =
                run(
                        "trial-1",
                        context -> verify(context, east, point, velero("shop"), Level.READABLE));
        assertThat(readable)
                .isInstanceOfSatisfying(
                        Tried.class, tried -> assertThat(tried.reasons()).isEmpty());
        var restored =
                run(
                        "trial-2",
                        context -> verify(context, east, point, velero("shop"), Level.RESTORED));
        assertThat(restored)
                .isInstanceOfSatisfying(
                        Tried.class,
                        tried -> {
                            assertThat(tried.reasons()).isEmpty();
                            assertThat(tried.passed()).isTrue();
                        });
        assertThat(east.client().namespaces().list().getItems())
                .filteredOn(one -> one.getMetadata().getName().startsWith("muster-trial"))
                .allMatch(one -> one.isMarkedForDeletion());
        assertThat(
                        east
                                .client()
                                .apps()
                                .deployments()
                                .inAnyNamespace()
                                .list()
                                .getItems()
                                .stream()
                                .filter(
                                        one ->
                                                one.getMetadata()
                                                        .getNamespace()
                                                        .startsWith("muster-trial")))
                .isEmpty();

        var back =
                run(
                        "shop-r-2",
                        context ->
                                new VeleroRestore(sites)
                                        .carryOut(
                                                new RestoreVelero(
                                                        point,
                                                        EAST,
                                                        kubeconfig(east),
                                                        "velero",
                                                        new ObjectsRestore(
                                                                Map.of("shop", "shop-old"),
                                                                Set.of(),
                                                                Set.of("secrets"),
                                                                false,
                                                                false)),
                                                context));
        assertThat(back)
                .isInstanceOfSatisfying(
                        Restored.class,
                        done -> {
                            assertThat(done.point()).isEqualTo(point.id());
                            assertThat(done.currentAsOf()).contains(point.asOf());
                        });
        assertThat(
                        east.client()
                                .configMaps()
                                .inNamespace("shop-old")
                                .withName("settings")
                                .get()
                                .getData())
                .containsEntry("currency", "EUR");
        assertThat(east.client().secrets().inNamespace("shop-old").withName("payment").get())
                .isNull();

        var refused = run("shop-r-3", context -> remove(context, east, point));
        assertThat(refused)
                .isInstanceOfSatisfying(
                        Failed.class,
                        failed ->
                                assertThat(failed.reasons())
                                        .singleElement()
                                        .asString()
                                        .contains("read-only"));
        assertThat(run("shop-r-4", context -> remove(context, west, point)))
                .isInstanceOf(Removed.class);
        assertThat(west.find("Backup", "shop-r-1")).isNull();
        assertThat(run("shop-r-5", context -> remove(context, west, point)))
                .isInstanceOf(Removed.class);
    }

    @Test
    void an_archive_that_was_cut_short_is_not_readable() throws Exception {
        west.create(application("cut"));
        var take = new TakeVelero("nightly", WEST, kubeconfig(west), velero("cut"));
        var taken = run("cut-r-1", context -> new VeleroBackup(sites).carryOut(take, context));
        var point = ((Taken) taken).point();
        try (var client = store.client()) {
            var key = "backups/cut-r-1/cut-r-1.tar.gz";
            var whole = client.getObjectAsBytes(get -> get.bucket(BUCKET).key(key)).asByteArray();
            client.putObject(
                    put -> put.bucket(BUCKET).key(key),
                    RequestBody.fromBytes(Arrays.copyOf(whole, whole.length / 2)));
        }

        var tried =
                run(
                        "cut-trial",
                        context -> verify(context, west, point, velero("cut"), Level.RESTORED));

        assertThat(tried)
                .isInstanceOfSatisfying(
                        Tried.class,
                        one -> {
                            assertThat(one.passed()).isFalse();
                            assertThat(one.reasons())
                                    .singleElement()
                                    .asString()
                                    .contains("cannot be read to the end");
                        });
    }

    @Test
    void a_backup_that_is_partly_there_has_failed_with_its_reasons() throws Exception {
        west.create(POD);
        west.client()
                .pods()
                .inNamespace("pods")
                .withName("database")
                .editStatus(
                        pod ->
                                pod.edit()
                                        .editOrNewStatus()
                                        .withPhase("Running")
                                        .endStatus()
                                        .build());
        var hooked = hooked("pods");
        var take = new TakeVelero("nightly", WEST, kubeconfig(west), hooked);
        var plan = new PlanId("partly");

        var result =
                run(plan, "partly-1", context -> new VeleroBackup(sites).carryOut(take, context));

        assertThat(result)
                .isInstanceOfSatisfying(
                        Failed.class,
                        failed -> {
                            assertThat(failed.reasons()).contains("1 hooks failed");
                            assertThat(failed.reasons())
                                    .anySatisfy(one -> assertThat(one).contains("database"));
                        });
        var reported =
                look(new VeleroEngine(sites), WEST, west, true, order(plan, hooked)).stream()
                        .filter(EngineReported.class::isInstance)
                        .map(EngineReported.class::cast)
                        .toList();
        assertThat(reported)
                .singleElement()
                .satisfies(
                        report -> {
                            assertThat(report.run()).isEqualTo(new RunId("partly-1"));
                            assertThat(report.result()).isEqualTo(result);
                        });
        retire(new VeleroEngine(sites), WEST, west, plan);
    }

    @Test
    void a_backup_that_velero_does_not_survive_has_failed() throws Exception {
        west.create(application("doomed"));
        westToStore.cut();
        var take = new TakeVelero("nightly", WEST, kubeconfig(west), velero("doomed"));
        var running =
                CompletableFuture.supplyAsync(
                        () ->
                                run(
                                        "doomed-r-1",
                                        context ->
                                                new VeleroBackup(sites).carryOut(take, context)));
        west.awaitPhase("Backup", "doomed-r-1", "InProgress");

        west.velero().kill9();
        westToStore.heal();
        west.velero().start();

        assertThat(running.get(90, TimeUnit.SECONDS))
                .isInstanceOfSatisfying(
                        Failed.class,
                        failed ->
                                assertThat(failed.reasons())
                                        .singleElement()
                                        .asString()
                                        .contains("during the server starting"));
        assertThat(progress).anyMatch(one -> one.detail().startsWith("InProgress"));
    }

    @Test
    void a_location_that_is_gone_is_a_finding_and_takes_no_backup() throws Exception {
        west.create(application("waiting"));
        var plan = new PlanId("waiting");
        var take = new TakeVelero("nightly", WEST, kubeconfig(west), velero("waiting"));
        var engine = new VeleroEngine(sites);
        westToStore.breakOff();
        west.velero().awaitLocation("Unavailable");

        var found = codes(look(engine, WEST, west, true, order(plan)));
        var result = run("waiting-r-1", context -> new VeleroBackup(sites).carryOut(take, context));

        westToStore.heal();
        west.velero().awaitLocation("Available");
        assertThat(found).containsExactly(Code.LOCATION_UNAVAILABLE);
        assertThat(result)
                .isInstanceOfSatisfying(
                        Failed.class,
                        failed ->
                                assertThat(failed.reasons())
                                        .singleElement()
                                        .asString()
                                        .contains("Unavailable"));
        assertThat(codes(look(engine, WEST, west, true, order(plan)))).isEmpty();
        retire(engine, WEST, west, plan);
    }

    @Test
    void a_site_that_takes_over_and_may_only_read_is_a_finding() {
        var plan = new PlanId("moved");
        var engine = new VeleroEngine(sites);

        assertThat(codes(look(engine, EAST, east, true, order(plan))))
                .containsExactly(Code.LOCATION_ACCESS);
        retire(engine, EAST, east, plan);
    }

    @Test
    void a_location_that_nobody_made_is_a_finding() {
        var plan = new PlanId("astray");
        var none = VeleroOptions.NONE;
        var astray =
                new Velero(
                        Set.of("default"),
                        Duration.ofDays(1),
                        false,
                        Optional.of(
                                new VeleroOptions(
                                        none.includedResources(),
                                        none.excludedResources(),
                                        none.selectors(),
                                        none.hooks(),
                                        false,
                                        Optional.of("nowhere"),
                                        Set.of(),
                                        "velero")));
        var engine = new VeleroEngine(sites);

        assertThat(findings(look(engine, WEST, west, true, order(plan, astray))))
                .singleElement()
                .satisfies(
                        finding -> {
                            assertThat(finding.code()).isEqualTo(Code.LOCATION_UNAVAILABLE);
                            assertThat(finding.detail()).contains("no location nowhere");
                        });
        retire(engine, WEST, west, plan);
    }

    @Test
    void a_site_without_velero_is_a_finding_until_its_api_is_gone_too() {
        try (ApiServer bare =
                ApiServer.start(table, "bare", neighbourhood.address(3, 1), List.of())) {
            var kubeconfig = new Credential.File(bare.kubeconfig().toString());
            var take = new TakeVelero("nightly", EAST, kubeconfig, velero("shop"));
            var engine = new VeleroEngine(sites);
            var plan = new PlanId("bare");

            assertThat(codes(look(engine, EAST, kubeconfig, true, List.of(order(plan)))))
                    .containsExactly(Code.ENGINE_MISSING);
            assertThat(run("bare-r-1", context -> new VeleroBackup(sites).carryOut(take, context)))
                    .isInstanceOfSatisfying(
                            Failed.class,
                            failed ->
                                    assertThat(failed.reasons())
                                            .singleElement()
                                            .asString()
                                            .contains("Velero is not installed"));

            bare.kill9();

            assertThat(codes(look(engine, EAST, kubeconfig, true, List.of(order(plan)))))
                    .containsExactly(Code.ENGINE_UNREACHABLE);
            assertThat(run("bare-r-2", context -> new VeleroBackup(sites).carryOut(take, context)))
                    .isInstanceOf(Unavailable.class);
        }
    }

    @Test
    void a_kubeconfig_that_is_not_there_is_a_finding_with_its_place() {
        var nowhere = new Credential.File("/nowhere/kubeconfig");

        assertThat(
                        findings(
                                look(
                                        new VeleroEngine(sites),
                                        WEST,
                                        nowhere,
                                        true,
                                        List.of(order(new PlanId("lost"))))))
                .singleElement()
                .satisfies(
                        finding -> {
                            assertThat(finding.code()).isEqualTo(Code.ENGINE_UNREACHABLE);
                            assertThat(finding.detail()).contains("/nowhere/kubeconfig");
                        });
    }

    private BackupResult verify(
            RunContext context, VeleroSite at, RecoveryPoint point, Velero velero, Level level)
            throws InterruptedException {
        return new VeleroVerification(sites)
                .carryOut(new VerifyVelero(point, kubeconfig(at), velero, level), context);
    }

    private BackupResult remove(RunContext context, VeleroSite at, RecoveryPoint point)
            throws InterruptedException {
        return new VeleroRemoval(sites)
                .carryOut(new RemoveVelero(point, kubeconfig(at), "velero"), context);
    }

    private interface Work {
        BackupResult carryOut(RunContext context) throws InterruptedException;
    }

    private BackupResult run(String id, Work work) {
        return run(new PlanId("shop"), id, work);
    }

    private BackupResult run(PlanId plan, String id, Work work) {
        try {
            return work.carryOut(new RunContext(plan, new RunId(id), progress::add));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private record Ordered(PlanId plan, Velero velero) {}

    private static Ordered order(PlanId plan) {
        return order(plan, velero(plan.value()));
    }

    private static Ordered order(PlanId plan, Velero velero) {
        return new Ordered(plan, velero);
    }

    private static List<BackupEvent> look(
            VeleroEngine engine, SiteId site, VeleroSite at, boolean active, Ordered order) {
        return look(engine, site, kubeconfig(at), active, List.of(order));
    }

    private static List<BackupEvent> look(
            VeleroEngine engine,
            SiteId site,
            Credential kubeconfig,
            boolean active,
            List<Ordered> orders) {
        var news = new ArrayList<BackupEvent>();
        engine.look(
                new SiteEngine.Wanted(
                        site,
                        kubeconfig,
                        orders.stream()
                                .map(
                                        one ->
                                                new SiteEngine.Order(
                                                        one.plan(),
                                                        new Protection(
                                                                "nightly",
                                                                one.velero(),
                                                                Optional.of(EVERY_MINUTE),
                                                                Optional.empty()),
                                                        active,
                                                        List.of()))
                                .toList(),
                        Set.copyOf(orders.stream().map(Ordered::plan).toList()),
                        List.of()),
                news::add);
        return news;
    }

    private static void retire(VeleroEngine engine, SiteId site, VeleroSite at, PlanId plan) {
        engine.look(
                new SiteEngine.Wanted(site, kubeconfig(at), List.of(), Set.of(plan), List.of()),
                _ -> {});
    }

    private static final Schedule EVERY_MINUTE =
            new Schedule("* * * * *", ZoneId.of("Europe/Berlin"));

    private static List<RecoveryPoint> points(List<BackupEvent> news) {
        return news.stream()
                .filter(EngineReported.class::isInstance)
                .map(one -> ((EngineReported) one).result())
                .filter(Taken.class::isInstance)
                .map(one -> ((Taken) one).point())
                .toList();
    }

    private static List<Finding> findings(List<BackupEvent> news) {
        return news.stream()
                .filter(EngineObserved.class::isInstance)
                .flatMap(one -> ((EngineObserved) one).findings().stream())
                .toList();
    }

    private static List<Code> codes(List<BackupEvent> news) {
        return findings(news).stream().map(Finding::code).toList();
    }

    private void eastFinds(String backup) {
        east.velero().restart();
        Deadline.inSeconds(90)
                .until("the east to find " + backup, () -> east.find("Backup", backup) != null);
    }

    private static Credential kubeconfig(VeleroSite site) {
        return new Credential.File(site.api().kubeconfig().toString());
    }

    private static Velero velero(String namespace) {
        return new Velero(Set.of(namespace), Duration.ofDays(1), true, Optional.empty());
    }

    private static Velero hooked(String namespace) {
        var none = VeleroOptions.NONE;
        return new Velero(
                Set.of(namespace),
                Duration.ofDays(1),
                true,
                Optional.of(
                        new VeleroOptions(
                                none.includedResources(),
                                none.excludedResources(),
                                none.selectors(),
                                List.of(
                                        new VeleroOptions.Hook(
                                                "freeze",
                                                Set.of(namespace),
                                                Optional.empty(),
                                                List.of(
                                                        new VeleroOptions.Command(
                                                                Optional.of("main"),
                                                                List.of("/bin/freeze"),
                                                                true,
                                                                Duration.ofSeconds(5))),
                                                List.of())),
                                false,
                                Optional.empty(),
                                Set.of(),
                                "velero")));
    }

    private static String application(String namespace) {
        return """
        apiVersion: v1
        kind: Namespace
        metadata: {name: %1$s}
        ---
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: settings, namespace: %1$s}
        data: {currency: EUR}
        ---
        apiVersion: v1
        kind: Secret
        metadata: {name: payment, namespace: %1$s}
        data: {key: c2VjcmV0}
        ---
        apiVersion: networking.k8s.io/v1
        kind: Ingress
        metadata: {name: www, namespace: %1$s}
        spec: {defaultBackend: {service: {name: web, port: {number: 80}}}}
        ---
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web, namespace: %1$s}
        spec:
          replicas: 3
          selector: {matchLabels: {app: web}}
          template:
            metadata: {labels: {app: web}}
            spec: {containers: [{name: main, image: shop}]}
        """
                .formatted(namespace);
    }

    /** A pod that is said to run and does not. */
    private static final String POD =
            """
            apiVersion: v1
            kind: Namespace
            metadata: {name: pods}
            ---
            apiVersion: v1
            kind: ServiceAccount
            metadata: {name: default, namespace: pods}
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: database, namespace: pods}
            spec:
              nodeName: gone
              automountServiceAccountToken: false
              containers: [{name: main, image: database}]
            """;
}
