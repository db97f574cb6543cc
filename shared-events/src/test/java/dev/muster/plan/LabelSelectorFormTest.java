package dev.muster.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.plan.Assurance.Engine;
import dev.muster.plan.LabelSelector.Operator;
import dev.muster.plan.LabelSelector.Requirement;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LabelSelectorFormTest {

    @Test
    void a_selector_is_read_as_kubectl_reads_it() {
        var selector =
                "app=shop, example.org/tier in (web, db),kind!=job,ring notin (a),live,!legacy";

        assertThat(selectors(selector))
                .containsExactly(
                        new LabelSelector(
                                List.of(
                                        new Requirement("app", Operator.IN, Set.of("shop")),
                                        new Requirement(
                                                "example.org/tier",
                                                Operator.IN,
                                                Set.of("web", "db")),
                                        new Requirement("kind", Operator.NOT_IN, Set.of("job")),
                                        new Requirement("ring", Operator.NOT_IN, Set.of("a")),
                                        new Requirement("live", Operator.EXISTS, Set.of()),
                                        new Requirement(
                                                "legacy", Operator.DOES_NOT_EXIST, Set.of()))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {",app", "app,,tier", "app in ()", "app in (a))", "a b", "-app", "app=-"})
    void what_kubectl_would_refuse_is_refused(String selector) {
        assertThat(
                        Examples.faults(
                                Examples.hotStandbyWith(
                                        "{namespaces: [shop], labelSelector: \"" + selector + "\"}",
                                        "{namespaces: [shop], ttl: 30d, snapshotVolumes: true}")))
                .extracting(PlanFault::path)
                .containsExactly("spec.protection[0].velero.labelSelector");
    }

    private static List<LabelSelector> selectors(String text) {
        var declared =
                Examples.accepted(
                        Examples.hotStandbyWith(
                                "{namespaces: [shop], labelSelector: \"" + text + "\"}",
                                "{namespaces: [shop], ttl: 30d, snapshotVolumes: true}"));
        var engine =
                declared.plan(new PlanId("shop"))
                        .orElseThrow()
                        .assurance()
                        .protection()
                        .getFirst()
                        .engine();
        return engine instanceof Engine.Velero velero
                ? velero.options().orElseThrow().selectors()
                : List.of();
    }
}
