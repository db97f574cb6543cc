package dev.muster.sandbox.region;

import dev.muster.sandbox.kubernetes.NodeAgent;
import dev.muster.sandbox.postgres.PostgresServer;
import dev.muster.sandbox.shop.ShopApplication;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import java.net.InetSocketAddress;

/** The shop as Kubernetes knows it. */
final class ShopDeployment {

    private ShopDeployment() {}

    static Deployment of(int replicas, InetSocketAddress database) {
        return new DeploymentBuilder()
                .withNewMetadata()
                .withNamespace(Region.NAMESPACE)
                .withName("web")
                .addToLabels(NodeAgent.LABEL, "true")
                .endMetadata()
                .withNewSpec()
                .withReplicas(replicas)
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
                .withImage("java")
                .withCommand(ShopApplication.class.getName())
                .addNewEnv()
                .withName("SHOP_DATABASE_URL")
                .withValue(PostgresServer.jdbcUrl(database, Region.DATABASE))
                .endEnv()
                .addNewEnv()
                .withName("SHOP_DATABASE_USER")
                .withValue(Region.SHOP_USER)
                .endEnv()
                .addNewEnv()
                .withName("SHOP_DATABASE_PASSWORD")
                .withValue(Region.SHOP_PASSWORD)
                .endEnv()
                .withNewReadinessProbe()
                .withNewHttpGet()
                .withPath("/healthz")
                .withNewPort(ShopApplication.PORT)
                .endHttpGet()
                .endReadinessProbe()
                .endContainer()
                .endSpec()
                .endTemplate()
                .endSpec()
                .build();
    }
}
