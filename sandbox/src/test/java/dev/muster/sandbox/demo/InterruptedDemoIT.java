package dev.muster.sandbox.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.sandbox.process.Deadline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A demo that does not come to its end. */
class InterruptedDemoIT {

    private static final int SIGINT = 2;
    private static final int SIGTERM = 15;

    @TempDir Path temporary;

    @ParameterizedTest(name = "after {0} s")
    @ValueSource(ints = {2, 12})
    void an_interrupted_demo_leaves_no_process_and_no_file(int seconds)
            throws IOException, InterruptedException {
        var log = temporary.resolve("demo.log");
        var out = temporary.resolve("demo.out");
        var demo = DemoCommand.start(temporary, log, out, "--scenario", "false-alarm");
        assertThat(demo.waitFor(seconds, TimeUnit.SECONDS)).as("still runs").isFalse();
        var children = demo.descendants().collect(Collectors.toSet());
        assertThat(children).isNotEmpty();

        var signal = isIgnored(demo, SIGINT) ? SIGTERM : SIGINT;
        send(signal, demo);

        assertThat(demo.waitFor(30, TimeUnit.SECONDS)).as("ends").isTrue();
        assertThat(demo.exitValue()).as(Files.readString(log)).isEqualTo(128 + signal);
        assertNoneIsLeft(children);
        try (var left = Files.list(temporary)) {
            assertThat(left.filter(f -> f.getFileName().toString().startsWith("muster-")))
                    .isEmpty();
        }
    }

    /** Ctrl-C sends SIGINT, which everything ignores that a shell has started in the background. */
    private static boolean isIgnored(Process demo, int signal) throws IOException {
        var status = Files.readAllLines(Path.of("/proc", Long.toString(demo.pid()), "status"));
        var mask =
                status.stream()
                        .filter(line -> line.startsWith("SigIgn:"))
                        .map(line -> line.substring("SigIgn:".length()).strip())
                        .findFirst()
                        .orElseThrow();
        return (Long.parseUnsignedLong(mask, 16) >> (signal - 1) & 1) == 1;
    }

    private static void send(int signal, Process demo) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + signal, Long.toString(demo.pid())).start().waitFor();
    }

    private static void assertNoneIsLeft(Set<ProcessHandle> children) {
        Deadline.in(Duration.ofSeconds(10))
                .until(
                        "all of its processes to end",
                        () -> children.stream().noneMatch(ProcessHandle::isAlive));
    }
}
