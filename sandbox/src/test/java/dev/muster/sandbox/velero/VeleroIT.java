package dev.muster.sandbox.velero;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.muster.sandbox.kubernetes.ApiServer;
import dev.muster.sandbox.network.Link;
import dev.muster.sandbox.network.Neighbourhood;
import dev.muster.sandbox.objectstore.ObjectStore;
import dev.muster.sandbox.process.Deadline;
import dev.muster.sandbox.process.ProcessTable;
import dev.muster.sandbox.process.Programs;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/** Two sites over one store: the west takes backups, the east restores them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class VeleroIT {

    private static final String BUCKET = "velero";

    private final Neighbourhood neighbourhood = Neighbourhood.claim();
    private final ProcessTable table = ProcessTable.open("velero-it");
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
        table.close();
        if (westToStore != null) {
            westToStore.close();
        }
        neighbourhood.close();
    }

    @Test
    void a_backup_of_the_west_is_found_at_the_east_and_restored_into_another_namespace() {
        west.create(SHOP);

        List<String> phases =
                west.follow("Backup", "shop-1", "{includedNamespaces: [shop], ttl: 720h0m0s}");

        assertThat(phases)
                .containsExactly(
                        "", "Queued", "ReadyToStart", "InProgress", "Finalizing", "Completed");
        assertThat(VeleroSite.statusOf(west.get("Backup", "shop-1")))
                .containsKeys("startTimestamp", "completionTimestamp", "expiration")
                .doesNotContainKeys("errors", "warnings", "failureReason");
        assertThat(keys("backups/shop-1/"))
                .contains(
                        "backups/shop-1/velero-backup.json",
                        "backups/shop-1/shop-1.tar.gz",
                        "backups/shop-1/shop-1-logs.gz");

        eastFinds("shop-1");
        assertThat(VeleroSite.phaseOf(east.get("Backup", "shop-1"))).isEqualTo("Completed");
        assertThat(east.get("Backup", "shop-1").getMetadata().getUid())
                .isNotEqualTo(west.get("Backup", "shop-1").getMetadata().getUid());

        List<String> back =
                east.follow(
                        "Restore",
                        "shop-1-drill",
                        "{backupName: shop-1, namespaceMapping: {shop: shop-drill}}");

        assertThat(back).containsExactly("", "InProgress", "Finalizing", "Completed");
        KubernetesClient client = east.client();
        assertThat(
                        client.configMaps()
                                .inNamespace("shop-drill")
                                .withName("settings")
                                .get()
                                .getData())
                .containsEntry("currency", "EUR");
        assertThat(client.secrets().inNamespace("shop-drill").withName("payment").get().getData())
                .containsEntry("key", "c2VjcmV0");
        assertThat(
                        client.apps()
                                .deployments()
                                .inNamespace("shop-drill")
                                .withName("web")
                                .get()
                                .getSpec()
                                .getReplicas())
                .isEqualTo(3);
        assertThat(client.namespaces().withName("shop").get()).isNull();
        // read-only is said of backups: what is to be known of a restore is written there
        assertThat(keys("restores/shop-1-drill/"))
                .contains("restores/shop-1-drill/restore-shop-1-drill-results.gz");
    }

    @Test
    void a_read_only_location_takes_no_backup() {
        List<String> phases = east.follow("Backup", "refused", "{includedNamespaces: [default]}");

        assertThat(phases).containsExactly("", "Queued", "ReadyToStart", "FailedValidation");
        assertThat(east.get("Backup", "refused").<List<String>>get("status", "validationErrors"))
                .singleElement()
                .asString()
                .contains("read-only mode");
        assertThat(keys("backups/refused/")).isEmpty();
    }

    @Test
    void a_hook_that_cannot_run_leaves_the_backup_partially_failed() {
        west.create(HOOKED);
        west.client()
                .pods()
                .inNamespace("hooked")
                .withName("database")
                .editStatus(
                        pod ->
                                pod.edit()
                                        .editOrNewStatus()
                                        .withPhase("Running")
                                        .endStatus()
                                        .build());

        List<String> phases =
                west.follow(
                        "Backup",
                        "hooked-1",
                        """
                        {includedNamespaces: [hooked], hooks: {resources: [{name: freeze,
                          includedNamespaces: [hooked], pre: [{exec: {container: main,
                          command: [/bin/freeze], onError: Fail, timeout: 5s}}]}]}}
                        """);

        assertThat(phases)
                .containsExactly(
                        "",
                        "Queued",
                        "ReadyToStart",
                        "InProgress",
                        "FinalizingPartiallyFailed",
                        "PartiallyFailed");
        GenericKubernetesResource backup = west.get("Backup", "hooked-1");
        assertThat(VeleroSite.statusOf(backup)).containsKey("errors");
        assertThat(backup.<Map<String, Object>>get("status", "hookStatus"))
                .isEqualTo(Map.of("hooksAttempted", 1, "hooksFailed", 1));
    }

    @Test
    void an_object_that_the_api_refuses_leaves_the_restore_partially_failed() {
        west.create(PLAIN);
        west.follow("Backup", "plain-1", "{includedNamespaces: [plain]}");
        east.create(REFUSAL);
        Deadline.inSeconds(30).until("the refusal to hold", this::isRefused);
        eastFinds("plain-1");

        List<String> phases = east.follow("Restore", "plain-1-here", "{backupName: plain-1}");

        assertThat(phases)
                .containsExactly("", "InProgress", "FinalizingPartiallyFailed", "PartiallyFailed");
        assertThat(VeleroSite.statusOf(east.get("Restore", "plain-1-here")))
                .containsEntry("errors", 1);
        assertThat(east.client().configMaps().inNamespace("plain").withName("kept").get())
                .isNotNull();
        assertThat(east.client().configMaps().inNamespace("plain").withName("refused").get())
                .isNull();
    }

    @Test
    void a_backup_that_velero_does_not_survive_has_failed_and_the_one_behind_it_is_taken() {
        west.create(namespace("doomed"));
        westToStore.cut();
        west.order("Backup", "doomed-1", "{includedNamespaces: [doomed]}");
        west.awaitPhase("Backup", "doomed-1", "InProgress");
        west.order("Backup", "doomed-2", "{includedNamespaces: [doomed]}");
        west.awaitPhase("Backup", "doomed-2", "Queued");

        west.velero().kill9();
        westToStore.heal();
        assertThat(VeleroSite.phaseOf(west.get("Backup", "doomed-1"))).isEqualTo("InProgress");
        west.velero().start();

        west.awaitPhase("Backup", "doomed-1", "Failed");
        assertThat(west.get("Backup", "doomed-1").<String>get("status", "failureReason"))
                .contains("during the server starting");
        assertThat(keys("backups/doomed-1/")).isEmpty();
        west.awaitPhase("Backup", "doomed-2", "Completed");
    }

    @Test
    void a_restore_that_velero_does_not_survive_has_failed() {
        west.create(namespace("halfway"));
        west.follow("Backup", "halfway-1", "{includedNamespaces: [halfway]}");
        westToStore.cut();
        west.order(
                "Restore",
                "halfway-1-back",
                "{backupName: halfway-1, namespaceMapping: {halfway: halfway-back}}");
        west.awaitPhase("Restore", "halfway-1-back", "InProgress");

        west.velero().kill9();
        westToStore.heal();
        west.velero().start();

        west.awaitPhase("Restore", "halfway-1-back", "Failed");
        assertThat(west.get("Restore", "halfway-1-back").<String>get("status", "failureReason"))
                .contains("during the server starting");
        assertThat(west.client().namespaces().withName("halfway-back").get()).isNull();
    }

    @Test
    void a_location_that_is_gone_is_unavailable_and_refuses_backups_until_it_is_back() {
        west.create(namespace("waiting"));
        westToStore.breakOff();
        west.velero().awaitLocation("Unavailable");

        List<String> phases = west.follow("Backup", "waiting-1", "{includedNamespaces: [waiting]}");

        assertThat(phases).endsWith("FailedValidation");
        assertThat(west.get("Backup", "waiting-1").<List<String>>get("status", "validationErrors"))
                .singleElement()
                .asString()
                .contains("Unavailable");
        westToStore.heal();
        west.velero().awaitLocation("Available");
        assertThat(west.follow("Backup", "waiting-2", "{includedNamespaces: [waiting]}"))
                .endsWith("Completed");
    }

    @Test
    void a_request_to_delete_takes_the_data_along() {
        west.create(namespace("brief"));
        west.follow("Backup", "brief-1", "{includedNamespaces: [brief]}");
        assertThat(keys("backups/brief-1/")).isNotEmpty();

        west.order("DeleteBackupRequest", "brief-1-away", "{backupName: brief-1}");

        Deadline.inSeconds(60)
                .until("the backup to go", () -> west.find("Backup", "brief-1") == null);
        assertThat(keys("backups/brief-1/")).isEmpty();
    }

    private void eastFinds(String backup) {
        east.velero().restart();
        Deadline.inSeconds(90)
                .until("the east to find " + backup, () -> east.find("Backup", backup) != null);
    }

    private boolean isRefused() {
        try {
            east.client()
                    .load(
                            stream(
                                    """
                                    apiVersion: v1
                                    kind: ConfigMap
                                    metadata: {name: refused, namespace: default}
                                    """))
                    .dryRun()
                    .create();
            return false;
        } catch (KubernetesClientException refused) {
            return refused.getCode() == 422 || refused.getCode() == 403;
        }
    }

    private static InputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    private List<String> keys(String prefix) {
        try (S3Client client = store.client()) {
            return client
                    .listObjectsV2(list -> list.bucket(BUCKET).prefix(prefix))
                    .contents()
                    .stream()
                    .map(S3Object::key)
                    .toList();
        }
    }

    private static String namespace(String name) {
        return "apiVersion: v1\nkind: Namespace\nmetadata: {name: %s}\n".formatted(name);
    }

    private static final String SHOP =
            """
            apiVersion: v1
            kind: Namespace
            metadata: {name: shop}
            ---
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: settings, namespace: shop}
            data: {currency: EUR}
            ---
            apiVersion: v1
            kind: Secret
            metadata: {name: payment, namespace: shop}
            data: {key: c2VjcmV0}
            ---
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web, namespace: shop}
            spec:
              replicas: 3
              selector: {matchLabels: {app: web}}
              template:
                metadata: {labels: {app: web}}
                spec: {containers: [{name: main, image: shop}]}
            """;

    /** A pod that is said to run and does not. */
    private static final String HOOKED =
            """
            apiVersion: v1
            kind: Namespace
            metadata: {name: hooked}
            ---
            apiVersion: v1
            kind: ServiceAccount
            metadata: {name: default, namespace: hooked}
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: database, namespace: hooked}
            spec:
              nodeName: gone
              automountServiceAccountToken: false
              containers: [{name: main, image: database}]
            """;

    private static final String PLAIN =
            """
            apiVersion: v1
            kind: Namespace
            metadata: {name: plain}
            ---
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: kept, namespace: plain}
            ---
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: refused, namespace: plain}
            """;

    private static final String REFUSAL =
            """
            apiVersion: admissionregistration.k8s.io/v1
            kind: ValidatingAdmissionPolicy
            metadata: {name: refusal}
            spec:
              failurePolicy: Fail
              matchConstraints:
                resourceRules:
                - {apiGroups: [""], apiVersions: [v1], operations: [CREATE], resources: [configmaps]}
              validations: [{expression: "object.metadata.name != 'refused'"}]
            ---
            apiVersion: admissionregistration.k8s.io/v1
            kind: ValidatingAdmissionPolicyBinding
            metadata: {name: refusal}
            spec: {policyName: refusal, validationActions: [Deny]}
            """;
}
