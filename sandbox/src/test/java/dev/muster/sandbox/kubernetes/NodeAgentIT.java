package dev.muster.sandbox.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import dev.muster.sandbox.network.Link;
import dev.muster.sandbox.network.Neighbourhood;
import dev.muster.sandbox.process.Deadline;
import dev.muster.sandbox.process.ProcessTable;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.RollableScalableResource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NodeAgentIT {

    private static final int PORT = 8080;

    private final Neighbourhood neighbourhood = Neighbourhood.claim();
    private final ProcessTable table = ProcessTable.open("agent-it");

    @AfterEach
    void end() {
        table.close();
        neighbourhood.close();
    }

    @Test
    void on_the_mock_deployments_become_processes() throws IOException {
        follows_the_deployment(ApiServer.startMock(table, "east", neighbourhood.address(1, 1)));
    }

    @Test
    void on_the_real_api_server_deployments_become_processes() throws IOException {
        Optional<KubernetesAssets> assets = KubernetesAssets.find();
        assumeTrue(assets.isPresent(), "no real API server: " + KubernetesAssets.HOW_TO_GET);
        follows_the_deployment(
                ApiServer.startReal(
                        table,
                        "east",
                        neighbourhood.address(1, 1),
                        List.of(neighbourhood.address(1, 9)),
                        assets.orElseThrow()));
    }

    private void follows_the_deployment(ApiServer api) throws IOException {
        try (Link link = Link.open("api", neighbourhood.socket(1, 9, 6443), api.address());
                KubernetesClient client = api.client()) {
            RollableScalableResource<Deployment> page =
                    client.apps().deployments().inNamespace("default").withName("page");
            client.resource(deployment("page", "true")).create();
            client.resource(deployment("other", "false")).create();
            NodeAgentProcess agent =
                    NodeAgentProcess.start(
                            table,
                            "east",
                            api.kubeconfig(link.address()),
                            neighbourhood.address(1, 100));

            // one process per replica, with its index, and the status says so
            awaitReady(page, 2);
            long first = Long.parseLong(ask(0));
            assertThat(ask(1)).isNotEqualTo(ask(0));
            assertThat(isUp(2)).isFalse();

            // a status that has not changed is not written again
            String version = page.get().getMetadata().getResourceVersion();
            Deadline quiet = Deadline.inSeconds(1);
            while (!quiet.passed()) {
                assertThat(page.get().getMetadata().getResourceVersion()).isEqualTo(version);
            }

            // more when it is scaled up, fewer when it is scaled down
            page.scale(3);
            awaitReady(page, 3);
            assertThat(isUp(2)).isTrue();
            page.scale(1);
            awaitReady(page, 1);
            assertThat(isUp(1)).isFalse();

            // a crashed one starts again
            ProcessHandle.of(first).orElseThrow().destroyForcibly();
            Deadline.inSeconds(20)
                    .until("a new process", () -> isUp(0) && !ask(0).equals("" + first));
            awaitReady(page, 1);

            // nothing ends while the API cannot be reached
            link.cut();
            page.scale(0);
            String survivor = ask(0);
            Deadline.inSeconds(20)
                    .until(
                            "the agent to notice the cut",
                            () -> agent.logTail().contains("the API of east fails"));
            assertThat(ask(0)).isEqualTo(survivor);
            link.heal();
            Deadline.inSeconds(20).until("the end of the last process", () -> !isUp(0));
            awaitReady(page, 0);

            // everything dies with the agent
            page.scale(1);
            awaitReady(page, 1);
            agent.kill9();
            assertThat(isUp(0)).isFalse();
        }
    }

    private static void awaitReady(RollableScalableResource<Deployment> resource, int count) {
        Deadline.inSeconds(30)
                .until(
                        count + " ready replicas",
                        () -> {
                            Deployment now = resource.get();
                            return now.getStatus() != null
                                    && Objects.equals(
                                            now.getStatus().getObservedGeneration(),
                                            now.getMetadata().getGeneration())
                                    && count(now.getStatus().getReadyReplicas()) == count
                                    && count(now.getStatus().getReplicas()) == count;
                        });
    }

    private static int count(Integer value) {
        return value == null ? 0 : value;
    }

    private boolean isUp(int replica) {
        try {
            ask(replica);
            return true;
        } catch (UncheckedIOException down) {
            return false;
        }
    }

    /** The process id of a replica, from itself. */
    private String ask(int replica) {
        try {
            HttpURLConnection connection =
                    (HttpURLConnection)
                            URI.create(
                                            "http://%s:%d/"
                                                    .formatted(
                                                            neighbourhood
                                                                    .address(1, 100 + replica)
                                                                    .getHostAddress(),
                                                            PORT))
                                    .toURL()
                                    .openConnection();
            connection.setConnectTimeout(1000);
            connection.setReadTimeout(1000);
            return new String(connection.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Deployment deployment(String name, String runsHere) {
        return new DeploymentBuilder()
                .withNewMetadata()
                .withNamespace("default")
                .withName(name)
                .addToLabels(NodeAgent.LABEL, runsHere)
                .endMetadata()
                .withNewSpec()
                .withReplicas(2)
                .withNewSelector()
                .addToMatchLabels("app", name)
                .endSelector()
                .withNewTemplate()
                .withNewMetadata()
                .addToLabels("app", name)
                .endMetadata()
                .withNewSpec()
                .addNewContainer()
                .withName("main")
                .withImage("java")
                .withCommand(Page.class.getName())
                .withArgs("$(MUSTER_ADDRESS)")
                .withNewReadinessProbe()
                .withNewHttpGet()
                .withPath("/")
                .withNewPort(PORT)
                .endHttpGet()
                .endReadinessProbe()
                .endContainer()
                .endSpec()
                .endTemplate()
                .endSpec()
                .build();
    }

    /** Answers with its process id. */
    public static final class Page {
        public static void main(String[] arguments) throws IOException {
            HttpServer server = HttpServer.create(new InetSocketAddress(arguments[0], PORT), 10);
            byte[] pid =
                    Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.UTF_8);
            server.createContext(
                    "/",
                    exchange -> {
                        exchange.sendResponseHeaders(200, pid.length);
                        exchange.getResponseBody().write(pid);
                        exchange.close();
                    });
            server.start();
        }
    }
}
