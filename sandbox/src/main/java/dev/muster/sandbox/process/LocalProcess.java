package dev.muster.sandbox.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A real process on this machine that can be killed as a power cut would kill it. */
public final class LocalProcess implements AutoCloseable {

    private static final Duration CLOSE_GRACE = Duration.ofSeconds(5);
    private static final int LOG_TAIL = 30;

    private final Command command;
    private final Process process;

    private LocalProcess(Command command, Process process) {
        this.command = command;
        this.process = process;
    }

    /**
     * Starts the process.
     *
     * @throws UncheckedIOException when the program cannot be started
     */
    public static LocalProcess start(Command command) {
        try {
            Files.createDirectories(command.directory());
            ProcessBuilder builder =
                    new ProcessBuilder(command.line())
                            .directory(command.directory().toFile())
                            .redirectErrorStream(true)
                            .redirectOutput(
                                    ProcessBuilder.Redirect.appendTo(command.log().toFile()));
            if (!command.leashed()) {
                builder.redirectInput(Path.of("/dev/null").toFile());
            }
            builder.environment().putAll(command.environment());
            return new LocalProcess(command, builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "cannot start %s (%s): %s"
                            .formatted(command.name(), command.line().getFirst(), e.getMessage()),
                    e);
        }
    }

    /**
     * Runs a short program to its end, without input or output.
     *
     * @return its exit code
     * @throws IllegalStateException when it does not end within the limit
     */
    public static int run(Duration limit, List<String> line) {
        try {
            Process once =
                    new ProcessBuilder(line)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start();
            if (!once.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                once.destroyForcibly();
                throw new IllegalStateException(line + " did not end within " + limit);
            }
            return once.exitValue();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run " + line.getFirst(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while running " + line, e);
        }
    }

    /**
     * Runs a short program to its end, without input.
     *
     * @return what it wrote to its standard output
     * @throws IllegalStateException with what it wrote to its standard error when it fails, or does
     *     not end within the limit
     */
    public static String output(Duration limit, List<String> line) {
        try {
            Path said = Files.createTempFile("muster-said-", ".txt");
            Path complained = Files.createTempFile("muster-complained-", ".txt");
            try {
                Process once =
                        new ProcessBuilder(line)
                                .redirectInput(Path.of("/dev/null").toFile())
                                .redirectOutput(said.toFile())
                                .redirectError(complained.toFile())
                                .start();
                if (!once.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                    once.destroyForcibly();
                    throw new IllegalStateException(line + " did not end within " + limit);
                }
                if (once.exitValue() != 0) {
                    throw new IllegalStateException(
                            "%s ended with code %d: %s"
                                    .formatted(
                                            line, once.exitValue(), Files.readString(complained)));
                }
                return Files.readString(said);
            } finally {
                Files.delete(said);
                Files.delete(complained);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run " + line.getFirst(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while running " + line, e);
        }
    }

    /** What it is called. */
    public String name() {
        return command.name();
    }

    /** Its process id. */
    public long pid() {
        return process.pid();
    }

    /** Whether it runs. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /** How it was started. */
    public Command command() {
        return command;
    }

    /** Completes with the exit code when it ends. */
    public CompletableFuture<Integer> onExit() {
        return process.onExit().thenApply(Process::exitValue);
    }

    /** Sends SIGKILL to it and all its descendants, and returns when none of them is left. */
    public void kill9() {
        if (process.isAlive()) {
            ProcessTree.kill9(process.toHandle());
        }
        awaitEnd(CLOSE_GRACE);
    }

    /** Asks it to end (SIGTERM), and kills its tree when it has not within the grace time. */
    public void terminate(Duration grace) {
        terminate("TERM", grace);
    }

    /** Asks it to end with another signal, such as {@code INT} or {@code QUIT}. */
    public void terminate(String signal, Duration grace) {
        if (process.isAlive()) {
            ProcessTree.signal(signal, Set.of(process.pid()));
        }
        if (!awaitEnd(grace)) {
            kill9();
        }
    }

    /** Waits for the end; says whether it came in time. */
    public boolean awaitEnd(Duration limit) {
        try {
            process.onExit().get(limit.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for " + name(), e);
        }
    }

    /** The last lines it wrote, for an error message. */
    public String logTail() {
        try {
            List<String> lines =
                    new String(Files.readAllBytes(command.log()), StandardCharsets.UTF_8)
                            .lines()
                            .toList();
            return String.join(
                    "\n", lines.subList(Math.max(0, lines.size() - LOG_TAIL), lines.size()));
        } catch (IOException e) {
            return "(no log at " + command.log() + ")";
        }
    }

    /**
     * Fails when the process is no longer there.
     *
     * @throws IllegalStateException with the end of its log
     */
    public void requireAlive() {
        if (!process.isAlive()) {
            throw new IllegalStateException(
                    "%s ended with code %d; the end of %s:%n%s"
                            .formatted(name(), process.exitValue(), command.log(), logTail()));
        }
    }

    @Override
    public void close() {
        terminate(CLOSE_GRACE);
    }

    @Override
    public String toString() {
        return name() + " (pid " + pid() + ")";
    }
}
