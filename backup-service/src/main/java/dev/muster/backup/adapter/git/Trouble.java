package dev.muster.backup.adapter.git;

import dev.muster.events.BackupResult;
import dev.muster.service.Secrets;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.eclipse.jgit.errors.CorruptObjectException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.errors.NoRemoteRepositoryException;
import org.eclipse.jgit.errors.PackInvalidException;
import org.eclipse.jgit.errors.PackMismatchException;
import org.jspecify.annotations.Nullable;

/**
 * What keeps a repository from doing what is wanted; the message names it and the remedy, and no
 * secret.
 */
final class Trouble extends IOException {

    private static final long serialVersionUID = 1L;
    private static final int LONGEST = 400;

    /** Answers by which a web server asks to come back later. */
    private static final Pattern LATER =
            Pattern.compile("^\\S+: (429|5\\d\\d)( |$)", Pattern.MULTILINE);

    /** What a server says that does not find an object to which it has a ref. */
    private static final Pattern UNKNOWN =
            Pattern.compile("want [0-9a-f]{40} not valid|not our ref");

    /** What JGit says of a web server that ended before it had answered. */
    private static final String HUNG_UP = "Starting read stage without written request data";

    private final Kind kind;

    /** What can be done about it. */
    enum Kind {
        /** It may go away by itself. */
        PASSING,
        /** A person has to change something. */
        REFUSED,
        /** What lies there is not what it should be. */
        BROKEN
    }

    Trouble(String message, Kind kind) {
        this(message, kind, null);
    }

    Trouble(String message, Kind kind, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    Kind kind() {
        return kind;
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }

    /** What an exception means that came up while that was used. */
    static Trouble of(String name, Exception e) {
        if (e instanceof Trouble trouble) {
            return trouble;
        }
        if (e instanceof Secrets.Unreadable) {
            return new Trouble("credentials of " + name + ": " + said(e), Kind.REFUSED, e);
        }
        var all = chain(e).stream().map(Trouble::said).collect(Collectors.joining("\n"));
        if (has(e, Trouble::isOfTheNetwork) || LATER.matcher(all).find()) {
            return new Trouble(name + " does not answer: " + told(name, e), Kind.PASSING, e);
        }
        if (has(e, Trouble::isOfDamage) || UNKNOWN.matcher(all).find()) {
            return new Trouble(
                    name + ": objects are missing or damaged (" + told(name, e) + ")",
                    Kind.BROKEN,
                    e);
        }
        if (has(e, EOFException.class::isInstance) || all.contains(HUNG_UP)) {
            return new Trouble(
                    name
                            + " ended its answer too early, objects may be damaged there ("
                            + told(name, e)
                            + ")",
                    Kind.BROKEN,
                    e);
        }
        return remedy(name, e, all)
                .map(remedy -> new Trouble(remedy, Kind.REFUSED, e))
                .orElseGet(() -> new Trouble(name + ": " + told(name, e), Kind.BROKEN, e));
    }

    private static boolean isOfTheNetwork(Throwable e) {
        return e instanceof SocketException
                || e instanceof UnknownHostException
                || e instanceof InterruptedIOException;
    }

    private static Optional<String> remedy(String name, Exception e, String all) {
        if (has(e, NoRemoteRepositoryException.class::isInstance)) {
            return Optional.of(
                    name + " is not there: create a bare repository there, or correct the plan");
        }
        if (all.contains("not authorized")) {
            return Optional.of(name + " refuses the login: check the credentials in the plan");
        }
        if (all.contains("Authentication is required")) {
            return Optional.of(name + " asks for a login: name its credentials in the plan");
        }
        if (all.contains("not permitted")) {
            return Optional.of(
                    name
                            + " does not allow that: give the login the right to ("
                            + told(name, e)
                            + ")");
        }
        if (all.contains("tomic push not supported")) {
            return Optional.of(
                    name
                            + " cannot take a push as a whole (atomic): allow it there, or use a"
                            + " server that can");
        }
        if (all.contains("No space left on device") || all.contains("Disk quota exceeded")) {
            return Optional.of(name + ": the disk is full: make room (" + told(name, e) + ")");
        }
        if (has(e, AccessDeniedException.class::isInstance)
                || all.contains("Permission denied")
                || all.contains("Read-only file system")) {
            return Optional.of(
                    name
                            + " may not be written to: give this service the right ("
                            + told(name, e)
                            + ")");
        }
        return Optional.empty();
    }

    /** Whether objects that should be there are missing or cannot be read. */
    boolean isDamage() {
        return has(this, Trouble::isOfDamage);
    }

    private static boolean isOfDamage(Throwable e) {
        return e instanceof MissingObjectException
                || e instanceof CorruptObjectException
                || e instanceof PackInvalidException
                || e instanceof PackMismatchException;
    }

    /** What a run ends with that could not use a folder of this machine. */
    static BackupResult here(Path folder, IOException e) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("stopped while " + folder + " was used");
        }
        return result(List.of(of("the folder " + folder, e)));
    }

    /** What a run ends with: it is tried again only when all of it may go away by itself. */
    static BackupResult result(List<Trouble> troubles) {
        var reasons = troubles.stream().map(Trouble::getMessage).toList();
        return troubles.stream().allMatch(trouble -> trouble.kind == Kind.PASSING)
                ? new BackupResult.Unavailable(String.join("; ", reasons))
                : new BackupResult.Failed(reasons);
    }

    private static boolean has(Throwable e, Predicate<Throwable> wanted) {
        return chain(e).stream().anyMatch(wanted);
    }

    /** It and what it came from, the first cause last. */
    private static List<Throwable> chain(Throwable e) {
        var all = new ArrayList<Throwable>();
        for (var one = e; one != null && !all.contains(one); one = one.getCause()) {
            all.add(one);
        }
        return all;
    }

    /** What came first, without the name that stands before it anyway. */
    private static String told(String name, Throwable e) {
        var text = said(chain(e).getLast());
        var rest = text.startsWith(name + ": ") ? text.substring(name.length() + 2) : text;
        return rest.length() <= LONGEST ? rest : rest.substring(0, LONGEST) + "…";
    }

    private static String said(Throwable e) {
        var message = e.getMessage();
        if (message == null || message.isBlank()) {
            return e.getClass().getSimpleName();
        }
        var line = message.lines().findFirst().orElse("");
        return e instanceof FileSystemException file && file.getReason() == null
                ? e.getClass().getSimpleName() + " " + line
                : line;
    }
}
