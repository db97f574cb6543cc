package dev.muster.sandbox.backup;

import static dev.muster.sandbox.backup.PostgresStage.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.muster.backup.adapter.resources.ResourceClusters;
import dev.muster.backup.adapter.resources.ResourceRemoval;
import dev.muster.backup.adapter.resources.ResourceRun;
import dev.muster.backup.app.RunContext;
import dev.muster.events.BackupAction.RemoveResource;
import dev.muster.events.BackupAction.TakeResource;
import dev.muster.events.BackupResult;
import dev.muster.events.BackupResult.Failed;
import dev.muster.events.BackupResult.Removed;
import dev.muster.events.BackupResult.Taken;
import dev.muster.events.BackupResult.Unavailable;
import dev.muster.events.BackupResult.Underway;
import dev.muster.events.RunId;
import dev.muster.plan.Credential;
import dev.muster.plan.PlanId;
import dev.muster.plan.ResourceBackup;
import dev.muster.plan.ResourceBackup.Method;
import dev.muster.plan.ResourceBackup.ResticBackend;
import dev.muster.plan.ResourceBackup.SecretKey;
import dev.muster.plan.ResourceBackup.What;
import dev.muster.plan.SiteId;
import dev.muster.sandbox.kubernetes.ApiServer;
import dev.muster.sandbox.network.Neighbourhood;
import dev.muster.sandbox.process.ProcessTable;
import dev.muster.sandbox.process.Programs;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Operators inside a cluster, asked over a real API; stand-ins speak their documented statuses. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ResourceBackupIT {

    private static final SiteId WEST = new SiteId("west");
    private static final String AT = "2026-03-01T02:00:05Z";
    private static final String LATER = "2026-03-01T02:01:00Z";

    private final Neighbourhood neighbourhood = Neighbourhood.claim();
    private final ProcessTable table = ProcessTable.open("resource-backup-it");
    private final ResourceClusters clusters = new ResourceClusters();
    private final List<String> progress = new ArrayList<>();
    private ApiServer api;
    private KubernetesClient client;
    private int namespaces;

    @BeforeAll
    void start() {
        assumeTrue(
                Programs.find("kube-apiserver").isPresent(),
                "no real API server: " + Programs.HOW_TO_GET);
        api = ApiServer.start(table, "west", neighbourhood.address(1, 1), List.of());
        client = api.client();
        StandIn.define(client, "k8up.io", "v1", "Backup", "backups");
        StandIn.define(
                client, "snapshot.storage.k8s.io", "v1", "VolumeSnapshot", "volumesnapshots");
        StandIn.define(client, "longhorn.io", "v1beta2", "Snapshot", "snapshots");
        StandIn.define(client, "longhorn.io", "v1beta2", "Backup", "backups");
    }

    @AfterAll
    void end() {
        clusters.close();
        table.close();
        neighbourhood.close();
    }

    @Test
    void k8up_is_asked_with_its_repository_and_succeeds_only_when_it_says_so() throws Exception {
        var namespace = namespace();
        try (var k8up =
                standIn(
                        namespace,
                        "k8up.io/v1",
                        "Backup",
                        conditions(condition("PreBackupPodReady", "False", "Waiting")),
                        conditions(condition("Progressing", "True", "Started")),
                        conditions(
                                condition("Progressing", "False", "Finished"),
                                condition("Completed", "True", "Succeeded")))) {
            var point =
                    as(Taken.class, take("r-1", k8up(Optional.of(backend())), namespace)).point();

            assertThat(point.engine()).isEqualTo("k8up");
            assertThat(point.completedAt()).isEqualTo(Instant.parse(LATER));
            assertThat(point.location()).startsWith("Backup " + namespace + "/r-1 uid ");
            assertThat(k8up.asked())
                    .singleElement()
                    .satisfies(
                            object -> {
                                assertThat(in(object, "spec", "backend", "s3", "bucket"))
                                        .isEqualTo("library");
                                assertThat(object.getMetadata().getLabels())
                                        .containsEntry("muster.dev/plan", "library");
                            });
        }
    }

    @Test
    void what_k8up_calls_finished_or_completed_may_have_failed() throws Exception {
        for (var ended :
                List.of(
                        conditions(condition("Completed", "True", "Failed")),
                        conditions(condition("Completed", "True", "RetrievalFailed")),
                        conditions(condition("PreBackupPodReady", "False", "CreationFailed")))) {
            var namespace = namespace();
            try (var _ =
                    standIn(namespace, "k8up.io/v1", "Backup", with(ended, "finished", true))) {
                var result = take("r-1", k8up(Optional.empty()), namespace);

                assertThat(as(Failed.class, result).reasons()).first().asString().contains("ailed");
            }
        }
    }

    @Test
    void a_snapshot_is_of_the_moment_it_was_cut_and_its_errors_are_waited_through()
            throws Exception {
        var namespace = namespace();
        try (var csi =
                standIn(
                        namespace,
                        "snapshot.storage.k8s.io/v1",
                        "VolumeSnapshot",
                        Map.of("readyToUse", false, "error", Map.of("message", "busy")),
                        Map.of("readyToUse", false, "creationTime", AT),
                        Map.of(
                                "readyToUse",
                                true,
                                "creationTime",
                                AT,
                                "restoreSize",
                                "2Gi",
                                "boundVolumeSnapshotContentName",
                                "content-1"))) {
            var point = as(Taken.class, take("r-1", csi(), namespace)).point();

            assertThat(point.asOf()).isEqualTo(Instant.parse(AT));
            assertThat(point.bytes()).isEqualTo(2L << 30);
            assertThat(point.location()).endsWith("(VolumeSnapshotContent content-1)");
            assertThat(csi.asked())
                    .singleElement()
                    .satisfies(
                            object ->
                                    assertThat(
                                                    in(
                                                            object,
                                                            "spec",
                                                            "source",
                                                            "persistentVolumeClaimName"))
                                            .isEqualTo("scans"));
        }
    }

    @Test
    void what_never_ends_has_failed_at_its_deadline_with_what_it_waits_for() throws Exception {
        var namespace = namespace();
        try (var _ =
                standIn(
                        namespace,
                        "snapshot.storage.k8s.io/v1",
                        "VolumeSnapshot",
                        Map.of("readyToUse", false, "error", Map.of("message", "no such class")))) {
            var result = take("r-1", csi(), namespace, Duration.ofSeconds(3));

            assertThat(as(Failed.class, result).reasons())
                    .singleElement()
                    .asString()
                    .contains("has not ended within", "no such class");
        }
    }

    @Test
    void longhorn_cuts_a_snapshot_and_copies_it() throws Exception {
        var namespace = namespace();
        try (var snapshots =
                        standIn(
                                namespace,
                                "longhorn.io/v1beta2",
                                "Snapshot",
                                Map.of("readyToUse", false),
                                Map.of("readyToUse", true, "creationTime", AT, "size", 1024));
                var backups =
                        standIn(
                                namespace,
                                "longhorn.io/v1beta2",
                                "Backup",
                                Map.of("state", "InProgress", "progress", 40),
                                Map.of(
                                        "state",
                                        "Completed",
                                        "progress",
                                        100,
                                        "snapshotCreatedAt",
                                        AT,
                                        "backupCreatedAt",
                                        LATER,
                                        "size",
                                        "4096",
                                        "url",
                                        "s3://dr@eu/?backup=b-1&volume=pvc-index"))) {
            var point = as(Taken.class, take("r-1", longhorn(), namespace)).point();

            assertThat(point.asOf()).isEqualTo(Instant.parse(AT));
            assertThat(point.completedAt()).isEqualTo(Instant.parse(LATER));
            assertThat(point.bytes()).isEqualTo(4096);
            assertThat(point.location()).contains("s3://dr@eu/?backup=b-1");
            assertThat(snapshots.asked()).hasSize(1);
            assertThat(backups.asked())
                    .singleElement()
                    .satisfies(
                            backup -> {
                                assertThat(in(backup, "spec", "snapshotName")).isEqualTo("r-1");
                                assertThat(backup.getMetadata().getLabels())
                                        .containsEntry("backup-volume", "pvc-index");
                            });
        }
    }

    @Test
    void each_bad_end_of_longhorn_is_a_failure_with_its_reason() throws Exception {
        for (var state : List.of("Error", "Unknown", "Deleting")) {
            var namespace = namespace();
            try (var _ =
                            standIn(
                                    namespace,
                                    "longhorn.io/v1beta2",
                                    "Snapshot",
                                    Map.of("readyToUse", true));
                    var _ =
                            standIn(
                                    namespace,
                                    "longhorn.io/v1beta2",
                                    "Backup",
                                    Map.of("state", state, "error", "target is full"))) {
                assertThat(as(Failed.class, take("r-1", longhorn(), namespace)).reasons())
                        .containsExactly(state + ": target is full");
            }
        }
        var namespace = namespace();
        try (var _ =
                standIn(
                        namespace,
                        "longhorn.io/v1beta2",
                        "Snapshot",
                        Map.of("readyToUse", false, "error", "volume is detached"))) {
            assertThat(as(Failed.class, take("r-1", longhorn(), namespace)).reasons())
                    .containsExactly("the snapshot: volume is detached");
        }
    }

    @Test
    void an_operator_that_is_not_installed_is_named_and_one_that_comes_later_is_used()
            throws Exception {
        var namespace = namespace();
        assertThat(as(Failed.class, take("r-1", pg(Method.PLUGIN), namespace)).reasons())
                .singleElement()
                .asString()
                .contains("CloudNativePG is not installed", "helm install");

        StandIn.define(client, "postgresql.cnpg.io", "v1", "Backup", "backups");
        try (var cnpg =
                standIn(
                        namespace,
                        "postgresql.cnpg.io/v1",
                        "Backup",
                        Map.of("phase", "started"),
                        Map.of("phase", "walArchivingFailing", "error", "no credentials"),
                        Map.of(
                                "phase",
                                "completed",
                                "startedAt",
                                AT,
                                "stoppedAt",
                                LATER,
                                "backupId",
                                "20260301T020005",
                                "destinationPath",
                                "s3://dr/loans"))) {
            var point = as(Taken.class, take("r-2", pg(Method.PLUGIN), namespace)).point();

            assertThat(point.asOf()).isEqualTo(Instant.parse(LATER));
            assertThat(point.location()).contains("s3://dr/loans backup 20260301T020005");
            assertThat(cnpg.asked())
                    .singleElement()
                    .satisfies(
                            backup ->
                                    assertThat(in(backup, "spec"))
                                            .isEqualTo(
                                                    Map.of(
                                                            "cluster",
                                                            Map.of("name", "loans"),
                                                            "method",
                                                            "plugin",
                                                            "target",
                                                            "prefer-standby",
                                                            "pluginConfiguration",
                                                            Map.of(
                                                                    "name",
                                                                    "barman-cloud.cloudnative-pg"
                                                                            + ".io"))));
        }
        for (var phase : List.of("failed", "invalid backup definition")) {
            var other = namespace();
            try (var _ =
                    standIn(
                            other,
                            "postgresql.cnpg.io/v1",
                            "Backup",
                            Map.of("phase", phase, "error", "no such cluster"))) {
                assertThat(as(Failed.class, take("r-3", pg(Method.PLUGIN), other)).reasons())
                        .containsExactly(phase + ": no such cluster");
            }
        }
    }

    @Test
    void a_cron_job_is_run_once_for_a_run_however_often_that_is_commanded() throws Exception {
        var namespace = namespace();
        cronJob(namespace);
        try (var jobs =
                standIn(
                        namespace,
                        "batch/v1",
                        "Job",
                        Map.of("active", 1, "startTime", AT),
                        Map.of(
                                "startTime",
                                AT,
                                "completionTime",
                                LATER,
                                "succeeded",
                                1,
                                "conditions",
                                List.of(
                                        condition(
                                                "SuccessCriteriaMet", "True", "CompletionsReached"),
                                        condition("Complete", "True", "CompletionsReached"))))) {
            var first = as(Taken.class, take("r-1", job(), namespace)).point();
            var second = as(Taken.class, take("r-1", job(), namespace)).point();

            assertThat(second).isEqualTo(first);
            assertThat(first.asOf()).isEqualTo(Instant.parse(AT));
            assertThat(jobs.asked())
                    .singleElement()
                    .satisfies(
                            made -> {
                                assertThat(made.getMetadata().getOwnerReferences())
                                        .singleElement()
                                        .satisfies(
                                                owner ->
                                                        assertThat(owner.getName())
                                                                .isEqualTo("mongodump"));
                                assertThat(in(made, "spec", "ttlSecondsAfterFinished")).isNull();
                            });
        }
    }

    @Test
    void a_job_that_failed_and_a_cron_job_that_is_not_there_are_told() throws Exception {
        var namespace = namespace();
        assertThat(as(Failed.class, take("r-0", job(), namespace)).reasons())
                .containsExactly(
                        "there is no CronJob " + namespace + "/mongodump: correct the plan");
        cronJob(namespace);
        try (var _ =
                standIn(
                        namespace,
                        "batch/v1",
                        "Job",
                        Map.of(
                                "startTime",
                                AT,
                                "failed",
                                1,
                                "conditions",
                                List.of(
                                        condition("FailureTarget", "True", "BackoffLimitExceeded"),
                                        condition("Failed", "True", "BackoffLimitExceeded"))))) {
            assertThat(as(Failed.class, take("r-1", job(), namespace)).reasons())
                    .first()
                    .asString()
                    .startsWith("BackoffLimitExceeded");
        }
    }

    @Test
    void an_object_of_that_name_that_is_somebody_elses_is_left_alone() throws Exception {
        var namespace = namespace();
        create(
                """
                apiVersion: snapshot.storage.k8s.io/v1
                kind: VolumeSnapshot
                metadata: {name: r-1, namespace: %s}
                spec: {source: {persistentVolumeClaimName: other}}
                status: {readyToUse: true}
                """
                        .formatted(namespace));

        assertThat(as(Failed.class, take("r-1", csi(), namespace)).reasons())
                .singleElement()
                .asString()
                .endsWith("is there, and was not made for this run");
    }

    @Test
    void a_namespace_that_is_not_there_is_named() throws Exception {
        assertThat(as(Failed.class, take("r-1", csi(), "nowhere")).reasons())
                .singleElement()
                .asString()
                .contains("nowhere", "correct the plan");
    }

    @Test
    void what_is_removed_is_gone_and_one_made_anew_under_its_name_stays() throws Exception {
        var namespace = namespace();
        try (var _ =
                standIn(
                        namespace,
                        "snapshot.storage.k8s.io/v1",
                        "VolumeSnapshot",
                        Map.of("readyToUse", true, "creationTime", AT))) {
            var point = as(Taken.class, take("r-1", csi(), namespace)).point();
            var removal = new RemoveResource(point, kubeconfig(), backup(csi(), namespace));

            as(Removed.class, new ResourceRemoval(clusters).carryOut(removal, context("e-1")));
            assertThat(snapshots(namespace)).isEmpty();

            as(Taken.class, take("r-1", csi(), namespace));
            as(Removed.class, new ResourceRemoval(clusters).carryOut(removal, context("e-2")));
            assertThat(snapshots(namespace)).hasSize(1);
        }
    }

    @Test
    void an_api_that_does_not_answer_is_asked_again() throws Exception {
        var nobody =
                Files.writeString(
                        table.directory("kubeconfigs").resolve("nobody"),
                        Files.readString(api.kubeconfig())
                                .replaceAll(
                                        "server: \\S+",
                                        "server: https://"
                                                + neighbourhood.address(1, 99).getHostAddress()
                                                + ":6443"));

        var result =
                new ResourceRun(clusters)
                        .carryOut(
                                new TakeResource(
                                        "p",
                                        WEST,
                                        new Credential.File(nobody.toString()),
                                        backup(csi(), "default")),
                                context("r-1"));

        as(Unavailable.class, result);
    }

    private BackupResult take(String run, What what, String namespace) throws InterruptedException {
        return take(run, what, namespace, Duration.ofMinutes(1));
    }

    private BackupResult take(String run, What what, String namespace, Duration deadline)
            throws InterruptedException {
        var backup =
                new ResourceBackup(
                        what, namespace, Duration.ofHours(6), Duration.ofDays(2), deadline);
        return new ResourceRun(clusters)
                .carryOut(new TakeResource("p", WEST, kubeconfig(), backup), context(run));
    }

    private static ResourceBackup backup(What what, String namespace) {
        return new ResourceBackup(
                what, namespace, Duration.ofHours(6), Duration.ofDays(2), Duration.ofMinutes(1));
    }

    private Credential kubeconfig() {
        return new Credential.File(api.kubeconfig().toString());
    }

    private RunContext context(String run) {
        return new RunContext(
                new PlanId("library"),
                new RunId(run),
                (Underway seen) -> progress.add(seen.detail()));
    }

    private String namespace() {
        var name = "library-" + ++namespaces;
        client.resource(
                        new NamespaceBuilder()
                                .withNewMetadata()
                                .withName(name)
                                .endMetadata()
                                .build())
                .create();
        return name;
    }

    @SafeVarargs
    @SuppressWarnings("varargs")
    private StandIn standIn(
            String namespace, String apiVersion, String kind, Map<String, Object>... statuses) {
        return new StandIn(client, apiVersion, kind, namespace, Arrays.stream(statuses).toList());
    }

    private static @Nullable Object in(GenericKubernetesResource object, String... path) {
        return object.get((Object[]) path);
    }

    private List<GenericKubernetesResource> snapshots(String namespace) {
        return client.genericKubernetesResources("snapshot.storage.k8s.io/v1", "VolumeSnapshot")
                .inNamespace(namespace)
                .list()
                .getItems();
    }

    private void cronJob(String namespace) {
        create(
                """
                apiVersion: batch/v1
                kind: CronJob
                metadata: {name: mongodump, namespace: %s}
                spec:
                  schedule: "0 3 * * *"
                  jobTemplate:
                    spec:
                      ttlSecondsAfterFinished: 60
                      template:
                        spec:
                          restartPolicy: Never
                          containers: [{name: dump, image: mongo, command: [mongodump]}]
                """
                        .formatted(namespace));
    }

    private void create(String yaml) {
        client.load(new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8))).create();
    }

    private static What k8up(Optional<ResticBackend> backend) {
        return new What.K8up(backend);
    }

    private static ResticBackend backend() {
        return new ResticBackend(
                "https://s3.example.org",
                "library",
                new SecretKey("s3", "user"),
                new SecretKey("s3", "secret"),
                new SecretKey("restic", "password"));
    }

    private static What csi() {
        return new What.CsiSnapshot("scans", Optional.of("fast"));
    }

    private static What longhorn() {
        return new What.Longhorn("pvc-index", false);
    }

    private static What pg(Method method) {
        return new What.CloudNativePg("loans", method, true);
    }

    private static What job() {
        return new What.FromCronJob("mongodump");
    }

    @SafeVarargs
    @SuppressWarnings("varargs")
    private static Map<String, Object> conditions(Map<String, Object>... conditions) {
        return Map.of("conditions", Arrays.stream(conditions).toList());
    }

    private static Map<String, Object> condition(String type, String status, String reason) {
        return Map.of(
                "type",
                type,
                "status",
                status,
                "reason",
                reason,
                "message",
                "as it says",
                "lastTransitionTime",
                LATER);
    }

    private static Map<String, Object> with(Map<String, Object> status, String key, Object value) {
        var more = new java.util.HashMap<>(status);
        more.put(key, value);
        return more;
    }
}
