package dev.muster.failover.adapter.kubernetes;

import dev.muster.events.StepAction.ScaleWorkload;
import dev.muster.events.StepResult;
import dev.muster.events.StepResult.Facts;
import dev.muster.plan.PlanId;
import dev.muster.service.Clusters;
import dev.muster.service.step.StepContext;
import dev.muster.service.step.StepHandler;
import io.fabric8.kubernetes.client.KubernetesClientException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Optional;

/**
 * Gives a workload its replicas. The epoch stands in an annotation beside them and both change in
 * one update that holds only for the version that was read: a delayed order changes nothing.
 */
@ApplicationScoped
public class WorkloadScaler implements StepHandler<ScaleWorkload> {

    private static final int CONFLICT = 409;

    private final KubernetesSites sites;

    @Inject
    public WorkloadScaler(KubernetesSites sites) {
        this.sites = sites;
    }

    @Override
    public Class<ScaleWorkload> action() {
        return ScaleWorkload.class;
    }

    @Override
    public StepResult handle(ScaleWorkload scale, StepContext context) throws InterruptedException {
        final Clusters.Client client;
        try {
            client = sites.client(scale.kubeconfig());
        } catch (Clusters.Unusable e) {
            return new StepResult.Rejected(e.getMessage() == null ? "" : e.getMessage());
        }
        var workload = new Workload(client, scale);
        var ordered = false;
        try {
            while (true) {
                var seen = workload.read();
                if (seen.isEmpty()) {
                    return new StepResult.Rejected(workload + " does not exist at " + scale.site());
                }
                var current = seen.get();
                if (current.epoch() > context.epoch().value()) {
                    return new StepResult.Rejected(
                            workload
                                    + " has seen epoch "
                                    + current.epoch()
                                    + ", this is "
                                    + context.epoch());
                }
                var asWanted =
                        current.replicas() == scale.replicas()
                                && current.epoch() == context.epoch().value();
                if (asWanted && (!scale.untilReady() || current.ready() >= scale.replicas())) {
                    return new StepResult.Done(
                            current.replicas() + " replicas, " + current.ready() + " ready",
                            Facts.NONE);
                }
                if (!asWanted) {
                    if (!context.stillAllowed().getAsBoolean()) {
                        return new StepResult.Unavailable("automation is paused");
                    }
                    ordered = true;
                    workload.write(current, scale.replicas(), context.epoch());
                    continue;
                }
                context.progress().accept(current.ready() + " of " + scale.replicas() + " ready");
                if (!context.pause(Duration.ofMillis(100))) {
                    return new StepResult.Unknown(
                            current.ready() + " of " + scale.replicas() + " replicas are ready");
                }
            }
        } catch (KubernetesClientException e) {
            return trouble(scale, e, ordered);
        }
    }

    @Override
    public Optional<String> trouble(ScaleWorkload scale, PlanId plan) {
        try {
            var client = sites.client(scale.kubeconfig());
            var workload = new Workload(client, scale);
            if (workload.read().isEmpty()) {
                return Optional.of(workload + " does not exist at " + scale.site());
            }
            return workload.mayBeChanged()
                    ? Optional.empty()
                    : Optional.of(
                            "the kubeconfig of "
                                    + scale.site()
                                    + " may not update "
                                    + workload
                                    + ": grant its role the verb update");
        } catch (Clusters.Unusable e) {
            return Optional.ofNullable(e.getMessage());
        } catch (KubernetesClientException e) {
            return Optional.of(trouble(scale, e, false).detail());
        }
    }

    private static StepResult trouble(
            ScaleWorkload scale, KubernetesClientException e, boolean ordered) {
        var where = "the Kubernetes API of " + scale.site();
        if (e.getCode() == CONFLICT) {
            return new StepResult.Unavailable("somebody else changed it at the same moment");
        }
        if (e.getCode() == 401 || e.getCode() == 403) {
            return new StepResult.Rejected(
                    where + " answers " + e.getCode() + ": check the kubeconfig and its role");
        }
        return ordered
                ? new StepResult.Unknown(where + " stopped answering")
                : new StepResult.Unavailable(where + " does not answer");
    }
}
