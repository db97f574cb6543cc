package dev.muster.sandbox.process;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * A tiny shell that outlives us: when the pipe to it ends, by {@code kill -9} of this process too,
 * it kills the processes it was told of, and the databases that others started in the directory of
 * the run, and deletes that directory.
 */
final class Reaper implements AutoCloseable {

    private static final String SCRIPT =
            """
            trap '' INT TERM HUP
            pids=' '
            looks='1 2 3 4 5 6 7 8 9 10'
            while read -r verb pid; do
              case $verb in
                watch) pids="$pids$pid " ;;
                keep) looks= ;;
                forget) pids="${pids%% $pid *} ${pids#* $pid }" ;;
              esac
            done
            for pid in $pids; do kill -s KILL "$pid" 2>/dev/null; done
            find "$1" -name postmaster.pid 2>/dev/null | while read -r file; do
              kill -s KILL "$(head -n 1 "$file")" 2>/dev/null
            done
            for i in $looks; do
              rm -rf -- "$1" 2>/dev/null && break
              sleep 0.2
            done
            """;

    private final Process shell;
    private final BufferedWriter pipe;

    private Reaper(Process shell) {
        this.shell = shell;
        this.pipe = shell.outputWriter(StandardCharsets.UTF_8);
    }

    static Reaper of(Path directory) {
        try {
            return new Reaper(
                    new ProcessBuilder(
                                    List.of(
                                            "/bin/sh",
                                            "-c",
                                            SCRIPT,
                                            "muster-reaper",
                                            directory.toString()))
                            .directory(Path.of("/").toFile())
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run /bin/sh", e);
        }
    }

    void watch(long pid) {
        tell("watch", pid);
    }

    void forget(long pid) {
        tell("forget", pid);
    }

    void keepFiles() {
        tell("keep", 0);
    }

    private synchronized void tell(String verb, long pid) {
        if (!shell.isAlive()) {
            return;
        }
        try {
            pipe.write(verb + " " + pid + "\n");
            pipe.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("the reaper is gone", e);
        }
    }

    @Override
    public synchronized void close() {
        try {
            pipe.close();
        } catch (IOException alreadyGone) {
            shell.destroyForcibly();
        }
    }
}
