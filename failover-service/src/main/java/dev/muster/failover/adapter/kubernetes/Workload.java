package dev.muster.failover.adapter.kubernetes;

import dev.muster.events.Epoch;
import dev.muster.events.StepAction.ScaleWorkload;
import dev.muster.service.Clusters;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReviewBuilder;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One scalable object on one site, as it was read. */
final class Workload {

    private static final String EPOCH = "muster.dev/epoch";
    private static final String STOPPED_BY_GUARD = "muster.dev/stopped-by-guard";

    private final Clusters.Client client;
    private final ScaleWorkload scale;

    Workload(Clusters.Client client, ScaleWorkload scale) {
        this.client = client;
        this.scale = scale;
    }

    /** What was read; {@code epoch} 0 when Muster never touched it. */
    record Seen(HasMetadata object, int replicas, int ready, long epoch) {
        boolean stoppedByGuard() {
            var annotations = object.getMetadata().getAnnotations();
            return annotations != null && annotations.containsKey(STOPPED_BY_GUARD);
        }
    }

    Optional<Seen> read() {
        var apps = client.kubernetes().apps();
        return switch (scale.workload().kind()) {
            case DEPLOYMENT ->
                    Optional.ofNullable(
                                    apps.deployments()
                                            .inNamespace(scale.namespace())
                                            .withName(scale.workload().name())
                                            .get())
                            .map(Workload::seen);
            case STATEFULSET ->
                    Optional.ofNullable(
                                    apps.statefulSets()
                                            .inNamespace(scale.namespace())
                                            .withName(scale.workload().name())
                                            .get())
                            .map(Workload::seen);
        };
    }

    /**
     * Whether the API server would let us change it, as far as it tells.
     *
     * @see <a
     *     href="https://kubernetes.io/docs/reference/access-authn-authz/authorization/#checking-api-access">
     *     SelfSubjectAccessReview</a>
     */
    boolean mayBeChanged() {
        var review =
                client.kubernetes()
                        .authorization()
                        .v1()
                        .selfSubjectAccessReview()
                        .create(
                                new SelfSubjectAccessReviewBuilder()
                                        .withNewSpec()
                                        .withNewResourceAttributes()
                                        .withGroup("apps")
                                        .withResource(
                                                switch (scale.workload().kind()) {
                                                    case DEPLOYMENT -> "deployments";
                                                    case STATEFULSET -> "statefulsets";
                                                })
                                        .withNamespace(scale.namespace())
                                        .withName(scale.workload().name())
                                        .withVerb("update")
                                        .endResourceAttributes()
                                        .endSpec()
                                        .build());
        return review == null
                || review.getStatus() == null
                || !Boolean.FALSE.equals(review.getStatus().getAllowed());
    }

    /** A move's order: replicas and epoch at once. */
    void write(Seen seen, int replicas, Epoch epoch) {
        var annotations = annotations(seen);
        annotations.put(EPOCH, epoch.toString());
        annotations.remove(STOPPED_BY_GUARD);
        update(seen.object(), annotations, replicas);
    }

    /** The guard's own stop, marked so that only the guard lifts it again. */
    void stop(Seen seen, int replicas) {
        var annotations = annotations(seen);
        annotations.put(STOPPED_BY_GUARD, "true");
        update(seen.object(), annotations, replicas);
    }

    void restart(Seen seen, int replicas) {
        var annotations = annotations(seen);
        annotations.remove(STOPPED_BY_GUARD);
        update(seen.object(), annotations, replicas);
    }

    private static Map<String, String> annotations(Seen seen) {
        var present = seen.object().getMetadata().getAnnotations();
        return present == null ? new HashMap<>() : new HashMap<>(present);
    }

    /** Holds only for the version that was read: the object carries its resourceVersion. */
    private void update(HasMetadata object, Map<String, String> annotations, int replicas) {
        object.getMetadata().setAnnotations(annotations);
        switch (object) {
            case Deployment deployment -> deployment.getSpec().setReplicas(replicas);
            case StatefulSet statefulSet -> statefulSet.getSpec().setReplicas(replicas);
            default -> throw new IllegalStateException("not a workload: " + object.getKind());
        }
        client.kubernetes().resource(object).update();
    }

    private static Seen seen(Deployment deployment) {
        var status = deployment.getStatus();
        var current =
                status != null
                        && orZero(status.getObservedGeneration())
                                >= orZero(deployment.getMetadata().getGeneration());
        return new Seen(
                deployment,
                orOne(deployment.getSpec().getReplicas()),
                current ? (int) orZero(status.getReadyReplicas()) : 0,
                epoch(deployment));
    }

    private static Seen seen(StatefulSet statefulSet) {
        var status = statefulSet.getStatus();
        var current =
                status != null
                        && orZero(status.getObservedGeneration())
                                >= orZero(statefulSet.getMetadata().getGeneration());
        return new Seen(
                statefulSet,
                orOne(statefulSet.getSpec().getReplicas()),
                current ? (int) orZero(status.getReadyReplicas()) : 0,
                epoch(statefulSet));
    }

    private static long epoch(HasMetadata object) {
        var annotations = object.getMetadata().getAnnotations();
        var text = annotations == null ? null : annotations.get(EPOCH);
        return text == null || !text.matches("[0-9]{1,18}") ? 0 : Long.parseLong(text);
    }

    private static long orZero(@Nullable Number number) {
        return number == null ? 0 : number.longValue();
    }

    private static int orOne(@Nullable Integer number) {
        return number == null ? 1 : number;
    }

    @Override
    public String toString() {
        return scale.workload() + " in " + scale.namespace();
    }
}
