package dev.muster.plan;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What Velero takes of a namespace, and how; everything of it, in Velero's own way, when nothing is
 * said.
 *
 * @param includedResources such as {@code deployments.apps}; all when empty
 * @param selectors objects that one of them means are taken; all when empty
 * @param snapshotMoveData whether the data of CSI snapshots are moved to the object store, where
 *     another site can read them
 * @param storageLocation the name of Velero's location, the same at every site; its default when
 *     empty
 * @param volumeSnapshotLocations one for each kind of volume; Velero's defaults when empty
 * @param namespace where Velero itself runs, at every site
 */
public record VeleroOptions(
        Set<String> includedResources,
        Set<String> excludedResources,
        List<LabelSelector> selectors,
        List<Hook> hooks,
        boolean snapshotMoveData,
        Optional<String> storageLocation,
        Set<String> volumeSnapshotLocations,
        String namespace) {

    /** Where Velero runs if nobody chose otherwise. */
    public static final String DEFAULT_NAMESPACE = "velero";

    public static final VeleroOptions NONE =
            new VeleroOptions(
                    Set.of(),
                    Set.of(),
                    List.of(),
                    List.of(),
                    false,
                    Optional.empty(),
                    Set.of(),
                    DEFAULT_NAMESPACE);

    public VeleroOptions {
        includedResources = Set.copyOf(includedResources);
        excludedResources = Set.copyOf(excludedResources);
        selectors = List.copyOf(selectors);
        hooks = List.copyOf(hooks);
        volumeSnapshotLocations = Set.copyOf(volumeSnapshotLocations);
    }

    /**
     * Commands in the pods that are backed up, so that what they write is whole.
     *
     * @param namespaces where it applies; in all that are backed up when empty
     * @param selector which pods; all when empty
     */
    public record Hook(
            String name,
            Set<String> namespaces,
            Optional<LabelSelector> selector,
            List<Command> pre,
            List<Command> post) {
        public Hook {
            namespaces = Set.copyOf(namespaces);
            pre = List.copyOf(pre);
            post = List.copyOf(post);
        }
    }

    /**
     * A command in a container.
     *
     * @param container the pod's first when empty
     * @param failing whether the backup has failed when the command has
     */
    public record Command(
            Optional<String> container, List<String> command, boolean failing, Duration timeout) {
        public Command {
            command = List.copyOf(command);
        }
    }
}
