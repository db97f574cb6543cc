package dev.muster.sandbox.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalProcessTest {

    @TempDir Path directory;

    @Test
    void kill_9_ends_the_whole_family_even_while_it_grows() {
        LocalProcess shell = shell("while :; do (sleep 300 & sleep 300 & wait) & sleep 0.01; done");
        Deadline.inSeconds(10).until("grandchildren", () -> family(shell).size() > 10);
        List<ProcessHandle> family = family(shell);

        shell.kill9();

        assertThat(shell.isAlive()).isFalse();
        assertThat(family.stream().filter(each -> ProcessTree.alive(each.pid()))).isEmpty();
        assertThat(ProcessHandle.allProcesses().filter(LocalProcessTest.this::runsHere)).isEmpty();
    }

    @Test
    void what_a_short_program_says_comes_back_without_its_complaints() {
        assertThat(
                        LocalProcess.output(
                                Duration.ofSeconds(10),
                                List.of("sh", "-c", "echo said; echo complained >&2")))
                .isEqualTo("said\n");
    }

    @Test
    void a_short_program_that_fails_or_does_not_end_is_an_error_that_says_why() {
        assertThatThrownBy(
                        () ->
                                LocalProcess.output(
                                        Duration.ofSeconds(10),
                                        List.of("sh", "-c", "echo no such key >&2; exit 3")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("code 3: no such key");
        assertThatThrownBy(
                        () -> LocalProcess.output(Duration.ofMillis(50), List.of("sleep", "300")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("did not end");
    }

    @Test
    void a_process_that_ignores_sigterm_is_killed_when_its_grace_is_over() throws IOException {
        LocalProcess stubborn = shell("trap '' TERM; touch ready; while :; do sleep 1; done");
        Deadline.inSeconds(10).until("the trap", () -> Files.exists(directory.resolve("ready")));

        stubborn.terminate(Duration.ofMillis(300));

        assertThat(stubborn.isAlive()).isFalse();
    }

    @Test
    void a_process_that_ends_in_its_grace_time_leaves_with_its_own_code() throws Exception {
        LocalProcess polite =
                shell("trap 'exit 7' TERM; touch ready; while :; do sleep 0.05; done");
        Deadline.inSeconds(10).until("the trap", () -> Files.exists(directory.resolve("ready")));

        polite.terminate(Duration.ofSeconds(10));

        assertThat(polite.onExit().get()).isEqualTo(7);
    }

    @Test
    void environment_directory_and_log_are_as_the_command_says() throws IOException {
        Command command =
                Command.of("echo", directory, List.of("/bin/sh", "-c", "echo $WORD in $PWD"))
                        .with("WORD", "hello");

        LocalProcess echo = LocalProcess.start(command);

        assertThat(echo.awaitEnd(Duration.ofSeconds(10))).isTrue();
        assertThat(Files.readString(directory.resolve("echo.log")))
                .isEqualToIgnoringNewLines("hello in " + directory.toRealPath());
    }

    @Test
    void an_early_end_is_reported_with_the_end_of_the_log() {
        LocalProcess broken = shell("echo no such disk; exit 3");
        broken.awaitEnd(Duration.ofSeconds(10));

        assertThatThrownBy(broken::requireAlive)
                .hasMessageContaining("ended with code 3")
                .hasMessageContaining("no such disk");
    }

    @Test
    void a_program_that_does_not_exist_is_named() {
        assertThatThrownBy(
                        () -> LocalProcess.start(Command.of("x", directory, List.of("/no/such"))))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("cannot start x (/no/such)");
    }

    private LocalProcess shell(String script) {
        return LocalProcess.start(Command.of("shell", directory, List.of("/bin/sh", "-c", script)));
    }

    private boolean runsHere(ProcessHandle process) {
        try {
            return ProcessTree.alive(process.pid())
                    && Files.readSymbolicLink(Path.of("/proc/" + process.pid() + "/cwd"))
                            .equals(directory.toRealPath());
        } catch (IOException notOurs) {
            return false;
        }
    }

    private static List<ProcessHandle> family(LocalProcess process) {
        return ProcessHandle.of(process.pid()).stream()
                .flatMap(ProcessHandle::descendants)
                .toList();
    }
}
