package dev.muster.sandbox.process;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * A folder on a small disk of its own, in memory, that can be filled up; only root can have one.
 */
public final class SmallDisk implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final int BLOCK = 64 * 1024;

    private final Path folder;

    private SmallDisk(Path folder) {
        this.folder = folder;
    }

    /** Whether there can be one here. */
    public static boolean isPossible() {
        return "root".equals(System.getProperty("user.name"));
    }

    /**
     * Puts one below a folder that is there; what was in the folder is hidden.
     *
     * @throws IllegalStateException when the system refuses
     */
    public static SmallDisk at(Path folder, int megabytes) {
        run("mount", "-t", "tmpfs", "-o", "size=" + megabytes + "m", "small", folder.toString());
        return new SmallDisk(folder);
    }

    /** Leaves room for not a single byte more. */
    public void fill() {
        try (var out = Files.newOutputStream(filler())) {
            writeUntilRefused(out, new byte[BLOCK]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void writeUntilRefused(OutputStream out, byte[] block) {
        try {
            while (true) {
                out.write(block);
            }
        } catch (IOException full) {
            // That is what was wanted.
        }
    }

    /** Makes room again. */
    public void free() {
        try {
            Files.delete(filler());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path filler() {
        return folder.resolve("filler");
    }

    @Override
    public void close() {
        run("umount", "--lazy", folder.toString());
    }

    private static void run(String... line) {
        int code = LocalProcess.run(LIMIT, List.of(line));
        if (code != 0) {
            throw new IllegalStateException(String.join(" ", line) + " ended with " + code);
        }
    }
}
