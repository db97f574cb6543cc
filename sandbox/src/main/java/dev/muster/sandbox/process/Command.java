package dev.muster.sandbox.process;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How a process is started.
 *
 * @param name what it is called in logs and errors
 * @param line the program and its arguments
 * @param environment added to the environment of this process
 * @param directory its working directory, created when missing
 * @param log where its output goes, appended
 * @param leashed whether its standard input is a pipe from us that ends when we end
 */
public record Command(
        String name,
        List<String> line,
        Map<String, String> environment,
        Path directory,
        Path log,
        boolean leashed) {

    public Command {
        line = List.copyOf(line);
        environment = Map.copyOf(environment);
    }

    /** A native program, logging to {@code name.log} in its working directory. */
    public static Command of(String name, Path directory, List<String> line) {
        return new Command(
                name, line, Map.of(), directory, directory.resolve(name + ".log"), false);
    }

    /** The same with one more environment variable. */
    public Command with(String variable, String value) {
        Map<String, String> more = new LinkedHashMap<>(environment);
        more.put(variable, value);
        return new Command(name, line, more, directory, log, leashed);
    }

    /** The same with more environment variables. */
    public Command with(Map<String, String> variables) {
        Map<String, String> more = new LinkedHashMap<>(environment);
        more.putAll(variables);
        return new Command(name, line, more, directory, log, leashed);
    }

    /** The same with another log file. */
    public Command loggingTo(Path file) {
        return new Command(name, line, environment, directory, file, leashed);
    }
}
