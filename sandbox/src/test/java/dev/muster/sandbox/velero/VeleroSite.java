package dev.muster.sandbox.velero;

import dev.muster.sandbox.kubernetes.ApiServer;
import dev.muster.sandbox.process.Deadline;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.kubernetes.client.dsl.MixedOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** One site under test: its API, its Velero, and what Velero says of its work. */
record VeleroSite(ApiServer api, KubernetesClient client, VeleroServer velero) {

    /** Where a backup or a restore ends, and then stays. */
    static final Set<String> ENDS =
            Set.of("FailedValidation", "Completed", "PartiallyFailed", "Failed");

    private static final Duration END_LIMIT = Duration.ofSeconds(90);

    /** Creates what a manifest says. */
    void create(String yaml) {
        client.load(new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8))).create();
    }

    /** Creates a backup or restore and follows it to its end: the phases it went through. */
    List<String> follow(String kind, String name, String spec) {
        List<String> phases = new CopyOnWriteArrayList<>();
        try (Watch _ =
                kind(kind)
                        .inNamespace(VeleroServer.NAMESPACE)
                        .withName(name)
                        .watch(
                                new Watcher<>() {
                                    @Override
                                    public void eventReceived(
                                            Action action, GenericKubernetesResource object) {
                                        String phase = phaseOf(object);
                                        if (phases.isEmpty() || !phases.getLast().equals(phase)) {
                                            phases.add(phase);
                                        }
                                    }

                                    @Override
                                    public void onClose(@Nullable WatcherException cause) {}
                                })) {
            order(kind, name, spec);
            Deadline.in(END_LIMIT)
                    .until(
                            "the end of " + kind + " " + name,
                            () -> !phases.isEmpty() && ENDS.contains(phases.getLast()));
        } catch (IllegalStateException e) {
            throw new IllegalStateException(
                    "%s went through %s; %s".formatted(name, phases, velero.logTail()), e);
        }
        return List.copyOf(phases);
    }

    /** Creates a backup or restore. */
    void order(String kind, String name, String spec) {
        create(
                """
                apiVersion: velero.io/v1
                kind: %s
                metadata: {name: %s, namespace: %s}
                spec: %s
                """
                        .formatted(kind, name, VeleroServer.NAMESPACE, spec));
    }

    /** What the API has under that name, or null. */
    @Nullable GenericKubernetesResource find(String kind, String name) {
        return kind(kind).inNamespace(VeleroServer.NAMESPACE).withName(name).get();
    }

    /** The same when it must be there. */
    GenericKubernetesResource get(String kind, String name) {
        GenericKubernetesResource found = find(kind, name);
        if (found == null) {
            throw new AssertionError("there is no " + kind + " " + name);
        }
        return found;
    }

    /** Waits for a phase that may be left again. */
    void awaitPhase(String kind, String name, String phase) {
        Deadline.in(END_LIMIT)
                .until(
                        kind + " " + name + " to be " + phase,
                        () -> phaseOf(find(kind, name)).equals(phase));
    }

    static String phaseOf(@Nullable GenericKubernetesResource object) {
        String phase = object == null ? null : object.get("status", "phase");
        return phase == null ? "" : phase;
    }

    static Map<String, Object> statusOf(GenericKubernetesResource object) {
        return object.get("status");
    }

    private MixedOperation<GenericKubernetesResource, ?, Resource<GenericKubernetesResource>> kind(
            String kind) {
        return client.genericKubernetesResources("velero.io/v1", kind);
    }
}
