package dev.muster.backup.adapter.resources;

import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.util.Map;

/**
 * One object that an operator is asked by, and how its end is read.
 *
 * @param product who works on it, for messages
 * @param install how that is put into a cluster
 */
record Stage(
        ResourceDefinitionContext kind,
        String product,
        String install,
        Template template,
        Reading reading) {

    /** What the object says when it is made. */
    interface Template {
        Content content(Site site, String namespace) throws Refused;
    }

    /**
     * What an object says beside its name.
     *
     * @param owner the object that it goes with; empty where it stands alone
     */
    record Content(
            Map<String, String> labels,
            Map<String, Object> spec,
            java.util.Optional<io.fabric8.kubernetes.api.model.OwnerReference> owner) {
        static Content of(Map<String, Object> spec) {
            return new Content(Map.of(), spec, java.util.Optional.empty());
        }
    }

    /** How it stands. */
    interface Reading {
        Standing of(Status status);
    }
}
