package dev.muster.backup.adapter.velero;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.util.HashSet;
import java.util.Set;

/**
 * A kind of namespaced objects, as the archive names it.
 *
 * @param resource such as {@code deployments.apps}
 */
record ArchivedKind(String resource, String version) {

    private static final long PAGE = 500;

    /**
     * What is not brought back as it was, or is made and unmade by controllers: its absence shows
     * nothing.
     */
    private static final Set<String> NOT_COMPARED =
            Set.of(
                    "pods",
                    "events",
                    "events.events.k8s.io",
                    "endpoints",
                    "endpointslices.discovery.k8s.io",
                    "replicasets.apps",
                    "controllerrevisions.apps",
                    "leases.coordination.k8s.io");

    boolean isCompared() {
        return !NOT_COMPARED.contains(resource) && !Trial.NEVER.contains(resource);
    }

    Set<String> names(KubernetesClient client, String namespace) throws Trouble {
        var names = new HashSet<String>();
        var next = "";
        do {
            var options =
                    new ListOptionsBuilder()
                            .withLimit(PAGE)
                            .withContinue(next.isEmpty() ? null : next)
                            .build();
            var page =
                    VeleroApi.call(
                            "list " + resource,
                            () ->
                                    client.genericKubernetesResources(context())
                                            .inNamespace(namespace)
                                            .list(options));
            page.getItems().stream()
                    .map(GenericKubernetesResource::getMetadata)
                    .forEach(one -> names.add(one.getName()));
            var more = page.getMetadata().getContinue();
            next = more == null ? "" : more;
        } while (!next.isEmpty());
        return names;
    }

    void removeAll(KubernetesClient client, String namespace) throws Trouble {
        VeleroApi.call(
                "delete " + resource,
                () -> client.genericKubernetesResources(context()).inNamespace(namespace).delete());
    }

    private ResourceDefinitionContext context() {
        var dot = resource.indexOf('.');
        var builder =
                new ResourceDefinitionContext.Builder()
                        .withVersion(version)
                        .withPlural(dot < 0 ? resource : resource.substring(0, dot))
                        .withNamespaced(true);
        return (dot < 0 ? builder : builder.withGroup(resource.substring(dot + 1))).build();
    }
}
