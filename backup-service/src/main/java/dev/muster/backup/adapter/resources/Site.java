package dev.muster.backup.adapter.resources;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.net.HttpURLConnection;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** The objects of one cluster. */
record Site(KubernetesClient client) {

    Optional<Status> find(Stage stage, String namespace, String name) throws Refused {
        return call(
                        "show " + words(stage.kind(), namespace, name),
                        stage,
                        () -> Optional.ofNullable(at(stage.kind(), namespace, name).get()))
                .map(Status::new);
    }

    /** An object of another kind that a stage needs. */
    Optional<GenericKubernetesResource> find(
            ResourceDefinitionContext kind, String namespace, String name) throws Refused {
        try {
            return Optional.ofNullable(at(kind, namespace, name).get());
        } catch (KubernetesClientException e) {
            throw new Refused(
                    "the API did not show "
                            + words(kind, namespace, name)
                            + ": "
                            + dev.muster.backup.app.ApiAnswers.why(e),
                    dev.muster.backup.app.ApiAnswers.passes(e));
        }
    }

    /** Makes the object; one of that name that is there already stays as it is. */
    void create(
            Stage stage,
            String namespace,
            String name,
            Map<String, String> labels,
            Map<String, String> annotations)
            throws Refused {
        var content = stage.template().content(this, namespace);
        var all = new java.util.HashMap<>(content.labels());
        all.putAll(labels);
        var object = new GenericKubernetesResource();
        object.setApiVersion(stage.kind().getGroup() + "/" + stage.kind().getVersion());
        object.setKind(stage.kind().getKind());
        var meta =
                new ObjectMetaBuilder()
                        .withName(name)
                        .withNamespace(namespace)
                        .withLabels(all)
                        .withAnnotations(annotations);
        content.owner().ifPresent(meta::addToOwnerReferences);
        object.setMetadata(meta.build());
        object.setAdditionalProperty("spec", content.spec());
        call(
                "create " + words(stage.kind(), namespace, name),
                stage,
                () -> {
                    try {
                        return client.genericKubernetesResources(stage.kind())
                                .inNamespace(namespace)
                                .resource(object)
                                .create();
                    } catch (KubernetesClientException e) {
                        if (e.getCode() == HttpURLConnection.HTTP_CONFLICT) {
                            return object;
                        }
                        throw e;
                    }
                });
    }

    void delete(Stage stage, String namespace, String name) throws Refused {
        call(
                "delete " + words(stage.kind(), namespace, name),
                stage,
                () -> at(stage.kind(), namespace, name).delete());
    }

    private Resource<GenericKubernetesResource> at(
            ResourceDefinitionContext kind, String namespace, String name) {
        return client.genericKubernetesResources(kind).inNamespace(namespace).withName(name);
    }

    static String words(ResourceDefinitionContext kind, String namespace, String name) {
        return kind.getKind() + " " + namespace + "/" + name;
    }

    private static <T> T call(String what, Stage stage, Supplier<T> call) throws Refused {
        try {
            return call.get();
        } catch (KubernetesClientException e) {
            throw Refused.of(e, what, stage);
        }
    }
}
