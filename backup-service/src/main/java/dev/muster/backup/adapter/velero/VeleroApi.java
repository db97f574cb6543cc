package dev.muster.backup.adapter.velero;

import dev.muster.backup.app.ObjectNames;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceList;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.NonNamespaceOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.net.HttpURLConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** The Velero in one namespace of one site, as its API shows it. */
final class VeleroApi {

    static final String FIELD_MANAGER = "muster";

    private static final long PAGE = 500;

    private final KubernetesClient client;
    private final String home;

    VeleroApi(KubernetesClient client, String home) {
        this.client = client;
        this.home = home;
    }

    KubernetesClient client() {
        return client;
    }

    String home() {
        return home;
    }

    Optional<GenericKubernetesResource> find(Kind kind, String name) throws Trouble {
        return call(
                "show " + kind.kind() + " " + name,
                () -> Optional.ofNullable(at(kind).withName(name).get()));
    }

    Optional<Seen> seen(Kind kind, String name) throws Trouble {
        return find(kind, name).map(Seen::new);
    }

    /** Makes an object; one of that name that is there already stays as it is. */
    void create(
            Kind kind,
            String name,
            Map<String, String> labels,
            Map<String, String> annotations,
            Object spec)
            throws Trouble {
        call(
                "create " + kind.kind() + " " + name,
                () -> {
                    try {
                        return at(kind).resource(object(kind, name, labels, annotations, spec))
                                .create();
                    } catch (KubernetesClientException e) {
                        if (e.getCode() == HttpURLConnection.HTTP_CONFLICT) {
                            return kind;
                        }
                        throw e;
                    }
                });
    }

    /** Makes an object what is wanted, as far as we say anything of it. */
    GenericKubernetesResource apply(Kind kind, String name, Map<String, String> labels, Object spec)
            throws Trouble {
        return call(
                "apply " + kind.kind() + " " + name,
                () ->
                        at(kind).resource(object(kind, name, labels, Map.of(), spec))
                                .fieldManager(FIELD_MANAGER)
                                .forceConflicts()
                                .serverSideApply());
    }

    void delete(Kind kind, String name) throws Trouble {
        call("delete " + kind.kind() + " " + name, () -> at(kind).withName(name).delete());
    }

    List<Location> locations() throws Trouble {
        var all = new ArrayList<Location>();
        each(Kind.LOCATION, Map.of(), object -> all.add(Location.of(object)));
        return all;
    }

    /** Every object with these labels, page by page. */
    void each(Kind kind, Map<String, String> labels, Consumer<GenericKubernetesResource> consumer)
            throws Trouble {
        var selector =
                labels.entrySet().stream()
                        .map(label -> label.getKey() + "=" + label.getValue())
                        .collect(Collectors.joining(","));
        var next = "";
        do {
            var options =
                    new ListOptionsBuilder()
                            .withLimit(PAGE)
                            .withContinue(next.isEmpty() ? null : next)
                            .withLabelSelector(selector.isEmpty() ? null : selector)
                            .build();
            var page = call("list " + kind.kind() + "s", () -> at(kind).list(options));
            page.getItems().forEach(consumer);
            var more = page.getMetadata().getContinue();
            next = more == null ? "" : more;
        } while (!next.isEmpty());
    }

    /** Our schedules, wherever in the cluster a plan wanted them once. */
    List<GenericKubernetesResource> schedulesEverywhere() throws Trouble {
        return call(
                "list Schedules in all namespaces",
                () ->
                        client.genericKubernetesResources(Kind.SCHEDULE.context())
                                .inAnyNamespace()
                                .withLabel(ObjectNames.MANAGED_BY, ObjectNames.US)
                                .list()
                                .getItems());
    }

    private NonNamespaceOperation<
                    GenericKubernetesResource,
                    GenericKubernetesResourceList,
                    Resource<GenericKubernetesResource>>
            at(Kind kind) {
        return client.genericKubernetesResources(kind.context()).inNamespace(home);
    }

    private GenericKubernetesResource object(
            Kind kind,
            String name,
            Map<String, String> labels,
            Map<String, String> annotations,
            Object spec) {
        var object = new GenericKubernetesResource();
        object.setApiVersion(Kind.API_VERSION);
        object.setKind(kind.kind());
        object.setMetadata(
                new ObjectMetaBuilder()
                        .withName(name)
                        .withNamespace(home)
                        .withLabels(labels)
                        .withAnnotations(annotations)
                        .build());
        object.setAdditionalProperty("spec", spec);
        return object;
    }

    static <T> T call(String what, Supplier<T> call) throws Trouble {
        try {
            return call.get();
        } catch (KubernetesClientException e) {
            throw Trouble.of(e, what);
        }
    }
}
