package dev.muster.sandbox.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.sandbox.process.Deadline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A demo that does not come to its end. */
class InterruptedDemoIT {

    private static final int INTERRUPTED = 130;

    @TempDir Path temporary;

    @ParameterizedTest(name = "after {0} s")
    @ValueSource(ints = {2, 12})
    void an_interrupted_demo_leaves_no_process_and_no_file(int seconds)
            throws IOException, InterruptedException {
        var log = temporary.resolve("demo.log");
        var demo = start(log);
        assertThat(demo.waitFor(seconds, TimeUnit.SECONDS)).as("still runs").isFalse();
        var children = demo.descendants().collect(Collectors.toSet());
        assertThat(children).isNotEmpty();

        interrupt(demo);

        assertThat(demo.waitFor(30, TimeUnit.SECONDS)).as("ends").isTrue();
        assertThat(demo.exitValue()).as(Files.readString(log)).isEqualTo(INTERRUPTED);
        assertNoneIsLeft(children);
        try (var left = Files.list(temporary)) {
            assertThat(left.filter(f -> f.getFileName().toString().startsWith("muster-")))
                    .isEmpty();
        }
    }

    /** What Ctrl-C sends. */
    private static void interrupt(Process demo) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-INT", Long.toString(demo.pid())).start().waitFor();
    }

    private static void assertNoneIsLeft(Set<ProcessHandle> children) {
        Deadline.in(Duration.ofSeconds(10))
                .until(
                        "all of its processes to end",
                        () -> children.stream().noneMatch(ProcessHandle::isAlive));
    }

    private Process start(Path log) throws IOException {
        var line = new ArrayList<String>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.addAll(
                List.of(
                        "-Xmx192m",
                        "-XX:+UseSerialGC",
                        "--enable-native-access=ALL-UNNAMED",
                        "-Dmuster.home=" + Path.of("..").toAbsolutePath().normalize(),
                        "-Djava.io.tmpdir=" + temporary,
                        "-cp",
                        System.getProperty("java.class.path"),
                        Demo.class.getName(),
                        "--scenario",
                        "false-alarm"));
        return new ProcessBuilder(line)
                .redirectOutput(log.toFile())
                .redirectErrorStream(true)
                .start();
    }
}
