package dev.muster.sandbox.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessTableIT {

    @TempDir Path directory;

    @Test
    void closing_ends_every_process_and_deletes_every_file_however_often_it_is_called() {
        ProcessTable table = ProcessTable.open("test");
        LocalProcess one = table.start(sleeper(table.directory("one")));
        LocalProcess two = table.start(sleeper(table.directory("two")));

        table.close();
        table.close();

        assertThat(one.isAlive()).isFalse();
        assertThat(two.isAlive()).isFalse();
        assertThat(table.directory()).doesNotExist();
        assertThatThrownBy(() -> table.start(sleeper(directory))).hasMessageContaining("has ended");
    }

    @Test
    void a_process_that_ended_by_itself_is_no_longer_running() {
        try (ProcessTable table = ProcessTable.open("test")) {
            LocalProcess sleeper = table.start(sleeper(table.directory()));

            sleeper.kill9();

            Deadline.inSeconds(5).until("an empty table", () -> table.running().isEmpty());
        }
    }

    @Test
    void when_the_owner_is_killed_with_9_its_processes_end_and_its_files_vanish()
            throws IOException {
        LocalProcess owner =
                LocalProcess.start(
                        JavaProcess.of(Owner.class)
                                .arguments(directory.resolve("facts").toString())
                                .command("owner", directory));
        Path facts = directory.resolve("facts");
        Deadline.inSeconds(20)
                .until("the owner's children", () -> Files.exists(facts) || !owner.isAlive());
        List<String> lines = Files.readAllLines(facts);
        long nativeChild = Long.parseLong(lines.get(0));
        long javaChild = Long.parseLong(lines.get(1));
        Path files = Path.of(lines.get(2));
        assertThat(ProcessTree.alive(nativeChild)).isTrue();
        assertThat(ProcessTree.alive(javaChild)).isTrue();

        ProcessTree.signal("KILL", Set.of(owner.pid()));

        Deadline.in(Duration.ofSeconds(10))
                .until(
                        "the end of the orphans",
                        () ->
                                !ProcessTree.alive(nativeChild)
                                        && !ProcessTree.alive(javaChild)
                                        && !Files.exists(files));
    }

    @Test
    void a_java_process_dies_with_its_parent_without_any_table() throws Exception {
        Path facts = directory.resolve("facts");
        LocalProcess parent =
                LocalProcess.start(
                        JavaProcess.of(BareParent.class)
                                .arguments(facts.toString())
                                .command("parent", directory));
        Deadline.inSeconds(20).until("the child", () -> Files.exists(facts) || !parent.isAlive());
        long child = Long.parseLong(Files.readString(facts));
        assertThat(ProcessTree.alive(child)).isTrue();

        ProcessTree.signal("KILL", Set.of(parent.pid()));

        Deadline.inSeconds(10).until("the end of the child", () -> !ProcessTree.alive(child));
    }

    private static Command sleeper(Path where) {
        return Command.of("sleeper", where, List.of("sleep", "300"));
    }

    /** Owns a table with a native and a Java process. */
    public static final class Owner {
        public static void main(String[] arguments) throws Exception {
            ProcessTable table = ProcessTable.open("owner");
            LocalProcess nativeChild = table.start(sleeper(table.directory()));
            LocalProcess javaChild =
                    table.start(JavaProcess.of(Idle.class).command("idle", table.directory()));
            tell(
                    arguments[0],
                    "%d\n%d\n%s".formatted(nativeChild.pid(), javaChild.pid(), table.directory()));
            Thread.currentThread().join(Duration.ofMinutes(5));
        }
    }

    /** Starts one Java process and waits. */
    public static final class BareParent {
        public static void main(String[] arguments) throws Exception {
            Path here = Path.of(arguments[0]).resolveSibling("child");
            LocalProcess child =
                    LocalProcess.start(JavaProcess.of(Idle.class).command("idle", here));
            tell(arguments[0], Long.toString(child.pid()));
            Thread.currentThread().join(Duration.ofMinutes(5));
        }
    }

    /** Does nothing for a while. */
    public static final class Idle {
        public static void main(String[] arguments) throws InterruptedException {
            Thread.currentThread().join(Duration.ofMinutes(5));
        }
    }

    private static void tell(String file, String text) throws IOException {
        Path draft = Path.of(file + ".draft");
        Files.writeString(draft, text);
        Files.move(draft, Path.of(file));
    }
}
