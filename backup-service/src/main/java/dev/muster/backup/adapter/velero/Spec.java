package dev.muster.backup.adapter.velero;

import dev.muster.events.ObjectsRestore;
import dev.muster.plan.Assurance.Engine;
import dev.muster.plan.LabelSelector;
import dev.muster.plan.Schedule;
import dev.muster.plan.VeleroOptions;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What is wanted, as Velero writes it. */
final class Spec {

    private Spec() {}

    static Map<String, Object> backup(Engine.Velero velero) {
        var options = velero.options().orElse(VeleroOptions.NONE);
        var spec = new LinkedHashMap<String, Object>();
        spec.put("includedNamespaces", sorted(velero.namespaces()));
        put(spec, "includedResources", sorted(options.includedResources()));
        put(spec, "excludedResources", sorted(options.excludedResources()));
        if (options.selectors().size() == 1) {
            spec.put("labelSelector", selector(options.selectors().getFirst()));
        } else {
            put(
                    spec,
                    "orLabelSelectors",
                    options.selectors().stream().map(Spec::selector).toList());
        }
        if (!options.hooks().isEmpty()) {
            spec.put(
                    "hooks",
                    Map.of("resources", options.hooks().stream().map(Spec::hook).toList()));
        }
        spec.put("ttl", duration(velero.ttl()));
        spec.put("snapshotVolumes", velero.snapshotVolumes());
        if (options.snapshotMoveData()) {
            spec.put("snapshotMoveData", true);
        }
        options.storageLocation().ifPresent(name -> spec.put("storageLocation", name));
        put(spec, "volumeSnapshotLocations", sorted(options.volumeSnapshotLocations()));
        return spec;
    }

    /**
     * A schedule whose backups carry the labels; the backups stay when the schedule goes, which
     * {@code useOwnerReferencesInBackup} would change.
     */
    static Map<String, Object> schedule(
            Engine.Velero velero, Schedule schedule, boolean paused, Map<String, String> labels) {
        var template = backup(velero);
        template.put("metadata", Map.of("labels", new TreeMap<>(labels)));
        var spec = new LinkedHashMap<String, Object>();
        spec.put("schedule", cron(schedule));
        spec.put("paused", paused);
        spec.put("useOwnerReferencesInBackup", false);
        spec.put("template", template);
        return spec;
    }

    /** The zone is always named: Velero would take that of the machine it runs on. */
    static String cron(Schedule schedule) {
        var zone = schedule.timeZone().equals(ZoneOffset.UTC) ? "UTC" : schedule.timeZone().getId();
        return "CRON_TZ=" + zone + " " + schedule.cron();
    }

    static Map<String, Object> restore(String backup, ObjectsRestore how) {
        var spec = new LinkedHashMap<String, Object>();
        spec.put("backupName", backup);
        if (!how.namespaces().isEmpty()) {
            spec.put("namespaceMapping", new TreeMap<>(how.namespaces()));
        }
        put(spec, "includedResources", sorted(how.includedResources()));
        put(spec, "excludedResources", sorted(how.excludedResources()));
        spec.put("existingResourcePolicy", how.overwrite() ? "update" : "none");
        spec.put("restorePVs", how.volumes());
        return spec;
    }

    private static Map<String, Object> hook(VeleroOptions.Hook hook) {
        var spec = new LinkedHashMap<String, Object>();
        spec.put("name", hook.name());
        put(spec, "includedNamespaces", sorted(hook.namespaces()));
        hook.selector().ifPresent(one -> spec.put("labelSelector", selector(one)));
        put(spec, "pre", hook.pre().stream().map(Spec::command).toList());
        put(spec, "post", hook.post().stream().map(Spec::command).toList());
        return spec;
    }

    private static Map<String, Object> command(VeleroOptions.Command command) {
        var exec = new LinkedHashMap<String, Object>();
        command.container().ifPresent(name -> exec.put("container", name));
        exec.put("command", command.command());
        exec.put("onError", command.failing() ? "Fail" : "Continue");
        exec.put("timeout", duration(command.timeout()));
        return Map.of("exec", exec);
    }

    private static Map<String, Object> selector(LabelSelector selector) {
        return Map.of(
                "matchExpressions", selector.requirements().stream().map(Spec::demand).toList());
    }

    private static Map<String, Object> demand(LabelSelector.Requirement demand) {
        var spec = new LinkedHashMap<String, Object>();
        spec.put("key", demand.key());
        spec.put(
                "operator",
                switch (demand.operator()) {
                    case IN -> "In";
                    case NOT_IN -> "NotIn";
                    case EXISTS -> "Exists";
                    case DOES_NOT_EXIST -> "DoesNotExist";
                });
        put(spec, "values", sorted(demand.values()));
        return spec;
    }

    /** As Go writes it, so that what is read back is what was written. */
    static String duration(Duration duration) {
        var hours = duration.toHours();
        var minutes = duration.toMinutesPart();
        return (hours > 0 ? hours + "h" : "")
                + (hours > 0 || minutes > 0 ? minutes + "m" : "")
                + duration.toSecondsPart()
                + "s";
    }

    private static List<String> sorted(Set<String> names) {
        return names.stream().sorted().toList();
    }

    private static void put(Map<String, Object> spec, String field, List<?> items) {
        if (!items.isEmpty()) {
            spec.put(field, items);
        }
    }

    /** Whether all that is wanted is there; what others added beside it is theirs. */
    static boolean holds(Object there, Object wanted) {
        if (wanted instanceof Map<?, ?> fields) {
            return there instanceof Map<?, ?> map
                    && fields.entrySet().stream()
                            .allMatch(
                                    field ->
                                            map.containsKey(field.getKey())
                                                    && holds(
                                                            map.get(field.getKey()),
                                                            field.getValue()));
        }
        if (wanted instanceof List<?> items) {
            if (!(there instanceof List<?> list) || list.size() != items.size()) {
                return false;
            }
            for (int i = 0; i < items.size(); i++) {
                if (!holds(list.get(i), items.get(i))) {
                    return false;
                }
            }
            return true;
        }
        return wanted.equals(there);
    }
}
