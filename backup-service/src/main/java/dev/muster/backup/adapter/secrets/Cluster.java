package dev.muster.backup.adapter.secrets;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What one cluster shows; values do not leave this class. */
record Cluster(KubernetesClient client) {

    Optional<Held> secret(String namespace, String name) throws Unread {
        return ask(
                        "secrets in namespace " + namespace,
                        () -> client.secrets().inNamespace(namespace).withName(name).get())
                .map(Held::of);
    }

    Optional<Ordered> find(Operator operator, String namespace, String name) throws Unread {
        var found =
                ask(
                        operator.resources() + " in namespace " + namespace,
                        () ->
                                client.genericKubernetesResources(operator.context())
                                        .inNamespace(namespace)
                                        .withName(name)
                                        .get());
        if (found.isEmpty() && !isServed(operator)) {
            throw Unread.notInstalled(operator);
        }
        return found.map(object -> new Ordered(operator, object));
    }

    /** The API answers alike for an object and for a kind that are not there. */
    private boolean isServed(Operator operator) throws Unread {
        return ask("the kinds of " + operator.group(), () -> client.getApiResources(operator.api()))
                .filter(
                        kinds ->
                                kinds.getResources().stream()
                                        .anyMatch(kind -> kind.getKind().equals(operator.kind())))
                .isPresent();
    }

    private static <T> Optional<T> ask(String what, Supplier<@Nullable T> question) throws Unread {
        try {
            return Optional.ofNullable(question.get());
        } catch (KubernetesClientException e) {
            throw Unread.of(e, what);
        } catch (RuntimeException e) {
            throw Unread.garbled(what);
        }
    }
}
