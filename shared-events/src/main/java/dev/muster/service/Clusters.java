package dev.muster.service;

import dev.muster.plan.Credential;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.HashMap;
import java.util.Map;

/**
 * The clients of the sites' Kubernetes APIs, one for each kubeconfig as long as it stays the same.
 */
public final class Clusters implements AutoCloseable {

    private static final int CONNECT_MILLIS = 2_000;
    private static final int REQUEST_MILLIS = 5_000;

    private final Map<Credential, Client> clients = new HashMap<>();

    /** A client and the text it was made from. */
    public record Client(KubernetesClient kubernetes, String kubeconfig) {
        @Override
        public String toString() {
            return "Client[" + kubernetes.getMasterUrl() + "]";
        }
    }

    /** A kubeconfig that cannot be used; the message names its place and the remedy. */
    public static final class Unusable extends Exception {
        private static final long serialVersionUID = 1L;

        Unusable(String message) {
            super(message);
        }
    }

    /** The client for a kubeconfig as it reads now. */
    public synchronized Client client(Credential kubeconfig) throws Unusable {
        final String text;
        try {
            text = Secrets.text(kubeconfig);
        } catch (Secrets.Unreadable e) {
            throw new Unusable("kubeconfig: " + e.getMessage());
        }
        var known = clients.get(kubeconfig);
        if (known != null && known.kubeconfig().equals(text)) {
            return known;
        }
        if (known != null) {
            known.kubernetes().close();
        }
        var opened = new Client(open(kubeconfig, text), text);
        clients.put(kubeconfig, opened);
        return opened;
    }

    private static KubernetesClient open(Credential kubeconfig, String text) throws Unusable {
        if (!leadsToServer(text)) {
            throw new Unusable(
                    Secrets.place(kubeconfig)
                            + " is not a kubeconfig that can be used: one with a current context and"
                            + " a server is needed");
        }
        try {
            var config = Config.fromKubeconfig(text);
            config.setConnectionTimeout(CONNECT_MILLIS);
            config.setRequestTimeout(REQUEST_MILLIS);
            config.setRequestRetryBackoffLimit(0);
            return new KubernetesClientBuilder().withConfig(config).build();
        } catch (KubernetesClientException | IllegalArgumentException e) {
            throw new Unusable(Secrets.place(kubeconfig) + " is not a kubeconfig that can be used");
        }
    }

    /** The client would take a kubeconfig without a server for "the cluster I run in". */
    private static boolean leadsToServer(String text) {
        try {
            var parsed =
                    Serialization.unmarshal(text, io.fabric8.kubernetes.api.model.Config.class);
            if (parsed == null || parsed.getCurrentContext() == null) {
                return false;
            }
            return parsed.getContexts().stream()
                    .filter(named -> parsed.getCurrentContext().equals(named.getName()))
                    .flatMap(
                            named ->
                                    parsed.getClusters().stream()
                                            .filter(
                                                    c ->
                                                            c.getName()
                                                                    .equals(
                                                                            named.getContext()
                                                                                    .getCluster())))
                    .anyMatch(c -> c.getCluster() != null && c.getCluster().getServer() != null);
        } catch (RuntimeException e) {
            return false;
        }
    }

    @Override
    public synchronized void close() {
        clients.values().forEach(client -> client.kubernetes().close());
        clients.clear();
    }
}
