package dev.muster.sandbox.backup;

import dev.muster.sandbox.process.Deadline;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * Stands in for an operator that cannot run here: gives each new object of its kind the statuses
 * that the operator documents, one after the other, through the real API.
 */
final class StandIn implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final List<GenericKubernetesResource> seen = new CopyOnWriteArrayList<>();
    private final Watch watch;

    /**
     * Begins to work.
     *
     * @param statuses as YAML, without the field {@code status} itself
     */
    StandIn(
            KubernetesClient client,
            String apiVersion,
            String kind,
            String namespace,
            List<Map<String, Object>> statuses) {
        watch =
                client.genericKubernetesResources(apiVersion, kind)
                        .inNamespace(namespace)
                        .watch(
                                new Watcher<>() {
                                    @Override
                                    public void eventReceived(
                                            Action action, GenericKubernetesResource object) {
                                        if (action == Action.ADDED) {
                                            seen.add(object);
                                            work(client, apiVersion, kind, object, statuses);
                                        }
                                    }

                                    @Override
                                    public void onClose(@Nullable WatcherException cause) {}
                                });
    }

    private static void work(
            KubernetesClient client,
            String apiVersion,
            String kind,
            GenericKubernetesResource object,
            List<Map<String, Object>> statuses) {
        for (var status : statuses) {
            try {
                client.genericKubernetesResources(apiVersion, kind)
                        .inNamespace(object.getMetadata().getNamespace())
                        .withName(object.getMetadata().getName())
                        .editStatus(
                                there -> {
                                    there.setAdditionalProperty("status", status);
                                    return there;
                                });
            } catch (KubernetesClientException gone) {
                return;
            }
        }
    }

    /** What it was asked for. */
    List<GenericKubernetesResource> asked() {
        return List.copyOf(seen);
    }

    /** Makes a kind known to the API, with a status of its own and no opinion of the rest. */
    static void define(
            KubernetesClient client, String group, String version, String kind, String plural) {
        var yaml =
                """
                apiVersion: apiextensions.k8s.io/v1
                kind: CustomResourceDefinition
                metadata: {name: %4$s.%1$s, annotations: {"api-approved.kubernetes.io": unapproved}}
                spec:
                  group: %1$s
                  names: {kind: %3$s, plural: %4$s, singular: %5$s, listKind: %3$sList}
                  scope: Namespaced
                  versions:
                    - name: %2$s
                      served: true
                      storage: true
                      subresources: {status: {}}
                      schema:
                        openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}
                """
                        .formatted(group, version, kind, plural, plural.replaceAll("s$", ""));
        client.load(new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8))).create();
        Deadline.in(LIMIT)
                .until(
                        kind + " to be served",
                        () -> {
                            try {
                                client.genericKubernetesResources(group + "/" + version, kind)
                                        .inAnyNamespace()
                                        .list();
                                return true;
                            } catch (KubernetesClientException notYet) {
                                return false;
                            }
                        });
    }

    @Override
    public void close() {
        watch.close();
    }
}
