package dev.muster.events;

import java.util.Map;
import java.util.Set;

/**
 * How Kubernetes objects are brought back.
 *
 * @param namespaces into which other namespace the objects of one go; where they were when it is
 *     not named
 * @param includedResources such as {@code deployments.apps}; all when empty
 * @param overwrite whether objects that are there are changed to what they were; else they stay
 * @param volumes whether the data of volumes come along
 */
public record ObjectsRestore(
        Map<String, String> namespaces,
        Set<String> includedResources,
        Set<String> excludedResources,
        boolean overwrite,
        boolean volumes) {
    public ObjectsRestore {
        namespaces = Map.copyOf(namespaces);
        includedResources = Set.copyOf(includedResources);
        excludedResources = Set.copyOf(excludedResources);
    }
}
