package dev.muster.backup.adapter.velero;

import dev.muster.plan.Credential;
import dev.muster.service.Clusters;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;

/** The ways to the Veleros of all sites, for as long as the service lives. */
@ApplicationScoped
public class VeleroSites {

    private final Clusters clusters = new Clusters();

    VeleroApi at(Credential kubeconfig, String home) throws Trouble {
        try {
            return new VeleroApi(clusters.client(kubeconfig).kubernetes(), home);
        } catch (Clusters.Unusable e) {
            throw Trouble.unusable(String.valueOf(e.getMessage()));
        }
    }

    @PreDestroy
    public void close() {
        clusters.close();
    }
}
