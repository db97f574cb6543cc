package dev.muster.plan;

/** Where a secret can be read; the secret itself is never part of a plan or an event. */
public sealed interface Credential {

    /** A file readable by the service that needs it. */
    record File(String path) implements Credential {}

    /** A key of a Kubernetes Secret in the service's own namespace. */
    record Secret(String name, String key) implements Credential {}
}
