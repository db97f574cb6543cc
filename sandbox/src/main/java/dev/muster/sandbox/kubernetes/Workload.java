package dev.muster.sandbox.kubernetes;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentConditionBuilder;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatusBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The running replicas of one Deployment. */
final class Workload {

    private static final Logger LOG = LoggerFactory.getLogger(Workload.class);

    private final Node node;
    private final List<Replica> replicas = new ArrayList<>();
    private @Nullable PodTemplateSpec template;

    Workload(Node node) {
        this.node = node;
    }

    /** Takes over what the Deployment wants now: another template ends all replicas of the old. */
    void want(Deployment deployment) {
        PodTemplateSpec wanted = deployment.getSpec().getTemplate();
        if (!Objects.equals(template, wanted)) {
            end();
            template = wanted;
        }
        int count = Objects.requireNonNullElse(deployment.getSpec().getReplicas(), 1);
        while (replicas.size() > count) {
            Replica surplus = replicas.removeLast();
            LOG.info("ends {}", surplus);
            surplus.end();
        }
        Container container = wanted.getSpec().getContainers().getFirst();
        while (replicas.size() < count) {
            Replica added =
                    new Replica(
                            node, deployment.getMetadata().getName(), replicas.size(), container);
            LOG.info("adds {}", added);
            replicas.add(added);
        }
    }

    /** Starts again what ended, and looks who is ready. */
    void tend() {
        replicas.forEach(Replica::tend);
    }

    void end() {
        replicas.forEach(Replica::end);
        replicas.clear();
    }

    /** What the Deployment's status is to say. */
    DeploymentStatus status(Deployment deployment) {
        int count = replicas.size();
        int ready = (int) replicas.stream().filter(Replica::isReady).count();
        return new DeploymentStatusBuilder()
                .withObservedGeneration(deployment.getMetadata().getGeneration())
                .withReplicas(zeroIsAbsent(count))
                .withUpdatedReplicas(zeroIsAbsent(count))
                .withReadyReplicas(zeroIsAbsent(ready))
                .withAvailableReplicas(zeroIsAbsent(ready))
                .withUnavailableReplicas(zeroIsAbsent(count - ready))
                .withConditions(
                        new DeploymentConditionBuilder()
                                .withType("Available")
                                .withStatus(ready == count ? "True" : "False")
                                .withReason(
                                        ready == count
                                                ? "MinimumReplicasAvailable"
                                                : "MinimumReplicasUnavailable")
                                .build())
                .build();
    }

    /** As the API server stores it, so that an unchanged status is equal to what it returns. */
    private static @Nullable Integer zeroIsAbsent(int count) {
        return count == 0 ? null : count;
    }
}
