package dev.muster.sandbox.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.events.Epoch;
import dev.muster.events.StepAction.ScaleWorkload;
import dev.muster.events.StepResult;
import dev.muster.events.StepResult.Done;
import dev.muster.events.StepResult.Rejected;
import dev.muster.events.StepResult.Unavailable;
import dev.muster.failover.adapter.kubernetes.KubernetesSites;
import dev.muster.failover.adapter.kubernetes.WorkloadScaler;
import dev.muster.plan.Credential;
import dev.muster.plan.PlanId;
import dev.muster.plan.RecoveryPlan.Workload;
import dev.muster.plan.SiteId;
import dev.muster.sandbox.kubernetes.ApiServer;
import dev.muster.sandbox.network.Neighbourhood;
import dev.muster.sandbox.process.ProcessTable;
import dev.muster.service.step.StepContext;
import dev.muster.service.step.StepContext.Deadline;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Orders to a workload, on the sandbox's API server: the real one where its binaries are. */
class WorkloadScalerIT {

    private static final PlanId SHOP = new PlanId("shop");
    private static final SiteId EAST = new SiteId("east");
    private static final String EPOCH = "muster.dev/epoch";

    private final Neighbourhood neighbourhood = Neighbourhood.claim();
    private final ProcessTable table = ProcessTable.open("scaler-it");
    private final WorkloadScaler scaler = new WorkloadScaler(new KubernetesSites());
    private ApiServer server;
    private KubernetesClient client;

    @BeforeEach
    void a_workload_of_one_replica() {
        server = ApiServer.start(table, "east", neighbourhood.address(1, 1), List.of());
        client = server.client();
        client.resource(
                        new NamespaceBuilder()
                                .withNewMetadata()
                                .withName("shop")
                                .endMetadata()
                                .build())
                .create();
        client.resource(
                        new DeploymentBuilder()
                                .withNewMetadata()
                                .withNamespace("shop")
                                .withName("web")
                                .endMetadata()
                                .withNewSpec()
                                .withReplicas(1)
                                .withNewSelector()
                                .addToMatchLabels("app", "web")
                                .endSelector()
                                .withNewTemplate()
                                .withNewMetadata()
                                .addToLabels("app", "web")
                                .endMetadata()
                                .withNewSpec()
                                .addNewContainer()
                                .withName("web")
                                .withImage("web")
                                .endContainer()
                                .endSpec()
                                .endTemplate()
                                .endSpec()
                                .build())
                .create();
    }

    @AfterEach
    void end() {
        client.close();
        table.close();
        neighbourhood.close();
    }

    @Test
    void replicas_and_epoch_change_together_and_an_older_epoch_changes_nothing() throws Exception {
        assertThat(scale(3, 2)).isInstanceOf(Done.class);
        assertThat(workload().getSpec().getReplicas()).isEqualTo(3);
        assertThat(workload().getMetadata().getAnnotations()).containsEntry(EPOCH, "2");

        var late = scale(1, 1);

        assertThat(late).isInstanceOf(Rejected.class);
        assertThat(late.detail()).contains("has seen epoch 2, this is 1");
        assertThat(workload().getSpec().getReplicas()).isEqualTo(3);
    }

    @Test
    void the_same_order_again_writes_nothing() throws Exception {
        scale(3, 2);
        var version = workload().getMetadata().getResourceVersion();

        assertThat(scale(3, 2)).isInstanceOf(Done.class);

        assertThat(workload().getMetadata().getResourceVersion()).isEqualTo(version);
    }

    @Test
    void an_order_that_stood_still_between_looking_and_acting_is_refused_by_the_server()
            throws Exception {
        scale(2, 2);

        // While the order of epoch 3 is held up, a move of epoch 4 passes by.
        var overtaken =
                scale(
                        0,
                        3,
                        () -> {
                            changed(5, "4");
                            return true;
                        });

        assertThat(overtaken).isInstanceOf(Unavailable.class);
        assertThat(workload().getSpec().getReplicas()).isEqualTo(5);
        assertThat(workload().getMetadata().getAnnotations()).containsEntry(EPOCH, "4");
        assertThat(scale(0, 3)).isInstanceOf(Rejected.class);
    }

    @Test
    void a_paused_order_changes_nothing() throws Exception {
        assertThat(scale(3, 2, () -> false)).isInstanceOf(Unavailable.class);
        assertThat(workload().getSpec().getReplicas()).isEqualTo(1);
    }

    @Test
    void before_a_move_a_missing_workload_and_a_kubeconfig_that_does_not_work_are_found()
            throws Exception {
        assertThat(scaler.trouble(order(server.kubeconfig(), "web", 1), SHOP)).isEmpty();
        assertThat(scaler.trouble(order(server.kubeconfig(), "wbe", 1), SHOP))
                .contains("deployment/wbe in shop does not exist at east");

        var nowhere = table.directory("secrets").resolve("nowhere");
        assertThat(scaler.trouble(order(nowhere, "web", 1), SHOP).orElseThrow())
                .contains(nowhere.toString(), "cannot be read");
        Files.writeString(nowhere, "not a kubeconfig");
        assertThat(scaler.trouble(order(nowhere, "web", 1), SHOP).orElseThrow())
                .contains("is not a kubeconfig that can be used");

        server.kill9();
        assertThat(scaler.trouble(order(server.kubeconfig(), "web", 1), SHOP))
                .contains("the Kubernetes API of east does not answer");
    }

    private void changed(int replicas, String epoch) {
        client.apps()
                .deployments()
                .inNamespace("shop")
                .withName("web")
                .edit(
                        present ->
                                new DeploymentBuilder(present)
                                        .editMetadata()
                                        .withAnnotations(Map.of(EPOCH, epoch))
                                        .endMetadata()
                                        .editSpec()
                                        .withReplicas(replicas)
                                        .endSpec()
                                        .build());
    }

    private Deployment workload() {
        return client.apps().deployments().inNamespace("shop").withName("web").get();
    }

    private StepResult scale(int replicas, long epoch) throws InterruptedException, IOException {
        return scale(replicas, epoch, () -> true);
    }

    private StepResult scale(int replicas, long epoch, BooleanSupplier stillAllowed)
            throws InterruptedException, IOException {
        return scaler.handle(
                order(server.kubeconfig(), "web", replicas),
                new StepContext(
                        SHOP,
                        new Epoch(epoch),
                        Deadline.in(Duration.ofSeconds(5)),
                        stillAllowed,
                        _ -> {}));
    }

    private static ScaleWorkload order(Path kubeconfig, String name, int replicas) {
        return new ScaleWorkload(
                EAST,
                new Credential.File(kubeconfig.toString()),
                "shop",
                new Workload(Workload.Kind.DEPLOYMENT, name),
                replicas,
                false);
    }
}
