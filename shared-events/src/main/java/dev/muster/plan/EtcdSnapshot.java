package dev.muster.plan;

import dev.muster.plan.Assurance.Level;
import dev.muster.plan.Assurance.ObjectStore;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Snapshots of the etcd behind a site.
 *
 * @param clusters the etcd of each site that has one
 */
public record EtcdSnapshot(
        Map<SiteId, Cluster> clusters, Duration every, Duration retention, ObjectStore to)
        implements OwnEngine {

    public EtcdSnapshot {
        clusters = Map.copyOf(clusters);
    }

    @Override
    public Level highest() {
        return Level.RESTORED;
    }

    /**
     * How an etcd is reached.
     *
     * @param endpoints the client URLs of its members; any one of them is asked
     * @param login {@code user:password} of a user with the role root, where it asks for one
     */
    public record Cluster(List<URI> endpoints, Optional<Credential> login, Optional<Tls> tls) {
        public Cluster {
            endpoints = List.copyOf(endpoints);
        }
    }

    /**
     * Files in the PEM form.
     *
     * @param authority whose certificates are believed
     * @param certificate of the client, where etcd asks for one
     * @param key of that certificate, in the form PKCS #8
     */
    public record Tls(
            Credential authority, Optional<Credential> certificate, Optional<Credential> key) {}
}
