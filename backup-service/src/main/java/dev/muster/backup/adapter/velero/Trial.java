package dev.muster.backup.adapter.velero;

import dev.muster.backup.app.ObjectNames;
import dev.muster.backup.app.RunContext;
import dev.muster.events.BackupAction.VerifyVelero;
import dev.muster.events.BackupResult;
import dev.muster.events.BackupResult.Failed;
import dev.muster.events.BackupResult.Tried;
import dev.muster.events.BackupResult.Underway;
import dev.muster.events.ObjectsRestore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** One backup brought back into throw-away namespaces, compared with its archive, and removed. */
final class Trial {

    /** What would take users, names or turns away from the application that really runs. */
    static final Set<String> NEVER =
            Set.of(
                    "services",
                    "ingresses.networking.k8s.io",
                    "httproutes.gateway.networking.k8s.io",
                    "grpcroutes.gateway.networking.k8s.io",
                    "gateways.gateway.networking.k8s.io",
                    "virtualservices.networking.istio.io",
                    "dnsendpoints.externaldns.k8s.io",
                    "cronjobs.batch",
                    "jobs.batch");

    private static final int MOST_MISSING = 10;

    private final VeleroApi api;
    private final Seen backup;
    private final Contents contents;
    private final VerifyVelero action;
    private final RunContext context;
    private final Map<String, String> namespaces = new TreeMap<>();

    Trial(VeleroApi api, Seen backup, Contents contents, VerifyVelero action, RunContext context) {
        this.api = api;
        this.backup = backup;
        this.contents = contents;
        this.action = action;
        this.context = context;
        contents.items().stream()
                .map(Contents.Item::namespace)
                .filter(name -> !name.isEmpty())
                .sorted()
                .forEach(
                        name ->
                                namespaces.computeIfAbsent(
                                        name,
                                        _ -> ThrowAway.name(context.run(), namespaces.size())));
    }

    BackupResult go() throws Trouble, InterruptedException {
        var places =
                namespaces.values().stream()
                        .map(name -> new ThrowAway(api.client(), name))
                        .toList();
        var name = ObjectNames.ofRun(context.run());
        try {
            for (var place : places) {
                place.make();
            }
            return restored(name);
        } finally {
            api.delete(Kind.RESTORE, name);
            for (var place : places) {
                context.progress()
                        .accept(new Underway("takes " + place + " away", Optional.empty()));
                place.remove(kinds());
            }
        }
    }

    private BackupResult restored(String name) throws Trouble, InterruptedException {
        var begun = System.nanoTime();
        var volumes = backup.volumes() > 0 && action.backup().snapshotVolumes();
        var spec =
                new TreeMap<>(
                        Spec.restore(
                                backup.name(),
                                new ObjectsRestore(namespaces, Set.of(), NEVER, false, volumes)));
        if (!volumes) {
            spec.put("includeClusterResources", false);
        }
        var end =
                new Restoring(
                                api,
                                words ->
                                        context.progress()
                                                .accept(new Underway(words, Optional.empty())))
                        .restore(
                                name,
                                Map.of(ObjectNames.MANAGED_BY, ObjectNames.US),
                                Map.of(ObjectNames.RUN, context.run().value()),
                                spec);
        if (end.isEmpty()) {
            return new Failed(List.of("somebody deleted the Restore of the trial"));
        }
        var seen = end.get();
        var took = VeleroVerification.since(begun);
        return switch (seen.standing()) {
            case FAILED -> tried(Outcome.restoreReasons(api, seen), took);
            case COMPLETED -> tried(missing(), took);
            case WAITING, RUNNING, GOING ->
                    new Failed(List.of("the restore of the trial does not end"));
        };
    }

    private Tried tried(List<String> reasons, Duration took) {
        return new Tried(reasons.isEmpty(), reasons, contents.items().size() + " objects", took);
    }

    /** What is in the archive and not in the namespaces, counted by kind and named. */
    private List<String> missing() throws Trouble {
        var missing = new ArrayList<String>();
        for (var kind : kinds()) {
            for (var namespace : namespaces.entrySet()) {
                var expected =
                        contents.items().stream()
                                .filter(item -> item.resource().equals(kind.resource()))
                                .filter(item -> item.namespace().equals(namespace.getKey()))
                                .map(Contents.Item::name)
                                .collect(Collectors.toSet());
                if (!expected.isEmpty() && kind.isCompared()) {
                    var there = kind.names(api.client(), namespace.getValue());
                    expected.stream()
                            .filter(one -> !there.contains(one))
                            .sorted()
                            .map(one -> kind.resource() + " " + one + " did not come back")
                            .forEach(missing::add);
                }
            }
        }
        if (missing.size() > MOST_MISSING) {
            var more = missing.size() - MOST_MISSING;
            var some = new ArrayList<>(missing.subList(0, MOST_MISSING));
            some.add("and " + more + " more");
            return some;
        }
        return missing;
    }

    /** The kinds of namespaced objects that the archive holds. */
    private List<ArchivedKind> kinds() {
        return contents.items().stream()
                .filter(item -> !item.namespace().isEmpty())
                .map(Contents.Item::resource)
                .distinct()
                .sorted()
                .flatMap(
                        resource ->
                                Optional.ofNullable(contents.versions().get(resource))
                                        .map(version -> new ArchivedKind(resource, version))
                                        .stream())
                .toList();
    }
}
