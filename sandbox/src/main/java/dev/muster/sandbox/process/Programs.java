package dev.muster.sandbox.process;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;

/** Where the real programs are that stand here for those of a production cluster. */
public final class Programs {

    /** What to do when one is not found. */
    public static final String HOW_TO_GET =
            "run .ci/assets and set KUBEBUILDER_ASSETS to the folder that it prints";

    private Programs() {}

    /**
     * Looks in the folder of {@code KUBEBUILDER_ASSETS}, then on the {@code PATH}.
     *
     * @param name the file's name, or its path in that folder
     */
    public static Optional<Path> find(String name) {
        return folders()
                .map(folder -> folder.resolve(name).toAbsolutePath())
                .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
                .findFirst();
    }

    /**
     * The same for who cannot go on without it.
     *
     * @throws IllegalStateException when it is not there
     */
    public static Path require(String name) {
        return find(name)
                .orElseThrow(
                        () -> new IllegalStateException("there is no " + name + ": " + HOW_TO_GET));
    }

    /** The folder of {@code KUBEBUILDER_ASSETS}, if one is named. */
    public static Optional<Path> assets() {
        return Optional.ofNullable(System.getenv("KUBEBUILDER_ASSETS"))
                .filter(named -> !named.isBlank())
                .map(Path::of);
    }

    private static Stream<Path> folders() {
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
        return Stream.concat(
                assets().stream(),
                Arrays.stream(path.split(":", -1))
                        .filter(folder -> !folder.isEmpty())
                        .map(Path::of));
    }
}
