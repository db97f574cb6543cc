package dev.muster.backup.adapter.resources;

import dev.muster.plan.Credential;
import dev.muster.service.Clusters;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;

/** The ways to all clusters, for as long as the service lives. */
@ApplicationScoped
public class ResourceClusters {

    private final Clusters clusters = new Clusters();

    Site at(Credential kubeconfig) throws Refused {
        try {
            return new Site(clusters.client(kubeconfig).kubernetes());
        } catch (Clusters.Unusable e) {
            throw new Refused(String.valueOf(e.getMessage()), false);
        }
    }

    @PreDestroy
    public void close() {
        clusters.close();
    }
}
