package dev.muster.plan;

import dev.muster.plan.Assurance.Engine;
import dev.muster.plan.Form.Misfit;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The form of what Velero is to take. */
final class VeleroForm {

    private static final Duration DEFAULT_TTL = Duration.ofDays(30);
    private static final Duration DEFAULT_HOOK_TIMEOUT = Duration.ofSeconds(30);

    private static final List<String> OPTIONS =
            List.of(
                    "includedResources",
                    "excludedResources",
                    "labelSelector",
                    "orLabelSelectors",
                    "hooks",
                    "snapshotMoveData",
                    "storageLocation",
                    "volumeSnapshotLocations",
                    "namespace");

    private VeleroForm() {}

    private static final Form<String> RESOURCE =
            Forms.text(
                    "a resource such as deployments.apps",
                    text -> {
                        if (!text.matches("[a-z][a-z0-9]*(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*")) {
                            throw new Misfit(
                                    "'" + Spelling.clipped(text) + "' is not a resource",
                                    "Write its plural and its group, such as deployments.apps.");
                        }
                        return text;
                    });

    private static final Form<VeleroOptions.Command> COMMAND =
            Form.mapping(
                    "{container: db, command: [/bin/freeze]}",
                    f ->
                            new VeleroOptions.Command(
                                    f.maybe("container", NameForms.LABEL),
                                    f.some("command", Forms.TEXT),
                                    f.or("onError", Forms.word("fail", "continue"), "fail")
                                            .equals("fail"),
                                    f.or(
                                            "timeout",
                                            Forms.span(Duration.ofSeconds(1), Duration.ofHours(4)),
                                            DEFAULT_HOOK_TIMEOUT)));

    private static final Form<VeleroOptions.Hook> HOOK =
            Form.mapping(
                    "{name: freeze, pre: [{command: [/bin/freeze]}]}",
                    f -> {
                        var hook =
                                new VeleroOptions.Hook(
                                        f.one("name", NameForms.LABEL),
                                        names(f, "namespaces"),
                                        f.maybe("labelSelector", LabelSelectorForm.SELECTOR),
                                        f.list("pre", COMMAND),
                                        f.list("post", COMMAND));
                        if (hook.pre().isEmpty() && hook.post().isEmpty()) {
                            f.fault(
                                    "pre",
                                    "the hook runs nothing",
                                    "Give it commands in pre, in post, or in both.");
                        }
                        return hook;
                    });

    static final Form<Engine> VELERO =
            Form.mapping(
                    "{namespaces: [shop], ttl: 30d}",
                    f ->
                            new Engine.Velero(
                                    f.distinct("namespaces", f.some("namespaces", NameForms.LABEL)),
                                    f.or(
                                            "ttl",
                                            Forms.span(Duration.ofHours(1), Forms.LONGEST),
                                            DEFAULT_TTL),
                                    f.or("snapshotVolumes", Forms.FLAG, true),
                                    options(f)));

    private static Optional<VeleroOptions> options(Fields f) {
        var given = OPTIONS.stream().filter(f::has).toList();
        if (given.contains("labelSelector") && given.contains("orLabelSelectors")) {
            f.fault(
                    "orLabelSelectors",
                    "labelSelector is given too",
                    "Velero takes one of them: move the selector into the list, or remove it.");
        }
        var selectors =
                f.maybe("labelSelector", LabelSelectorForm.SELECTOR)
                        .map(List::of)
                        .orElseGet(() -> f.list("orLabelSelectors", LabelSelectorForm.SELECTOR));
        var options =
                new VeleroOptions(
                        f.distinct("includedResources", f.list("includedResources", RESOURCE)),
                        f.distinct("excludedResources", f.list("excludedResources", RESOURCE)),
                        selectors,
                        f.list("hooks", HOOK),
                        f.or("snapshotMoveData", Forms.FLAG, false),
                        f.maybe("storageLocation", NameForms.LABEL),
                        names(f, "volumeSnapshotLocations"),
                        f.or("namespace", NameForms.LABEL, VeleroOptions.DEFAULT_NAMESPACE));
        return given.isEmpty() ? Optional.empty() : Optional.of(options);
    }

    private static Set<String> names(Fields f, String field) {
        return f.distinct(field, f.list(field, NameForms.LABEL));
    }
}
