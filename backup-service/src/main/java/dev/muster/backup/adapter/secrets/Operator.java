package dev.muster.backup.adapter.secrets;

import dev.muster.plan.SecretWatch;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.util.Optional;

/** Who makes a Secret at a site, from an object of its own. */
enum Operator {
    SEALED_SECRETS(
            "Sealed Secrets",
            "bitnami.com",
            "v1alpha1",
            "SealedSecret",
            "Synced",
            "helm install sealed-secrets sealed-secrets/sealed-secrets"),
    EXTERNAL_SECRETS(
            "External Secrets",
            "external-secrets.io",
            "v1",
            "ExternalSecret",
            "Ready",
            "helm install external-secrets external-secrets/external-secrets"),
    CERT_MANAGER(
            "cert-manager",
            "cert-manager.io",
            "v1",
            "Certificate",
            "Ready",
            "helm install cert-manager jetstack/cert-manager --set crds.enabled=true");

    private final String product;
    private final String group;
    private final String version;
    private final String kind;
    private final String condition;
    private final String install;

    Operator(
            String product,
            String group,
            String version,
            String kind,
            String condition,
            String install) {
        this.product = product;
        this.group = group;
        this.version = version;
        this.kind = kind;
        this.condition = condition;
        this.install = install;
    }

    /** The one that brings it; nobody where a Secret stands for itself. */
    static Optional<Operator> of(SecretWatch.Kind kind) {
        return switch (kind) {
            case SECRET -> Optional.empty();
            case SEALED_SECRET -> Optional.of(SEALED_SECRETS);
            case EXTERNAL_SECRET -> Optional.of(EXTERNAL_SECRETS);
            case CERTIFICATE -> Optional.of(CERT_MANAGER);
        };
    }

    ResourceDefinitionContext context() {
        return new ResourceDefinitionContext.Builder()
                .withGroup(group)
                .withVersion(version)
                .withKind(kind)
                .withPlural(plural())
                .withNamespaced(true)
                .build();
    }

    private String plural() {
        return kind.toLowerCase(java.util.Locale.ROOT) + "s";
    }

    String product() {
        return product;
    }

    String group() {
        return group;
    }

    String api() {
        return group + "/" + version;
    }

    String kind() {
        return kind;
    }

    /** As kubectl and rights name them. */
    String resources() {
        return plural() + "." + group;
    }

    /** The condition that holds when its work is done. */
    String condition() {
        return condition;
    }

    String install() {
        return install;
    }

    /** Where a person sees what it has to say, in its own words. */
    String describe(String namespace, String name) {
        return "kubectl -n " + namespace + " describe " + resources() + " " + name;
    }
}
