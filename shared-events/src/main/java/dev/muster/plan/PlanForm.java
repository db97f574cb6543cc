package dev.muster.plan;

import dev.muster.plan.RecoveryPlan.AlertHint;
import dev.muster.plan.RecoveryPlan.Application;
import dev.muster.plan.RecoveryPlan.Check;
import dev.muster.plan.RecoveryPlan.Criticality;
import dev.muster.plan.RecoveryPlan.DataSet;
import dev.muster.plan.RecoveryPlan.Detection;
import dev.muster.plan.RecoveryPlan.Failover;
import dev.muster.plan.RecoveryPlan.Freeze;
import dev.muster.plan.RecoveryPlan.Mode;
import dev.muster.plan.RecoveryPlan.Moment;
import dev.muster.plan.RecoveryPlan.Notification;
import dev.muster.plan.RecoveryPlan.Objectives;
import dev.muster.plan.RecoveryPlan.Replicas;
import dev.muster.plan.RecoveryPlan.Sites;
import dev.muster.plan.RecoveryPlan.Step;
import dev.muster.plan.RecoveryPlan.Strategy;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** The form of a plan's {@code spec}, with every default. */
final class PlanForm {

    static final Criticality DEFAULT_CRITICALITY = Criticality.P1;
    static final int DEFAULT_QUORUM = 2;
    static final Duration DEFAULT_TOLERANCE = Duration.ofSeconds(30);
    static final int DEFAULT_APPROVALS = 2;
    static final Duration DEFAULT_COOLDOWN = Duration.ofMinutes(30);

    private static final Form<Duration> ANY_SPAN = Forms.span(Duration.ZERO, Forms.LONGEST);
    private static final Form<Duration> WHOLE_SPAN =
            Forms.span(Duration.ofSeconds(1), Forms.LONGEST);

    private final PlanId name;
    private final Function<SiteId, Optional<Site>> declared;

    private PlanForm(PlanId name, Function<SiteId, Optional<Site>> declared) {
        this.name = name;
        this.declared = declared;
    }

    static RecoveryPlan read(
            PlanId name, Fields document, Function<SiteId, Optional<Site>> declared) {
        var form = new PlanForm(name, declared);
        return document.one("spec", Form.mapping("the plan", form::spec));
    }

    private RecoveryPlan spec(Fields spec) {
        var objectives = spec.one("objectives", OBJECTIVES);
        var sites = spec.one("sites", SITES);
        var named = new PlanSites(plausible(spec, sites), declared);
        var data = spec.list("data", data(named));
        return new RecoveryPlan(
                name,
                spec.or("description", Forms.TEXT, ""),
                spec.or("owner", Forms.TEXT, ""),
                spec.or(
                        "criticality",
                        Forms.choice(Arrays.asList(Criticality.values()), Enum::name),
                        DEFAULT_CRITICALITY),
                objectives,
                spec.or("strategy", Forms.choice(Strategy.class), Strategy.fitting(objectives)),
                sites,
                spec.list("applications", APPLICATION),
                data,
                spec.list("traffic", TrafficForm.of(named)),
                spec.orEmpty("detection", detection(named, sites.primary(), data)),
                spec.orEmpty("failover", failover(objectives)),
                spec.list("checks", CHECK),
                spec.distinct("dependsOn", spec.list("dependsOn", NameForms.PLAN)),
                spec.list("notify", NOTIFICATION),
                AssuranceForm.read(spec));
    }

    /** Nothing is measured by a list of sites that is wrong itself. */
    private Optional<List<SiteId>> plausible(Fields spec, Sites sites) {
        boolean plausible =
                spec.readable("sites")
                        && !sites.standbys().contains(sites.primary())
                        && sites.all().stream().allMatch(site -> declared.apply(site).isPresent());
        return plausible ? Optional.of(sites.all()) : Optional.empty();
    }

    private static final Form<Objectives> OBJECTIVES =
            Form.mapping(
                    "{rto: 2m, rpo: 10s}",
                    f -> new Objectives(f.one("rto", WHOLE_SPAN), f.one("rpo", ANY_SPAN)));

    private static final Form<Sites> SITES =
            Form.mapping(
                    "{primary: west, standbys: [east]}",
                    f ->
                            new Sites(
                                    f.one("primary", NameForms.SITE),
                                    List.copyOf(
                                            f.distinct(
                                                    "standbys",
                                                    f.some("standbys", NameForms.SITE)))));

    private static final Form<Application> APPLICATION =
            Form.mapping(
                    "{namespace, workload, replicas}",
                    f ->
                            new Application(
                                    f.one("namespace", NameForms.LABEL),
                                    f.one("workload", NameForms.WORKLOAD),
                                    f.one(
                                            "replicas",
                                            Form.mapping(
                                                    "{active: 3, passive: 1}",
                                                    r ->
                                                            new Replicas(
                                                                    r.one(
                                                                            "active",
                                                                            Forms.integer(
                                                                                    1, 10_000)),
                                                                    r.or(
                                                                            "passive",
                                                                            Forms.integer(
                                                                                    0, 10_000),
                                                                            0))))));

    private static Form<DataSet> data(PlanSites sites) {
        return Form.mapping(
                "{name, postgresql: an endpoint for each site}",
                f ->
                        new DataSet(
                                f.one("name", NameForms.LABEL),
                                f.one(
                                        "postgresql",
                                        Form.mapping(
                                                "an endpoint for each site",
                                                p ->
                                                        p.bySite(
                                                                sites.named(),
                                                                ProbeForms.ENDPOINT)))));
    }

    private static Form<Detection> detection(PlanSites sites, SiteId primary, List<DataSet> data) {
        Map<String, ProbeForms.DataSet> databases = new HashMap<>();
        data.forEach(set -> databases.put(set.name(), new ProbeForms.DataSet(set.postgresql())));
        return Form.mapping(
                "how a loss is noticed",
                f ->
                        new Detection(
                                f.list("probes", ProbeForms.ofPlan(sites, databases)),
                                List.copyOf(
                                        f.distinct(
                                                "vantages", f.list("vantages", NameForms.VANTAGE))),
                                f.or("quorum", Forms.integer(1, 99), DEFAULT_QUORUM),
                                f.or("tolerance", ANY_SPAN, DEFAULT_TOLERANCE),
                                f.list("alerts", alert(primary))));
    }

    private static Form<AlertHint> alert(SiteId primary) {
        return Form.mapping(
                "{matchers: ['alertname=\"KubeAPIDown\"']}",
                f ->
                        new AlertHint(
                                f.some("matchers", MatcherForm.MATCHER),
                                f.or("site", NameForms.SITE, primary)));
    }

    private static Form<Failover> failover(Objectives objectives) {
        return Form.mapping(
                "how a move is allowed and carried out",
                f ->
                        new Failover(
                                f.or("mode", Forms.choice(Mode.class), Mode.OBSERVE),
                                f.or("approvals", Forms.integer(1, 20), DEFAULT_APPROVALS),
                                f.or("maxDataLoss", ANY_SPAN, objectives.rpo()),
                                f.or("cooldown", ANY_SPAN, DEFAULT_COOLDOWN),
                                f.list("freeze", FREEZE),
                                f.maybe("fence", FENCE),
                                f.list("steps", STEP)));
    }

    private static final Form<Duration> FENCE =
            Form.mapping("{lease: 15s}", f -> f.one("lease", WHOLE_SPAN));

    private static final Form<Freeze> FREEZE =
            Form.mapping(
                    "{cron: \"0 0 24 12 *\", for: 48h, timeZone: Europe/Berlin}",
                    f ->
                            new Freeze(
                                    f.one("cron", ScheduleForms.CRON),
                                    f.one("for", WHOLE_SPAN),
                                    ScheduleForms.zone(f).getId()));

    private static final Form<Step> STEP =
            Form.mapping(
                    "{name, after, timeout, awaitPerson}",
                    f ->
                            new Step(
                                    f.one("name", NameForms.STEP_NAME),
                                    f.distinct("after", f.list("after", NameForms.STEP_NAME)),
                                    f.maybe("timeout", WHOLE_SPAN),
                                    f.maybe("awaitPerson", Forms.TEXT)));

    private static final Form<Check> CHECK =
            Form.mapping(
                    "a check {name, and one of http, sql}",
                    f -> {
                        var name = f.one("name", NameForms.LABEL);
                        var kind = f.exactlyOne("what to check", List.of("http", "sql"));
                        return kind.equals(Optional.of("sql"))
                                ? f.one("sql", Form.mapping("{of, query}", s -> sql(name, s)))
                                : f.orEmpty("http", Form.mapping("{path: /}", h -> http(name, h)));
                    });

    private static Check http(String name, Fields f) {
        return new Check.Http(
                name,
                f.or("path", Forms.URL_PATH, "/"),
                ProbeForms.status(f),
                f.maybe("contains", Forms.TEXT));
    }

    private static Check sql(String name, Fields f) {
        return new Check.Sql(
                name,
                f.one("of", NameForms.LABEL),
                f.one("query", Forms.TEXT),
                f.or("atLeast", Forms.large(0, Long.MAX_VALUE), 1L));
    }

    private static final Form<Notification> NOTIFICATION =
            Form.mapping(
                    "{webhook: {url: u}, on: [failed]}",
                    f -> f.one("webhook", Form.mapping("{url: u}", w -> webhook(w, moments(f)))));

    private static Notification webhook(Fields w, Set<Moment> on) {
        return new Notification(
                w.one("url", AddressForms.URL),
                w.maybe("credentials", CredentialForm.CREDENTIAL),
                on);
    }

    private static Set<Moment> moments(Fields f) {
        return f.has("on")
                ? f.distinct("on", f.some("on", Forms.choice(Moment.class)))
                : EnumSet.allOf(Moment.class);
    }
}
