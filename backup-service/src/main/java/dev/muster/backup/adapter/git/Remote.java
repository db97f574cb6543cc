package dev.muster.backup.adapter.git;

import dev.muster.events.BackupResult.Underway;
import dev.muster.plan.GitMirror;
import dev.muster.service.Secrets;
import java.io.IOException;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.PushResult;
import org.eclipse.jgit.transport.RemoteRefUpdate;
import org.eclipse.jgit.transport.RemoteRefUpdate.Status;
import org.eclipse.jgit.transport.Transport;
import org.eclipse.jgit.transport.URIish;
import org.eclipse.jgit.transport.UsernamePasswordCredentialsProvider;

/** A repository that others use too: what it shows, gives and takes. */
final class Remote {

    private static final int TIMEOUT_SECONDS = 30;
    private static final int MOST_TOLD = 3;
    private static final Set<Status> AS_WANTED =
            Set.of(Status.OK, Status.UP_TO_DATE, Status.NON_EXISTING);

    private final GitMirror.Remote where;
    private final Consumer<Underway> progress;

    /** What is done over a connection. */
    private interface Work<T> {
        T over(Transport transport) throws IOException;
    }

    Remote(GitMirror.Remote where, Consumer<Underway> progress) {
        this.where = where;
        this.progress = progress;
    }

    static List<Remote> all(List<GitMirror.Remote> all, Consumer<Underway> progress) {
        return all.stream().map(one -> new Remote(one, progress)).toList();
    }

    /** Its URL; a plan's holds no secret. */
    String name() {
        return where.url().toString();
    }

    Shown look(Repository local) throws Trouble, InterruptedException {
        return over(
                local,
                transport -> {
                    try (var connection = transport.openFetch()) {
                        return Shown.by(connection);
                    }
                });
    }

    /**
     * Gets all that the refs reach, checks each object, and that none is missing; no ref is set
     * here.
     *
     * @param most how many refs there may be
     * @return all that it shows, which is what was got
     */
    Shown fetch(Repository into, Predicate<String> refs, int most)
            throws Trouble, InterruptedException {
        return over(
                into,
                transport -> {
                    try (var connection = transport.openFetch()) {
                        var shown = Shown.by(connection);
                        var count = shown.refs().keySet().stream().filter(refs).count();
                        if (count > most) {
                            throw new Trouble(
                                    "%s has %d refs, at most %d are mirrored: delete some"
                                            .formatted(name(), count, most),
                                    Trouble.Kind.REFUSED);
                        }
                        var known = new HashSet<>(Bare.refs(into, Refs.ALL).values());
                        var wanted = new HashMap<ObjectId, Ref>();
                        for (var ref : connection.getRefs()) {
                            var id = shown.refs().get(ref.getName());
                            if (id != null && refs.test(ref.getName()) && !known.contains(id)) {
                                wanted.put(id, ref);
                            }
                        }
                        if (!wanted.isEmpty()) {
                            connection.fetch(
                                    new Monitor(name(), progress), wanted.values(), Set.of());
                            History.requireWhole(into, wanted.keySet());
                        }
                        return shown;
                    }
                });
    }

    /**
     * Makes its refs others, all or none of them, and only if they are still as expected.
     *
     * @param from holds all objects
     */
    void push(
            Repository from, SortedMap<String, ObjectId> before, SortedMap<String, ObjectId> after)
            throws Trouble, InterruptedException {
        for (var changes : Changes.between(before, after)) {
            over(
                    from,
                    transport -> {
                        transport.setPushAtomic(true);
                        var updates = updates(from, changes);
                        if (!updates.isEmpty()) {
                            requireTaken(transport.push(new Monitor(name(), progress), updates));
                        }
                        return updates;
                    });
        }
    }

    private static List<RemoteRefUpdate> updates(Repository from, Changes changes)
            throws IOException {
        var names = new TreeSet<>(changes.before().keySet());
        names.addAll(changes.after().keySet());
        var updates = new ArrayList<RemoteRefUpdate>();
        for (var name : names) {
            var old = changes.before().getOrDefault(name, ObjectId.zeroId());
            var now = changes.after().getOrDefault(name, ObjectId.zeroId());
            if (!now.equals(old)) {
                updates.add(new RemoteRefUpdate(from, (String) null, now, name, true, null, old));
            }
        }
        return updates;
    }

    private void requireTaken(PushResult result) throws Trouble {
        var refused =
                result.getRemoteUpdates().stream()
                        .filter(update -> !AS_WANTED.contains(update.getStatus()))
                        .toList();
        if (refused.stream()
                .anyMatch(update -> update.getStatus() == Status.REJECTED_REMOTE_CHANGED)) {
            throw new Trouble(
                    name() + " was written to by somebody else just now", Trouble.Kind.PASSING);
        }
        if (!refused.isEmpty()) {
            var reasons = new TreeSet<String>();
            refused.forEach(update -> reasons.add(reason(update)));
            // Where one is refused all are: those say nothing.
            if (reasons.stream().anyMatch(reason -> !isOfTheOthers(reason))) {
                reasons.removeIf(Remote::isOfTheOthers);
            }
            throw new Trouble(
                    name()
                            + " refuses what is pushed: "
                            + String.join("; ", reasons.stream().limit(MOST_TOLD).toList())
                            + "; see docs/operate.md for the rights it takes",
                    Trouble.Kind.REFUSED);
        }
    }

    private static boolean isOfTheOthers(String reason) {
        return reason.contains("transaction") || reason.contains("atomic");
    }

    private static String reason(RemoteRefUpdate update) {
        var message = update.getMessage();
        return update.getRemoteName()
                + ": "
                + (message == null ? update.getStatus().toString() : message);
    }

    private <T> T over(Repository local, Work<T> work) throws Trouble, InterruptedException {
        try (var transport = Transport.open(local, new URIish(name()))) {
            transport.setTimeout(TIMEOUT_SECONDS);
            transport.setCheckFetchedObjects(true);
            if (where.login().isPresent()) {
                var login = Secrets.login(where.login().get());
                transport.setCredentialsProvider(
                        new UsernamePasswordCredentialsProvider(login.user(), login.password()));
            }
            return work.over(transport);
        } catch (URISyntaxException | IOException | Secrets.Unreadable e) {
            if (Thread.interrupted()) {
                throw new InterruptedException("stopped while " + name() + " was used");
            }
            throw Trouble.of(name(), e);
        }
    }
}
