package dev.muster.backup.adapter.secrets;

import dev.muster.plan.Credential;
import dev.muster.service.Clusters;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;

/** The ways to all clusters, for as long as the service lives. */
@ApplicationScoped
public class SecretClusters {

    private final Clusters clusters = new Clusters();

    Cluster at(Credential kubeconfig) throws Unread {
        try {
            return new Cluster(clusters.client(kubeconfig).kubernetes());
        } catch (Clusters.Unusable e) {
            throw Unread.unusable(String.valueOf(e.getMessage()));
        }
    }

    @PreDestroy
    public void close() {
        clusters.close();
    }
}
