package dev.muster.backup.adapter.resources;

import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.util.Optional;
import java.util.regex.Pattern;

/** Which object stands for a point, as its location says it. */
record Place(String kind, String namespace, String name, String uid) {

    private static final Pattern FORM = Pattern.compile("(\\S+) (\\S+)/(\\S+) uid (\\S+)(?: .*)?");

    static String of(ResourceDefinitionContext kind, String namespace, String name, String uid) {
        return kind.getKind() + " " + namespace + "/" + name + " uid " + uid;
    }

    static Optional<Place> read(String location) {
        var parts = FORM.matcher(location);
        return parts.matches()
                ? Optional.of(
                        new Place(parts.group(1), parts.group(2), parts.group(3), parts.group(4)))
                : Optional.empty();
    }
}
