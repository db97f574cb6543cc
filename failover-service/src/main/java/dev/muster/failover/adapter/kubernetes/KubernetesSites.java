package dev.muster.failover.adapter.kubernetes;

import dev.muster.plan.Credential;
import dev.muster.service.Clusters;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;

/** The Kubernetes APIs of the sites, for as long as the service lives. */
@ApplicationScoped
public class KubernetesSites {

    private final Clusters clusters = new Clusters();

    Clusters.Client client(Credential kubeconfig) throws Clusters.Unusable {
        return clusters.client(kubeconfig);
    }

    @PreDestroy
    void close() {
        clusters.close();
    }
}
