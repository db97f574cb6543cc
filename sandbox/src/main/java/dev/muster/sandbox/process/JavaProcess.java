package dev.muster.sandbox.process;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A main class of the current class path in a small JVM of its own, which dies when the process
 * that started it dies, even by {@code kill -9}.
 */
public final class JavaProcess {

    private final String main;
    private final List<String> flags = new ArrayList<>();
    private final List<String> arguments = new ArrayList<>();
    private String heap = "64m";

    private JavaProcess(String main) {
        this.main = main;
    }

    /** A process of that main class with a heap of 64 MB. */
    public static JavaProcess of(Class<?> main) {
        return new JavaProcess(main.getName());
    }

    /** A process of the main class of that name with a heap of 64 MB. */
    public static JavaProcess of(String main) {
        return new JavaProcess(main);
    }

    /** Its largest heap, as in {@code -Xmx}. */
    public JavaProcess heap(String size) {
        heap = size;
        return this;
    }

    /** More flags of the JVM. */
    public JavaProcess flags(String... more) {
        flags.addAll(List.of(more));
        return this;
    }

    /** More arguments of the main class. */
    public JavaProcess arguments(String... more) {
        return arguments(List.of(more));
    }

    /** More arguments of the main class. */
    public JavaProcess arguments(List<String> more) {
        arguments.addAll(more);
        return this;
    }

    /** The command that starts it, with {@code directory} as its working directory. */
    public Command command(String name, Path directory) {
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.addAll(
                List.of(
                        "-Xmx" + heap,
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Xshare:auto",
                        "-XX:-UsePerfData",
                        "--sun-misc-unsafe-memory-access=allow",
                        "--enable-native-access=ALL-UNNAMED"));
        line.addAll(flags);
        line.addAll(List.of("-cp", System.getProperty("java.class.path"), Leash.class.getName()));
        line.add(main);
        line.addAll(arguments);
        return new Command(name, line, Map.of(), directory, directory.resolve(name + ".log"), true);
    }
}
