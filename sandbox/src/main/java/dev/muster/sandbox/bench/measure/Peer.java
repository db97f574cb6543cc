package dev.muster.sandbox.bench.measure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A program of others, as this machine has it.
 *
 * @param program where it is
 * @param version as it says itself
 */
public record Peer(Path program, String version) {

    private static final List<String> FOLDERS =
            List.of("/usr/bin/", "/usr/local/bin/", "/usr/sbin/", "/opt/prometheus/");
    private static final Pattern VERSION = Pattern.compile("version ([0-9][^ ,]*)");

    /** The first of these names that is installed. */
    public static Optional<Peer> find(String... names) {
        return Stream.of(names)
                .flatMap(name -> FOLDERS.stream().map(folder -> Path.of(folder + name)))
                .filter(Files::isExecutable)
                .findFirst()
                .map(program -> new Peer(program, version(program)));
    }

    private static String version(Path program) {
        try {
            var asked =
                    new ProcessBuilder(program.toString(), "--version")
                            .redirectErrorStream(true)
                            .start();
            var said = new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            var found = VERSION.matcher(said);
            return found.find() ? found.group(1) : "of unknown version";
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run " + program, e);
        }
    }
}
