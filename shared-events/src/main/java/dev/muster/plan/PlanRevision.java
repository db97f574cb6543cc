package dev.muster.plan;

import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Names one state of a plan and the sites it speaks of, by what they mean and not by how they are
 * written: order of fields, comments and defaults that were spelled out make no difference.
 */
public final class PlanRevision {

    private static final int LENGTH = 12;

    private PlanRevision() {}

    /**
     * The first 12 hexadecimal digits of the SHA-256 of the canonical form.
     *
     * @param sites those the plan does not name make no difference
     */
    public static String of(RecoveryPlan plan, Collection<Site> sites) {
        var named = plan.sites().all();
        var byName = new TreeMap<String, Site>();
        sites.stream()
                .filter(site -> named.contains(site.name()))
                .forEach(site -> byName.put(site.name().value(), site));
        var text = new StringBuilder();
        write(plan, text);
        write(List.copyOf(byName.values()), text);
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            var bytes = digest.digest(text.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(bytes).substring(0, LENGTH);
        } catch (NoSuchAlgorithmException absent) {
            throw new IllegalStateException("every Java platform has SHA-256", absent);
        }
    }

    /**
     * Lengths stand before texts, so that no two values look alike. What is empty is left out, so
     * that a field added later changes no revision until it is used.
     */
    private static void write(Object value, StringBuilder text) {
        switch (value) {
            case Record record -> writeRecord(record, text);
            case Optional<?> optional -> optional.ifPresent(given -> write(given, text));
            case Map<?, ?> map -> writeMap(map, text);
            case Set<?> set -> writeAll(sorted(set), text);
            case List<?> list -> writeAll(list.stream().map(PlanRevision::form).toList(), text);
            default -> {
                var form = value.toString();
                text.append(form.length()).append(':').append(form);
            }
        }
    }

    private static void writeRecord(Record record, StringBuilder text) {
        var fields = new StringBuilder();
        for (var component : record.getClass().getRecordComponents()) {
            var form = form(read(component, record));
            if (!form.isEmpty()) {
                fields.append(component.getName()).append('=').append(form).append(';');
            }
        }
        if (!fields.isEmpty()) {
            text.append(record.getClass().getSimpleName()).append('{').append(fields).append('}');
        }
    }

    private static void writeMap(Map<?, ?> map, StringBuilder text) {
        var sorted = new TreeMap<String, String>();
        map.forEach((key, value) -> sorted.put(form(key), form(value)));
        sorted.forEach((key, value) -> text.append(key).append('=').append(value).append(';'));
    }

    private static void writeAll(Collection<String> forms, StringBuilder text) {
        forms.forEach(form -> text.append('[').append(form).append(']'));
    }

    private static Set<String> sorted(Set<?> set) {
        var sorted = new TreeSet<String>();
        set.forEach(item -> sorted.add(form(item)));
        return sorted;
    }

    private static String form(Object value) {
        var text = new StringBuilder();
        write(value, text);
        return text.toString();
    }

    private static Object read(RecordComponent component, Record record) {
        try {
            var accessor = component.getAccessor();
            accessor.setAccessible(true);
            return accessor.invoke(record);
        } catch (ReflectiveOperationException hidden) {
            throw new IllegalStateException("the plan model is made of readable records", hidden);
        }
    }
}
