package dev.muster.stream;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The folder of the stores. It holds nothing that is not in Kafka as well, but without it no
 * machine can live.
 */
final class StateFolder {

    private static final long LEAST_BYTES = 8 << 20;
    private static final String FULL = "No space left on device";

    private final Path folder;

    StateFolder(Path folder) {
        this.folder = folder;
    }

    /**
     * Refuses what no store can be opened in.
     *
     * @throws UnusableFolder naming the folder and the remedy
     */
    void requireRoom() {
        try {
            Files.createDirectories(folder);
            if (!Files.isWritable(folder)) {
                throw new UnusableFolder(
                        name() + " cannot be written: let this service's user write there");
            }
            if (isFull()) {
                throw new UnusableFolder(full());
            }
        } catch (IOException e) {
            throw new UnusableFolder(
                    name()
                            + " cannot be made ("
                            + e.getClass().getSimpleName()
                            + "): name a folder that this service's user may write");
        }
    }

    /** What is to be told of a failure that has its reason in this folder. */
    Optional<String> explains(Throwable failure) {
        for (var cause = failure; cause != null; cause = cause.getCause()) {
            if (String.valueOf(cause.getMessage()).contains(FULL)) {
                return Optional.of(full());
            }
        }
        try {
            return isFull() ? Optional.of(full()) : Optional.empty();
        } catch (IOException | UncheckedIOException e) {
            return Optional.of(name() + " has gone (" + e.getClass().getSimpleName() + ")");
        }
    }

    private boolean isFull() throws IOException {
        return Files.getFileStore(folder).getUsableSpace() < LEAST_BYTES;
    }

    private String full() {
        return name()
                + " is full: make room there; nothing is lost, all that was decided is in Kafka";
    }

    private String name() {
        return "MUSTER_STATE_DIR=" + folder;
    }
}
