package dev.muster.failover.adapter.kubernetes;

import dev.muster.events.Epoch;
import dev.muster.events.StepAction.ScaleWorkload;
import dev.muster.failover.app.LocalAuthority;
import dev.muster.failover.app.LocalSite;
import dev.muster.plan.RecoveryPlan.Application;
import dev.muster.service.Clusters;
import io.fabric8.kubernetes.client.KubernetesClientException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/**
 * Scales the site's workloads down when its lease ends, and back only what it scaled down itself.
 */
@ApplicationScoped
public class KubernetesLocalAuthority implements LocalAuthority {

    private static final int CONFLICT = 409;

    private final KubernetesSites sites;

    @Inject
    public KubernetesLocalAuthority(KubernetesSites sites) {
        this.sites = sites;
    }

    /** What is done to one workload as it was read. */
    @FunctionalInterface
    private interface Change {
        void on(Workload workload, Workload.Seen seen, Application application);
    }

    @Override
    public void activate(LocalSite site, Epoch epoch) throws Trouble {
        each(
                site,
                (workload, seen, application) -> {
                    if (seen.stoppedByGuard() && seen.epoch() <= epoch.value()) {
                        workload.restart(seen, application.replicas().active());
                    }
                });
    }

    @Override
    public void passivate(LocalSite site) throws Trouble {
        each(
                site,
                (workload, seen, application) -> {
                    if (seen.replicas() > application.replicas().passive()) {
                        workload.stop(seen, application.replicas().passive());
                    }
                });
    }

    private void each(LocalSite site, Change change) throws Trouble {
        var kubeconfig = site.kubeconfig();
        if (kubeconfig.isEmpty()) {
            return;
        }
        for (var application : site.applications()) {
            var workload =
                    new ScaleWorkload(
                            site.site(),
                            kubeconfig.get(),
                            application.namespace(),
                            application.workload(),
                            0,
                            false);
            try {
                var found = new Workload(sites.client(kubeconfig.get()), workload);
                found.read().ifPresent(seen -> change.on(found, seen, application));
            } catch (KubernetesClientException e) {
                if (e.getCode() != CONFLICT) {
                    throw new Trouble("the Kubernetes API of " + site.site() + " does not answer");
                }
            } catch (Clusters.Unusable e) {
                throw new Trouble(e.getMessage() == null ? "" : e.getMessage());
            }
        }
    }
}
