package dev.muster.sandbox.demo;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Starts the demo as its user does, in a process of its own. */
final class DemoCommand {

    private DemoCommand() {}

    /**
     * Starts it.
     *
     * @param temporary where it keeps its files
     * @param log where its screen goes
     * @param out where its data go
     */
    static Process start(Path temporary, Path log, Path out, String... options) throws IOException {
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
                        Demo.class.getName()));
        line.addAll(List.of(options));
        return new ProcessBuilder(line)
                .redirectOutput(out.toFile())
                .redirectError(log.toFile())
                .start();
    }
}
