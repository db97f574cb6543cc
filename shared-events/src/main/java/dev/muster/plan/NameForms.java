package dev.muster.plan;

import dev.muster.plan.Form.Misfit;
import java.util.Locale;
import java.util.function.Function;

/** The forms of names of things: of ours, and of what Kubernetes runs. */
final class NameForms {

    private NameForms() {}

    static final Form<String> LABEL = named("a name of a-z, 0-9 and '-'", text -> text);
    static final Form<SiteId> SITE = named("the name of a site", SiteId::new);
    static final Form<VantageId> VANTAGE = named("the name of a vantage", VantageId::new);
    static final Form<PlanId> PLAN = named("the name of a plan", PlanId::new);

    static final Form<String> STEP_NAME =
            Forms.text(
                    "the name of a step",
                    text -> {
                        if (!text.matches("[a-z0-9][-a-z0-9]{0,127}")) {
                            throw new Misfit(
                                    "'" + Spelling.clipped(text) + "' is not the name of a step",
                                    "Use a-z, 0-9 and '-', at most 128 characters.");
                        }
                        return text;
                    });

    static final Form<RecoveryPlan.Workload> WORKLOAD =
            Forms.text(
                    "a workload such as deployment/web",
                    new RecoveryPlan.Workload(RecoveryPlan.Workload.Kind.DEPLOYMENT, "unreadable"),
                    NameForms::workload);

    private static <T> Form<T> named(String wanted, Function<String, T> id) {
        return Forms.text(
                wanted,
                id.apply("unreadable"),
                text -> {
                    if (!Names.isDnsLabel(text)) {
                        throw new Misfit(
                                "'" + Spelling.clipped(text) + "' is not a name",
                                "Use a-z, 0-9 and '-', at most 63 characters, no '-' at either end.");
                    }
                    return id.apply(text);
                });
    }

    private static RecoveryPlan.Workload workload(String text) throws Misfit {
        int slash = text.indexOf('/');
        var kind = slash < 0 ? text : text.substring(0, slash);
        var name = text.substring(slash + 1);
        for (var known : RecoveryPlan.Workload.Kind.values()) {
            if (slash > 0
                    && known.name().toLowerCase(Locale.ROOT).equals(kind)
                    && Names.isDnsLabel(name)) {
                return new RecoveryPlan.Workload(known, name);
            }
        }
        throw new Misfit(
                "'" + Spelling.clipped(text) + "' is not a workload",
                "Write deployment/NAME or statefulset/NAME.");
    }
}
