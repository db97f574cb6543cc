package dev.muster.sandbox.backup;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** A repository in a folder, used as a person does: with Git itself. */
record GitRepository(Path folder) {

    private static final String OWN = "refs/muster/";

    static GitRepository bare(Path folder) {
        run(folder.getParent(), "init", "-q", "--bare", "-b", "main", folder.toString());
        return new GitRepository(folder);
    }

    GitRepository cloneTo(Path to) {
        run(folder.getParent(), "clone", "-q", folder.toString(), to.toString());
        return new GitRepository(to);
    }

    /** Whether Git is on this machine. */
    static boolean possible() {
        try {
            return new ProcessBuilder("git", "--version").start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    String git(String... arguments) {
        return run(folder, arguments);
    }

    /** What Git says on both channels, and that it ended well. */
    static String run(Path where, String... arguments) {
        var command = new ArrayList<>(List.of("git"));
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command).directory(where.toFile());
        builder.redirectErrorStream(true);
        undisturbed(builder);
        try {
            var process = builder.start();
            process.getOutputStream().close();
            var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(30, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new AssertionError(String.join(" ", command) + ": " + said);
            }
            return said.strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Nothing that is configured on this machine has a say. */
    static void undisturbed(ProcessBuilder builder) {
        var environment = builder.environment();
        environment.keySet().removeIf(name -> name.startsWith("GIT_"));
        environment.put("GIT_CONFIG_GLOBAL", "/dev/null");
        environment.put("GIT_CONFIG_NOSYSTEM", "1");
        environment.put("GIT_TERMINAL_PROMPT", "0");
        for (var role : List.of("AUTHOR", "COMMITTER")) {
            environment.put("GIT_" + role + "_NAME", "Ada");
            environment.put("GIT_" + role + "_EMAIL", "ada@example.org");
        }
    }

    /** Commits a file on the branch that is checked out; returns the commit. */
    String commit(String file, String content) {
        try {
            Files.writeString(folder.resolve(file), content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        git("add", "--all");
        git("commit", "-q", "-m", file + ": " + content);
        return git("rev-parse", "HEAD");
    }

    /** Every ref and what it is. */
    SortedMap<String, String> refs() {
        var refs = new TreeMap<String, String>();
        git("for-each-ref", "--format=%(refname) %(objectname)")
                .lines()
                .map(line -> line.split(" "))
                .forEach(parts -> refs.put(parts[0], parts[1]));
        return refs;
    }

    /** The refs that are not Muster's. */
    SortedMap<String, String> theirs() {
        var refs = refs();
        refs.keySet().removeIf(name -> name.startsWith(OWN));
        return refs;
    }

    /** The refs with the prefix, without it. */
    SortedMap<String, String> below(String prefix) {
        return refs().entrySet().stream()
                .filter(ref -> ref.getKey().startsWith(prefix))
                .collect(
                        Collectors.toMap(
                                ref -> ref.getKey().substring(prefix.length()),
                                java.util.Map.Entry::getValue,
                                (one, _) -> one,
                                TreeMap::new));
    }

    URI url() {
        return URI.create("file://" + folder);
    }
}
