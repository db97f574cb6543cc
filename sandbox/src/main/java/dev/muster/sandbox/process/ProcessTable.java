package dev.muster.sandbox.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All processes and files of one run; when it is closed, or this JVM ends in whatever way, none of
 * them is left.
 *
 * <p>The environment variable {@code MUSTER_SANDBOX_KEEP=true} keeps the files on an orderly close.
 */
public final class ProcessTable implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ProcessTable.class);
    private static final boolean KEEP = "true".equals(System.getenv("MUSTER_SANDBOX_KEEP"));

    private final Path directory;
    private final Reaper reaper;
    private final Thread hook;
    private final Deque<LocalProcess> processes = new ArrayDeque<>();
    private final Deque<Runnable> endings = new ArrayDeque<>();
    private boolean closed;

    private ProcessTable(Path directory) {
        this.directory = directory;
        this.reaper = Reaper.of(directory);
        this.hook = new Thread(this::end, "process-table-end");
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** A new table with a temporary directory of its own. */
    public static ProcessTable open(String name) {
        try {
            return new ProcessTable(Files.createTempDirectory("muster-" + name + "-"));
        } catch (IOException e) {
            throw new UncheckedIOException("no temporary directory for " + name, e);
        }
    }

    /** A new table over a directory, which is deleted with all it holds when the table closes. */
    public static ProcessTable over(Path directory) {
        try {
            return new ProcessTable(Files.createDirectories(directory).toAbsolutePath());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make " + directory, e);
        }
    }

    /** The directory of the run. */
    public Path directory() {
        return directory;
    }

    /** A directory below that of the run, created when missing. */
    public Path directory(String name) {
        try {
            return Files.createDirectories(directory.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts a process that ends with this table. */
    public synchronized LocalProcess start(Command command) {
        if (closed) {
            throw new IllegalStateException(
                    "cannot start " + command.name() + ": this run has ended");
        }
        LocalProcess process = LocalProcess.start(command);
        processes.push(process);
        reaper.watch(process.pid());
        var _ = process.onExit().thenRun(() -> forget(process));
        return process;
    }

    /** What is to be done on an orderly close when all processes have ended. */
    public synchronized void onClose(Runnable ending) {
        endings.push(ending);
    }

    /** The processes that run now, the youngest first. */
    public synchronized List<LocalProcess> running() {
        return processes.stream().filter(LocalProcess::isAlive).toList();
    }

    /** Ends every process and deletes every file; a second call does nothing. */
    @Override
    public void close() {
        end();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException shuttingDown) {
            LOG.debug("closed while shutting down");
        }
    }

    private synchronized void forget(LocalProcess process) {
        processes.remove(process);
        if (!closed) {
            reaper.forget(process.pid());
        }
    }

    private void end() {
        List<LocalProcess> left;
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            left = new ArrayList<>(processes);
        }
        for (LocalProcess process : left) {
            attempt("the end of " + process, process::kill9);
        }
        for (Runnable ending : endings) {
            attempt("an ending", ending);
        }
        if (KEEP) {
            reaper.keepFiles();
        } else {
            delete(directory);
        }
        reaper.close();
    }

    private static void attempt(String what, Runnable ending) {
        try {
            ending.run();
        } catch (IllegalStateException | UncheckedIOException e) {
            LOG.warn("{} failed: {}", what, e.getMessage());
        }
    }

    private static void delete(Path root) {
        try (Stream<Path> all = Files.walk(root)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(each);
            }
        } catch (IOException | UncheckedIOException e) {
            LOG.warn("{} is not wholly deleted: {}", root, e.getMessage());
        }
    }
}
