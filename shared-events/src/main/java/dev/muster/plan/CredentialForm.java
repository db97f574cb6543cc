package dev.muster.plan;

import dev.muster.plan.yaml.YamlTree;
import dev.muster.plan.yaml.YamlTree.Mapping;
import java.util.List;

/** Where a secret is; a secret that stands in the plan itself is refused and never repeated. */
final class CredentialForm implements Form<Credential> {

    static final Form<Credential> CREDENTIAL = new CredentialForm();

    private static final String REMEDY =
            "Put it in a file or a Secret and name that: {file: /path} or"
                    + " {secret: {name: n, key: k}}.";

    private CredentialForm() {}

    @Override
    public String wanted() {
        return "{file: /path} or {secret: {name: n, key: k}}";
    }

    @Override
    public Credential read(YamlTree tree, Faults faults) {
        if (tree instanceof Mapping mapping
                && List.of("file", "secret").containsAll(mapping.entries().keySet())) {
            return Form.mapping(wanted(), CredentialForm::reference).read(tree, faults);
        }
        faults.at(tree, "a secret must not stand in the plan", REMEDY);
        return new Credential.File("unreadable");
    }

    private static Credential reference(Fields fields) {
        var given = fields.exactlyOne("where the secret is", List.of("file", "secret"));
        return given.equals(java.util.Optional.of("secret"))
                ? fields.one("secret", Form.mapping("{name: n, key: k}", CredentialForm::secret))
                : new Credential.File(fields.maybe("file", Forms.TEXT).orElse("unreadable"));
    }

    private static Credential secret(Fields fields) {
        return new Credential.Secret(fields.one("name", Forms.TEXT), fields.one("key", Forms.TEXT));
    }
}
