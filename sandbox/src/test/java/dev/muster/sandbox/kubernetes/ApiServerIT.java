package dev.muster.sandbox.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.muster.sandbox.network.Link;
import dev.muster.sandbox.network.Neighbourhood;
import dev.muster.sandbox.process.ProcessTable;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ApiServerIT {

    private final Neighbourhood neighbourhood = Neighbourhood.claim();
    private final ProcessTable table = ProcessTable.open("api-it");

    @AfterEach
    void end() {
        table.close();
        neighbourhood.close();
    }

    @Test
    void the_real_api_server_keeps_its_objects_and_refuses_a_stale_change_after_kill_9()
            throws IOException {
        Optional<KubernetesAssets> assets = KubernetesAssets.find();
        assumeTrue(assets.isPresent(), "no real API server: " + KubernetesAssets.HOW_TO_GET);
        ApiServer server =
                ApiServer.startReal(
                        table,
                        "east",
                        neighbourhood.address(1, 1),
                        List.of(neighbourhood.address(2, 9)),
                        assets.orElseThrow());

        assertThat(server.kind()).matches("kube-apiserver \\d+\\.\\d+\\.\\d+.*");
        survives_kill_9(server);
    }

    @Test
    void the_mock_keeps_its_objects_and_refuses_a_stale_change_after_kill_9() throws IOException {
        ApiServer server = ApiServer.startMock(table, "east", neighbourhood.address(1, 1));

        assertThat(server.kind()).isEqualTo("a mock of the Kubernetes API");
        survives_kill_9(server);
    }

    private void survives_kill_9(ApiServer server) throws IOException {
        ConfigMap before;
        try (KubernetesClient client = server.client()) {
            client.resource(configMap("gone", "1")).create();
            before = client.resource(configMap("kept", "1")).create();
            before.setData(Map.of("epoch", "2"));
            before = client.resource(before).update();
            client.configMaps().inNamespace("default").withName("gone").delete();
        }

        server.kill9();
        assertThat(server.isAlive()).isFalse();
        server.start();

        try (Link link = Link.open("link", neighbourhood.socket(2, 9, 6443), server.address());
                KubernetesClient client =
                        ApiServer.client(Files.readString(server.kubeconfig(link.address())))) {
            ConfigMap after = client.configMaps().inNamespace("default").withName("kept").get();
            assertThat(after.getData()).containsEntry("epoch", "2");
            assertThat(after.getMetadata().getUid()).isEqualTo(before.getMetadata().getUid());
            assertThat(after.getMetadata().getResourceVersion())
                    .isEqualTo(before.getMetadata().getResourceVersion());
            assertThat(client.configMaps().inNamespace("default").withName("gone").get()).isNull();

            after.setData(Map.of("epoch", "3"));
            client.resource(after).update();
            after.setData(Map.of("epoch", "4"));
            assertThatThrownBy(
                            () ->
                                    client.resource(after)
                                            .lockResourceVersion(
                                                    after.getMetadata().getResourceVersion())
                                            .update())
                    .isInstanceOf(KubernetesClientException.class)
                    .extracting(e -> ((KubernetesClientException) e).getCode())
                    .isEqualTo(409);
        }
    }

    private static ConfigMap configMap(String name, String epoch) {
        return new ConfigMapBuilder()
                .withNewMetadata()
                .withNamespace("default")
                .withName(name)
                .endMetadata()
                .addToData("epoch", epoch)
                .build();
    }
}
