package dev.muster.plan;

import java.net.URI;
import java.util.Optional;
import java.util.Set;

/** What a vantage asks to learn whether something is there. */
public sealed interface ProbeTarget {

    /** Healthy when the status is one of the given and the body holds the text, if one is given. */
    record Http(URI url, Set<Integer> status, Optional<String> contains) implements ProbeTarget {
        public Http {
            status = Set.copyOf(status);
        }
    }

    /** Healthy when a connection is accepted. */
    record Tcp(String host, int port) implements ProbeTarget {}

    /**
     * Healthy when the API server says it is ready and the share of Ready nodes is at least the
     * given.
     */
    record Kubernetes(Credential kubeconfig, double readyNodes) implements ProbeTarget {}

    /** Healthy when a login succeeds; reports the server's role and its replication lag. */
    record PostgreSql(PostgresEndpoint endpoint) implements ProbeTarget {}
}
