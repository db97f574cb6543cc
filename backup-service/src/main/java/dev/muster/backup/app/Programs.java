package dev.muster.backup.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Programs of a product that is installed on this machine.
 *
 * @param folders where they are looked for, in that order; on the PATH when absent
 * @param product what has to be installed
 * @param setting the environment variable that names the folders
 */
public record Programs(Optional<List<Path>> folders, String product, String setting) {

    /**
     * Where a program lies.
     *
     * @throws IOException when it is nowhere, naming where it was looked for and the remedy
     */
    public Path find(String name) throws IOException {
        var places = new ArrayList<>(folders.orElseGet(Programs::path));
        for (var folder : places) {
            if (Files.isExecutable(folder.resolve(name))) {
                return folder.resolve(name);
            }
        }
        throw new IOException(
                "there is no program "
                        + name
                        + " in "
                        + places
                        + ": install "
                        + product
                        + ", or set "
                        + setting);
    }

    private static List<Path> path() {
        var folders = new ArrayList<Path>();
        for (var folder : System.getenv().getOrDefault("PATH", "").split(":", -1)) {
            folders.add(Path.of(folder));
        }
        return folders;
    }
}
