package dev.muster.backup.adapter.velero;

import dev.muster.backup.app.ObjectNames;
import dev.muster.events.BackupEvent.Finding.Code;
import dev.muster.events.RunId;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A namespace for one trial. Its pods can talk to nobody, where the network keeps to policies: what
 * is brought back must not act as if it were the application.
 */
final class ThrowAway {

    private static final String PREFIX = "muster-trial-";
    private static final Duration GONE_WITHIN = Duration.ofMinutes(2);
    private static final Duration PAUSE = Duration.ofMillis(500);

    private final KubernetesClient client;
    private final String name;

    ThrowAway(KubernetesClient client, String name) {
        this.client = client;
        this.name = name;
    }

    /** Always the same for one run, so that what an attempt left behind is found by the next. */
    static String name(RunId run, int number) {
        return PREFIX + Integer.toHexString(run.value().hashCode()) + "-" + number;
    }

    void make() throws Trouble {
        var labels = Map.of(ObjectNames.MANAGED_BY, ObjectNames.US);
        unlessThere(
                () ->
                        client.namespaces()
                                .resource(
                                        new NamespaceBuilder()
                                                .withNewMetadata()
                                                .withName(name)
                                                .withLabels(labels)
                                                .endMetadata()
                                                .build())
                                .create());
        unlessThere(
                () ->
                        client.network()
                                .v1()
                                .networkPolicies()
                                .resource(
                                        new NetworkPolicyBuilder()
                                                .withNewMetadata()
                                                .withName("muster-cut-off")
                                                .withNamespace(name)
                                                .withLabels(labels)
                                                .endMetadata()
                                                .withNewSpec()
                                                .withNewPodSelector()
                                                .endPodSelector()
                                                .withPolicyTypes("Ingress", "Egress")
                                                .endSpec()
                                                .build())
                                .create());
    }

    /** Nothing is ever removed from a namespace that somebody else made. */
    private boolean isOurs(Namespace namespace) {
        var labels = namespace.getMetadata().getLabels();
        return labels != null && ObjectNames.US.equals(labels.get(ObjectNames.MANAGED_BY));
    }

    private void unlessThere(Supplier<?> creation) throws Trouble {
        VeleroApi.call(
                "create namespace " + name,
                () -> {
                    try {
                        return creation.get();
                    } catch (KubernetesClientException e) {
                        if (e.getCode() == HttpURLConnection.HTTP_CONFLICT) {
                            return name;
                        }
                        throw e;
                    }
                });
    }

    /**
     * Takes away what was brought back, and the namespace. The objects go first and by name of
     * their kind, so that they are seen to be gone even while something holds the namespace itself.
     */
    void remove(List<ArchivedKind> kinds) throws Trouble, InterruptedException {
        var until = System.nanoTime() + GONE_WITHIN.toNanos();
        while (!isEmpty(kinds)) {
            if (System.nanoTime() > until) {
                throw new Trouble(
                        Code.VERIFICATION_FAILED,
                        "what the trial brought back into " + name + " cannot be removed",
                        "see which finalizers hold it: kubectl get all -n " + name,
                        true);
            }
            for (var kind : kinds) {
                kind.removeAll(client, name);
            }
            VeleroApi.call(
                    "delete namespace " + name, () -> client.namespaces().withName(name).delete());
            Thread.sleep(PAUSE);
        }
    }

    /** Gone, or on its way and with nothing of ours in it. */
    private boolean isEmpty(List<ArchivedKind> kinds) throws Trouble {
        var namespace =
                VeleroApi.call(
                        "show namespace " + name,
                        () -> Optional.ofNullable(client.namespaces().withName(name).get()));
        if (namespace.isEmpty()) {
            return true;
        }
        if (!isOurs(namespace.get())) {
            throw new Trouble(
                    Code.VERIFICATION_FAILED,
                    "namespace " + name + " is there already, and not ours",
                    "remove it, or keep the prefix " + PREFIX + " free for Muster",
                    false);
        }
        if (!namespace.get().isMarkedForDeletion()) {
            return false;
        }
        for (var kind : kinds) {
            if (!kind.names(client, name).isEmpty()) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String toString() {
        return "namespace " + name;
    }
}
