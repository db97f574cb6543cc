package dev.muster.plan;

import dev.muster.plan.RecoveryPlan.Check;
import dev.muster.plan.RecoveryPlan.DataSet;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Everything a plan names must be there, and be named once. */
final class ReferenceRules {

    private ReferenceRules() {}

    static void check(RecoveryPlan plan, Declarations declared, Faults faults) {
        sites(plan, declared, faults);
        clusters(plan, declared, faults);
        names(plan, faults);
        checks(plan, faults);
        alerts(plan, faults);
        if (plan.applications().isEmpty() && plan.data().isEmpty() && plan.traffic().isEmpty()) {
            faults.follows(
                    "spec",
                    "there is nothing to move",
                    "Give at least one of applications, data and traffic.");
        }
    }

    private static void sites(RecoveryPlan plan, Declarations declared, Faults faults) {
        site("spec.sites.primary", plan.sites().primary(), declared, faults);
        var standbys = plan.sites().standbys();
        for (int i = 0; i < standbys.size(); i++) {
            var path = "spec.sites.standbys[" + i + "]";
            var standby = standbys.get(i);
            if (standby.equals(plan.sites().primary())) {
                faults.follows(
                        path,
                        standby + " is the primary already",
                        "Name another site, or remove it.",
                        "spec.sites.primary");
                continue;
            }
            site(path, standby, declared, faults);
            sameDomain(path, plan.sites().primary(), standby, declared, faults);
        }
    }

    private static void site(String path, SiteId name, Declarations declared, Faults faults) {
        if (declared.site(name).isEmpty()) {
            var known = declared.sites().stream().map(site -> site.name().value()).toList();
            faults.follows(
                    path,
                    "there is no site '" + name + "'",
                    reference("site", name.value(), known));
        }
    }

    private static void sameDomain(
            String path, SiteId primary, SiteId standby, Declarations declared, Faults faults) {
        var domain = declared.site(primary).map(Site::failureDomain);
        if (domain.isPresent() && domain.equals(declared.site(standby).map(Site::failureDomain))) {
            faults.follows(
                    path,
                    standby
                            + " is in "
                            + domain.get()
                            + ", as the primary "
                            + primary
                            + " is, and is lost with it",
                    "Name a standby in another failure domain.",
                    "spec.sites.primary");
        }
    }

    private static void clusters(RecoveryPlan plan, Declarations declared, Faults faults) {
        for (var site : plan.sites().all()) {
            if (declared.site(site).isPresent()
                    && declared.site(site).get().kubeconfig().isEmpty()) {
                withoutApi(plan, site, faults);
            }
        }
    }

    private static void withoutApi(RecoveryPlan plan, SiteId site, Faults faults) {
        if (!plan.applications().isEmpty()) {
            faults.follows(
                    "spec.applications",
                    "they cannot be moved to or from " + site + ", which has no Kubernetes API",
                    "Give the site spec.kubernetes.kubeconfig.",
                    "spec.sites");
        }
        if (!plan.assurance().watched().isEmpty()) {
            faults.follows(
                    SecretWatch.FIELD,
                    "they cannot be looked at in " + site + ", which has no Kubernetes API",
                    "Give the site spec.kubernetes.kubeconfig.",
                    "spec.sites");
        }
        var protection = plan.assurance().protection();
        for (int i = 0; i < protection.size(); i++) {
            var engine = protection.get(i).engine();
            if (engine instanceof Assurance.Engine.Velero || engine instanceof ResourceBackup) {
                faults.follows(
                        "spec.protection[" + i + "]",
                        "its engine cannot be reached at " + site + ", which has no Kubernetes API",
                        "Give the site spec.kubernetes.kubeconfig.",
                        "spec.sites");
            }
        }
    }

    static String reference(String what, String given, List<String> known) {
        return known.isEmpty()
                ? "Declare a " + what + " of that name."
                : Spelling.nearest(given, known)
                        .map(name -> "Did you mean '" + name + "'?")
                        .orElseGet(
                                () ->
                                        "Declare it, or use one of: "
                                                + known.stream()
                                                        .sorted()
                                                        .collect(Collectors.joining(", "))
                                                + ".");
    }

    private static void names(RecoveryPlan plan, Faults faults) {
        Duplicates.check(
                faults,
                "spec.applications",
                "workload",
                plan.applications(),
                application -> application.workload().name());
        Duplicates.check(faults, "spec.data", "name", plan.data(), DataSet::name);
        Duplicates.check(
                faults, "spec.traffic", "name", plan.traffic(), RecoveryPlan.Traffic::name);
        Duplicates.check(faults, "spec.checks", "name", plan.checks(), Check::name);
        Duplicates.check(
                faults,
                "spec.protection",
                "name",
                plan.assurance().protection(),
                Assurance.Protection::name);
        Duplicates.check(
                faults, "spec.drills", "name", plan.assurance().drills(), Assurance.Drill::name);
        Duplicates.check(
                faults,
                SecretWatch.FIELD,
                "",
                plan.assurance().watched(),
                watch -> Forms.camelCase(watch.kind()) + " " + watch.where());
        SiteRules.probes(faults, "spec.detection.probes", plan.detection().probes());
        probesBesideData(plan, faults);
    }

    private static void probesBesideData(RecoveryPlan plan, Faults faults) {
        var data = dataNames(plan);
        var probes = plan.detection().probes();
        for (int i = 0; i < probes.size(); i++) {
            if (data.contains(probes.get(i).name())) {
                faults.follows(
                        "spec.detection.probes[" + i + "].name",
                        "the data set '" + probes.get(i).name() + "' is asked under that name",
                        "Choose another name; data sets are asked without a probe of their own.",
                        "spec.data");
            }
        }
    }

    private static void checks(RecoveryPlan plan, Faults faults) {
        var data = dataNames(plan);
        for (int i = 0; i < plan.checks().size(); i++) {
            var at = "spec.checks[" + i + "]";
            switch (plan.checks().get(i)) {
                case Check.Sql sql -> data(at + ".sql.of", sql.of(), data, faults);
                case Check.Http _ -> {
                    for (var site : plan.sites().all()) {
                        origin(at + ".http", site, plan, faults);
                    }
                }
            }
        }
        var protection = plan.assurance().protection();
        for (int i = 0; i < protection.size(); i++) {
            if (protection.get(i).engine() instanceof OwnEngine own) {
                own("spec.protection[" + i + "]." + OwnEngineForms.field(own), own, plan, faults);
            }
        }
    }

    private static void own(String at, OwnEngine engine, RecoveryPlan plan, Faults faults) {
        switch (engine) {
            case Assurance.Engine.PostgresqlBackup backup -> {
                data(at + ".of", backup.of(), dataNames(plan), faults);
                restoreSites(at + ".restore", backup, plan, faults);
            }
            case PostgresqlDump dump -> data(at + ".of", dump.of(), dataNames(plan), faults);
            case EtcdSnapshot etcd -> {
                sites(at + ".clusters", etcd.clusters().keySet(), plan, faults);
                if (!etcd.clusters().containsKey(plan.sites().primary())) {
                    faults.follows(
                            at + ".clusters",
                            "there is none at " + plan.sites().primary() + ", the primary",
                            "Add one {at: " + plan.sites().primary() + ", endpoints: [...]}.",
                            "spec.sites.primary");
                }
            }
            case GitMirror _, ResourceBackup _ -> {}
        }
    }

    private static void restoreSites(
            String path,
            Assurance.Engine.PostgresqlBackup backup,
            RecoveryPlan plan,
            Faults faults) {
        backup.restore()
                .ifPresent(places -> sites(path, places.directories().keySet(), plan, faults));
    }

    private static void sites(String path, Set<SiteId> named, RecoveryPlan plan, Faults faults) {
        var known = plan.sites().all();
        named.stream()
                .filter(site -> !known.contains(site))
                .sorted(Comparator.comparing(SiteId::value))
                .forEach(
                        site ->
                                faults.follows(
                                        path,
                                        "'" + site + "' is not a site of this plan",
                                        reference(
                                                "site",
                                                site.value(),
                                                known.stream().map(SiteId::value).toList()),
                                        "spec.sites"));
    }

    private static void origin(String path, SiteId site, RecoveryPlan plan, Faults faults) {
        boolean known =
                plan.detection().probes().stream()
                        .map(probe -> probe.targets().get(site))
                        .anyMatch(ProbeTarget.Http.class::isInstance);
        if (!known) {
            faults.follows(
                    path,
                    "it is asked at the address of the plan's first http probe, and there is none"
                            + " for "
                            + site,
                    "Declare an http probe in spec.detection.probes, or remove the check.",
                    "spec.detection.probes",
                    "spec.sites");
        }
    }

    private static Set<String> dataNames(RecoveryPlan plan) {
        return plan.data().stream()
                .map(DataSet::name)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static void data(String path, String of, Set<String> known, Faults faults) {
        if (!known.contains(of)) {
            faults.follows(
                    path,
                    "there is no data set '" + of + "'",
                    reference("data set", of, List.copyOf(known)),
                    "spec.data");
        }
    }

    private static void alerts(RecoveryPlan plan, Faults faults) {
        var alerts = plan.detection().alerts();
        for (int i = 0; i < alerts.size(); i++) {
            var site = alerts.get(i).site();
            if (!plan.sites().all().contains(site)) {
                faults.follows(
                        "spec.detection.alerts[" + i + "].site",
                        site + " is not a site of this plan",
                        "Use one of: "
                                + plan.sites().all().stream()
                                        .map(SiteId::value)
                                        .collect(Collectors.joining(", "))
                                + ".",
                        "spec.sites");
            }
        }
    }
}
