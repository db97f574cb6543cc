package dev.muster.sandbox.postgres;

import dev.muster.sandbox.process.LocalProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The servers that somebody else started in a directory: a restored one outlives who restored it.
 */
public final class StrayServers {

    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final String PID_FILE = "postmaster.pid";
    private static final int SHARED_MEMORY_LINE = 6;

    private StrayServers() {}

    /** Ends all of them; what they hold in shared memory goes with them. */
    public static void end(Path directory) {
        try (var files = Files.walk(directory)) {
            for (var file : files.filter(f -> f.endsWith(PID_FILE)).toList()) {
                end(Files.readAllLines(file));
            }
        } catch (IOException e) {
            // The directory is going away under us: so are its servers.
        }
    }

    private static void end(List<String> lines) {
        process(lines).ifPresent(StrayServers::kill);
        if (lines.size() > SHARED_MEMORY_LINE) {
            var words = lines.get(SHARED_MEMORY_LINE).strip().split("\\s+", -1);
            if (words.length == 2) {
                LocalProcess.run(LIMIT, List.of("ipcrm", "-m", words[1]));
            }
        }
    }

    private static Optional<ProcessHandle> process(List<String> lines) {
        try {
            return ProcessHandle.of(Long.parseLong(lines.getFirst().strip()));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static void kill(ProcessHandle server) {
        server.destroyForcibly();
        server.onExit()
                .orTimeout(LIMIT.toSeconds(), java.util.concurrent.TimeUnit.SECONDS)
                .exceptionally(_ -> server)
                .join();
    }
}
