package dev.muster.sandbox.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.health.adapter.vertx.KubernetesProber;
import dev.muster.health.probe.Observation;
import dev.muster.health.probe.Observation.Answer;
import dev.muster.plan.Credential;
import dev.muster.plan.ProbeTarget.Kubernetes;
import dev.muster.sandbox.kubernetes.ApiServer;
import dev.muster.sandbox.network.Neighbourhood;
import dev.muster.sandbox.process.Deadline;
import dev.muster.sandbox.process.ProcessTable;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Against the API server of the sandbox: the real one where its binaries are, else the mock. */
class KubernetesProberIT {

    private final Neighbourhood neighbourhood = Neighbourhood.claim();
    private final ProcessTable table = ProcessTable.open("kubernetes-prober-it");
    private final Vertx vertx = Vertx.vertx();
    private final KubernetesProber prober = new KubernetesProber(vertx);

    @AfterEach
    void end() throws Exception {
        table.close();
        neighbourhood.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void a_site_is_up_while_its_nodes_are_ready_and_down_when_its_api_is_gone() {
        var server =
                ApiServer.start(
                        table,
                        "east",
                        neighbourhood.address(1, 1),
                        List.of(neighbourhood.address(2, 9)));
        node(server, "a", "True");
        node(server, "b", "False");

        Deadline.inSeconds(30)
                .until("the API to be ready", () -> ask(server, 0.5).answer() == Answer.UP);
        assertThat(ask(server, 0.5).detail()).isEqualTo("1 of 2 nodes are ready");
        assertThat(ask(server, 0.6).answer()).isEqualTo(Answer.DOWN);

        server.kill9();

        Deadline.inSeconds(10)
                .until("the loss to be seen", () -> ask(server, 0.5).answer() == Answer.DOWN);
        assertThat(ask(server, 0.5).detail()).isEqualTo("connection refused");
    }

    private static void node(ApiServer server, String name, String ready) {
        try (var client = server.client()) {
            var node =
                    new NodeBuilder()
                            .withNewMetadata()
                            .withName(name)
                            .endMetadata()
                            .withNewStatus()
                            .addNewCondition()
                            .withType("Ready")
                            .withStatus(ready)
                            .endCondition()
                            .endStatus()
                            .build();
            client.nodes().resource(node).create();
            client.nodes()
                    .withName(name)
                    .editStatus(
                            present ->
                                    new NodeBuilder(present).withStatus(node.getStatus()).build());
        }
    }

    private Observation ask(ApiServer server, double readyNodes) {
        var target =
                new Kubernetes(new Credential.File(server.kubeconfig().toString()), readyNodes);
        try {
            return prober.ask(target, Duration.ofSeconds(2))
                    .toCompletableFuture()
                    .get(10, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError("no answer within 10s", e);
        }
    }
}
