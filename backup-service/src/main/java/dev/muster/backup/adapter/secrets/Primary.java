package dev.muster.backup.adapter.secrets;

import dev.muster.backup.app.SiteEngine.Needed;
import dev.muster.plan.SiteId;
import java.util.Map;
import java.util.Optional;

/** The site at which secrets are as they should be, as far as it can be asked. */
final class Primary {

    /** What is known of a Secret there. */
    sealed interface Known {
        record There(Held held) implements Known {}

        record Nowhere() implements Known {}

        record Unknown() implements Known {}
    }

    private final SecretClusters clusters;
    private final Needed needed;
    private final Map<String, Known> learned;
    private boolean silent;

    /**
     * Asks in one round.
     *
     * @param learned what earlier rounds were told, and this one will be
     */
    Primary(SecretClusters clusters, Needed needed, Map<String, Known> learned) {
        this.clusters = clusters;
        this.needed = needed;
        this.learned = learned;
    }

    SiteId site() {
        return needed.active();
    }

    /** What it says, or said last where it does not answer; fails where waiting does not help. */
    Known ask(String namespace, String name) throws Unread {
        var place = namespace + "/" + name;
        if (!silent) {
            try {
                var held = cluster().secret(namespace, name);
                learned.put(place, held.<Known>map(Known.There::new).orElseGet(Known.Nowhere::new));
            } catch (Unread e) {
                if (!e.passing()) {
                    throw e;
                }
                silent = e.unreached();
            }
        }
        return Optional.ofNullable(learned.get(place)).orElseGet(Known.Unknown::new);
    }

    private Cluster cluster() throws Unread {
        if (needed.kubeconfig().isEmpty()) {
            throw Unread.unusable("the site was declared without a Kubernetes API");
        }
        return clusters.at(needed.kubeconfig().get());
    }
}
