package dev.muster.plan;

import java.util.List;
import java.util.Set;

/** The form of a site's {@code spec}. */
final class SiteForm {

    /** Fields that stand beside sites in a plan, and could not be told from a site of that name. */
    private static final List<String> RESERVED = List.of("status", "contains", "of");

    private SiteForm() {}

    static Site read(SiteId name, Fields document) {
        if (RESERVED.contains(name.value())) {
            document.fault(
                    "metadata",
                    "no site can be named '" + name + "': it is the name of a field",
                    "Choose another name.");
        }
        return document.one("spec", Form.mapping("the site", spec -> spec(name, spec)));
    }

    private static Site spec(SiteId name, Fields spec) {
        var failureDomain = spec.one("failureDomain", Forms.TEXT);
        var kubeconfig =
                spec.maybe(
                        "kubernetes",
                        Form.mapping(
                                "{kubeconfig: {file: /path}}",
                                k -> k.one("kubeconfig", CredentialForm.CREDENTIAL)));
        Set<VantageId> vantages =
                spec.distinct("vantages", spec.list("vantages", NameForms.VANTAGE));
        return new Site(
                name,
                failureDomain,
                kubeconfig,
                vantages,
                spec.or("guard", Forms.FLAG, false),
                spec.list("probes", ProbeForms.ofSite(name, kubeconfig)));
    }
}
