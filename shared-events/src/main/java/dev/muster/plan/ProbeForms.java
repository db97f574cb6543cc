package dev.muster.plan;

import dev.muster.plan.ProbeTarget.Http;
import dev.muster.plan.ProbeTarget.Kubernetes;
import dev.muster.plan.ProbeTarget.PostgreSql;
import dev.muster.plan.ProbeTarget.Tcp;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * The forms of probes: those of a site speak of that site alone, those of a plan of all its sites.
 */
final class ProbeForms {

    static final double DEFAULT_READY_NODES = 0.5;

    private static final List<String> KINDS = List.of("http", "tcp", "kubernetes", "postgresql");
    private static final Form<Duration> EVERY =
            Forms.span(Duration.ofMillis(100), Duration.ofDays(1));
    private static final Form<Duration> TIMEOUT =
            Forms.span(Duration.ofMillis(10), Duration.ofMinutes(5));

    static final Form<PostgresEndpoint> ENDPOINT =
            Form.mapping(
                    "{host, port, database, credentials}",
                    f ->
                            new PostgresEndpoint(
                                    f.one("host", AddressForms.HOST),
                                    f.or("port", AddressForms.PORT, 5432),
                                    f.one("database", Forms.TEXT),
                                    f.one("credentials", CredentialForm.CREDENTIAL)));
    private static final Form<Tcp> TCP =
            Form.mapping(
                    "{host: h, port: p}",
                    f ->
                            new Tcp(
                                    f.one("host", AddressForms.HOST),
                                    f.one("port", AddressForms.PORT)));

    private ProbeForms() {}

    /** A probe of one site. */
    static Form<Probe> ofSite(SiteId site, Optional<Credential> kubeconfig) {
        return Form.mapping(
                "a probe {name, and one of http, tcp, kubernetes, postgresql}",
                f -> probe(f, kind -> Map.of(site, siteTarget(f, kind, kubeconfig))));
    }

    private static ProbeTarget siteTarget(Fields f, String kind, Optional<Credential> kubeconfig) {
        return switch (kind) {
            case "http" ->
                    f.one(
                            "http",
                            Form.mapping("{url: u}", h -> http(h, h.one("url", AddressForms.URL))));
            case "tcp" -> f.one("tcp", TCP);
            case "kubernetes" -> {
                var share = f.one("kubernetes", READY_NODES);
                if (kubeconfig.isEmpty()) {
                    f.fault(
                            "kubernetes",
                            "the site has no Kubernetes API",
                            "Give spec.kubernetes.kubeconfig, or remove this probe.");
                }
                yield new Kubernetes(kubeconfig.orElse(new Credential.File("unreadable")), share);
            }
            default -> new PostgreSql(f.one("postgresql", ENDPOINT));
        };
    }

    /** A probe of every site of a plan. */
    static Form<Probe> ofPlan(PlanSites sites, Map<String, DataSet> data) {
        return Form.mapping(
                "a probe {name, and one of http, tcp, kubernetes, postgresql}",
                f -> probe(f, kind -> planTargets(f, kind, sites, data)));
    }

    /** What a plan probe of kind postgresql may point to. */
    record DataSet(Map<SiteId, PostgresEndpoint> postgresql) {}

    private static Map<SiteId, ProbeTarget> planTargets(
            Fields f, String kind, PlanSites sites, Map<String, DataSet> data) {
        return switch (kind) {
            case "http" -> f.one("http", Form.mapping("a URL for each site", h -> https(h, sites)));
            case "tcp" ->
                    f.one(
                            "tcp",
                            Form.mapping(
                                    "{host, port} for each site",
                                    t -> widened(t.bySite(sites.named(), TCP))));
            case "kubernetes" -> clusters(f, sites);
            default ->
                    f.one(
                            "postgresql",
                            Form.mapping(
                                    "{of: the name of a data set}, or an endpoint for each site",
                                    p -> databases(p, sites, data)));
        };
    }

    private static Map<SiteId, ProbeTarget> https(Fields h, PlanSites sites) {
        h.ignore("status", "contains");
        return mapped(h.bySite(sites.named(), AddressForms.URL), url -> http(h, url));
    }

    private static Map<SiteId, ProbeTarget> clusters(Fields f, PlanSites sites) {
        double share = f.one("kubernetes", READY_NODES);
        var targets = new LinkedHashMap<SiteId, ProbeTarget>();
        for (var site : sites.named().orElse(List.of())) {
            var kubeconfig = sites.declared(site).flatMap(Site::kubeconfig);
            if (sites.declared(site).isPresent() && kubeconfig.isEmpty()) {
                f.fault(
                        "kubernetes",
                        "site " + site + " has no Kubernetes API",
                        "Give the site spec.kubernetes.kubeconfig, or remove this probe.");
            }
            kubeconfig.ifPresent(given -> targets.put(site, new Kubernetes(given, share)));
        }
        return targets;
    }

    private static Map<SiteId, ProbeTarget> databases(
            Fields p, PlanSites sites, Map<String, DataSet> data) {
        if (!p.has("of")) {
            return mapped(p.bySite(sites.named(), ENDPOINT), PostgreSql::new);
        }
        var of = p.one("of", NameForms.LABEL);
        var set = data.get(of);
        if (set == null) {
            p.unknownReference("of", of, "data set", data.keySet());
            return Map.of();
        }
        return mapped(set.postgresql(), PostgreSql::new);
    }

    private static final Form<Double> READY_NODES =
            Form.mapping(
                    "{}, or {readyNodes: 0.5}",
                    f -> f.or("readyNodes", Forms.share(), DEFAULT_READY_NODES));

    private static Http http(Fields f, URI url) {
        return new Http(url, status(f), f.maybe("contains", Forms.TEXT));
    }

    /** The accepted status codes; 200 when none are given. */
    static Set<Integer> status(Fields f) {
        return f.has("status")
                ? f.distinct("status", f.some("status", AddressForms.STATUS))
                : Set.of(200);
    }

    private static Probe probe(Fields f, Function<String, Map<SiteId, ProbeTarget>> targets) {
        var every = f.or("every", EVERY, Probe.DEFAULT_EVERY);
        var timeout = f.or("timeout", TIMEOUT, Probe.DEFAULT_TIMEOUT);
        return new Probe(
                f.one("name", NameForms.LABEL),
                every,
                timeout,
                f.or("failureThreshold", Forms.integer(1, 100), Probe.DEFAULT_FAILURE_THRESHOLD),
                f.or("successThreshold", Forms.integer(1, 100), Probe.DEFAULT_SUCCESS_THRESHOLD),
                f.exactlyOne("what to ask", KINDS).map(targets).orElse(Map.of()));
    }

    private static <T extends ProbeTarget> Map<SiteId, ProbeTarget> widened(Map<SiteId, T> given) {
        return mapped(given, UnaryOperator.identity());
    }

    private static <T> Map<SiteId, ProbeTarget> mapped(
            Map<SiteId, T> given, Function<? super T, ? extends ProbeTarget> form) {
        var targets = new LinkedHashMap<SiteId, ProbeTarget>();
        given.forEach((site, value) -> targets.put(site, form.apply(value)));
        return targets;
    }
}
