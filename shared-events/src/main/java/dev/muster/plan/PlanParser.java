package dev.muster.plan;

import dev.muster.plan.yaml.YamlReader;
import dev.muster.plan.yaml.YamlTree;
import dev.muster.plan.yaml.YamlTree.Mapping;
import dev.muster.plan.yaml.YamlTree.Scalar;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads plans and sites from YAML (and JSON, which is YAML too). It never throws because of what
 * stands there, and reports everything that is wrong at once.
 */
public final class PlanParser {

    /** The {@code apiVersion} of both kinds. */
    public static final String API_VERSION = "muster.dev/v1alpha1";

    /**
     * A text with any number of documents.
     *
     * @param name how faults speak of it, as in {@code shop.yaml}
     */
    public record Source(String name, String text) {}

    /** What a document is, once its name could be read. */
    private record Document(YamlTree tree, Faults faults, String kind) {}

    private final List<Document> documents = new ArrayList<>();
    private final List<Faults> unreadable = new ArrayList<>();
    private final Map<SiteId, Site> sites = new LinkedHashMap<>();
    private final Map<RecoveryPlan, Faults> plans = new LinkedHashMap<>();
    private final Map<SiteId, Faults> siteFaults = new HashMap<>();

    private PlanParser() {}

    /** Reads one text. */
    public static PlanReading parse(String text) {
        return parse(List.of(new Source("plan", text)));
    }

    /** Reads several texts that belong together: plans find their sites and one another in all. */
    public static PlanReading parse(Collection<Source> sources) {
        var parser = new PlanParser();
        sources.forEach(parser::split);
        return parser.read();
    }

    private void split(Source source) {
        var reading = YamlReader.read(source.text());
        var ofSource = new ArrayList<Faults>();
        for (var tree : reading.documents()) {
            var faults = new Faults(source.name());
            ofSource.add(faults);
            documents.add(new Document(tree, faults, kindOf(tree)));
        }
        for (var fault : reading.faults()) {
            if (fault.document() >= ofSource.size()) {
                var beyond = new Faults(source.name());
                ofSource.add(beyond);
                unreadable.add(beyond);
            }
            ofSource.get(Math.min(fault.document(), ofSource.size() - 1))
                    .at(fault.line(), fault.path(), fault.problem(), fault.remedy());
        }
    }

    private static String kindOf(YamlTree tree) {
        return tree instanceof Mapping mapping
                        && mapping.entries().get("kind") instanceof Scalar kind
                ? kind.text()
                : "";
    }

    private PlanReading read() {
        for (var document : documents) {
            switch (document.kind()) {
                case "Site" -> site(document);
                case "RecoveryPlan" -> {
                    // after the sites, which they need
                }
                default -> document(document, (name, fields) -> Optional.empty());
            }
        }
        documents.stream().filter(one -> one.kind().equals("RecoveryPlan")).forEach(this::plan);
        var declared = new Declarations(List.copyOf(plans.keySet()), List.copyOf(sites.values()));
        PlanValidator.validate(declared, plans, siteFaults);
        var faults = new ArrayList<PlanFault>();
        documents.forEach(document -> faults.addAll(document.faults().all()));
        unreadable.forEach(one -> faults.addAll(one.all()));
        return faults.isEmpty()
                ? new PlanReading.Accepted(declared)
                : new PlanReading.Refused(faults, sound(declared));
    }

    private void site(Document document) {
        document(
                document,
                (name, fields) -> {
                    var site = SiteForm.read(new SiteId(name), fields);
                    if (sites.putIfAbsent(site.name(), site) == null) {
                        siteFaults.put(site.name(), document.faults());
                    } else {
                        declaredTwice(document, "site", name);
                    }
                    return Optional.of(site);
                });
    }

    private void plan(Document document) {
        document(
                document,
                (name, fields) -> {
                    var id = new PlanId(name);
                    var plan =
                            PlanForm.read(id, fields, site -> Optional.ofNullable(sites.get(site)));
                    if (plans.keySet().stream().anyMatch(other -> other.name().equals(id))) {
                        declaredTwice(document, "plan", name);
                    } else {
                        plans.put(plan, document.faults());
                    }
                    return Optional.of(plan);
                });
    }

    private static void declaredTwice(Document document, String what, String name) {
        document.faults()
                .follows(
                        "metadata.name",
                        "there is another " + what + " '" + name + "'",
                        "Rename one of the two, or remove it.");
    }

    /** Reads what follows the header of a document. */
    private interface Body {
        Optional<?> read(String name, Fields document);
    }

    private static void document(Document document, Body body) {
        Form.<Optional<?>>mapping(
                        "a document with apiVersion, kind, metadata and spec",
                        fields -> {
                            fields.one("apiVersion", Forms.word(API_VERSION));
                            fields.one("kind", Forms.word("Site", "RecoveryPlan"));
                            var name = fields.one("metadata", METADATA);
                            fields.ignore("status", "spec");
                            return body.read(name, fields);
                        })
                .read(document.tree(), document.faults());
    }

    /** What Kubernetes itself adds to an object is none of our business. */
    private static final Form<String> METADATA =
            Form.mapping(
                    "{name: n}",
                    f -> {
                        f.ignore(
                                "namespace",
                                "labels",
                                "annotations",
                                "uid",
                                "resourceVersion",
                                "generation",
                                "creationTimestamp",
                                "deletionTimestamp",
                                "deletionGracePeriodSeconds",
                                "managedFields",
                                "ownerReferences",
                                "finalizers",
                                "selfLink");
                        return f.one("name", NameForms.LABEL);
                    });

    private Declarations sound(Declarations declared) {
        Set<SiteId> soundSites = new HashSet<>();
        siteFaults.forEach(
                (site, faults) -> {
                    if (faults.isEmpty()) {
                        soundSites.add(site);
                    }
                });
        Map<PlanId, RecoveryPlan> soundPlans = new LinkedHashMap<>();
        boolean grew = true;
        while (grew) {
            grew = false;
            for (var plan : declared.plans()) {
                var faults = plans.get(plan);
                if (!soundPlans.containsKey(plan.name())
                        && faults != null
                        && faults.isEmpty()
                        && soundSites.containsAll(plan.sites().all())
                        && soundPlans.keySet().containsAll(plan.dependsOn())) {
                    soundPlans.put(plan.name(), plan);
                    grew = true;
                }
            }
        }
        return new Declarations(
                List.copyOf(soundPlans.values()),
                declared.sites().stream()
                        .filter(site -> soundSites.contains(site.name()))
                        .toList());
    }
}
