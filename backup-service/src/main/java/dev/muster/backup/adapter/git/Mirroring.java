package dev.muster.backup.adapter.git;

import dev.muster.backup.app.RunContext;
import dev.muster.events.BackupAction.TakeGit;
import dev.muster.events.BackupResult;
import dev.muster.events.BackupResult.Taken;
import dev.muster.events.RecoveryPoint;
import dev.muster.events.RecoveryPointId;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.eclipse.jgit.lib.ObjectId;

/**
 * One run that brings mirrors up to date and records a point in them. What one mirror lacks keeps
 * no other from being brought up to date; a point is recorded in all of them or not at all.
 */
final class Mirroring {

    static final String ENGINE = "git";
    static final int MOST_REFS = 50_000;

    /** A mirror holds the refs of many points. */
    static final int MOST_REFS_OF_MIRROR = 40 * MOST_REFS;

    private final TakeGit action;
    private final String run;
    private final Cache cache;
    private final Remote source;
    private final List<Remote> remotes;
    private final List<Mirror> mirrors = new ArrayList<>();
    private final List<Trouble> troubles = new ArrayList<>();

    /** A mirror that answers, and what it shows. */
    private record Mirror(Remote remote, SortedMap<String, ObjectId> refs) {}

    /** What the run's point holds, and the object that says so. */
    private record Point(About about, ObjectId text) {}

    /** Something that is done with one repository. */
    private interface Step {
        void take() throws IOException, InterruptedException;
    }

    Mirroring(TakeGit action, RunContext context, Cache cache) {
        this.action = action;
        this.run = context.run().value();
        this.cache = cache;
        this.source = new Remote(action.source(), context.progress());
        this.remotes = Remote.all(action.to(), context.progress());
    }

    BackupResult carryOut() throws IOException, InterruptedException {
        for (var remote : remotes) {
            attempt(remote, () -> mirrors.add(look(remote)));
        }
        var begun = begun();
        if (begun.isPresent() && troubles.isEmpty() && isComplete(begun.get())) {
            return taken(begun.get().about());
        }
        var wanted = new ArrayList<>(begun.stream().toList());
        if (wanted.isEmpty()) {
            attempt(source, () -> wanted.add(ask()));
        }
        if (!wanted.isEmpty()) {
            bringUpToDate(wanted.getFirst());
        }
        if (troubles.isEmpty()) {
            return taken(wanted.getFirst().about());
        }
        if (Trouble.result(troubles) instanceof BackupResult.Failed) {
            withdraw();
        }
        return Trouble.result(troubles);
    }

    private Mirror look(Remote remote) throws IOException, InterruptedException {
        return new Mirror(remote, cache.fetch(remote, _ -> true, MOST_REFS_OF_MIRROR).refs());
    }

    /** What an earlier attempt of this run already wrote somewhere. */
    private Optional<Point> begun() throws IOException {
        for (var mirror : mirrors) {
            var text = mirror.refs().get(Refs.about(run));
            if (text != null) {
                return Optional.of(new Point(About.read(cache.repository(), text), text));
            }
        }
        return Optional.empty();
    }

    private boolean isComplete(Point point) {
        var tips = point.about().tips();
        return mirrors.stream()
                .map(Mirror::refs)
                .allMatch(
                        refs ->
                                point.text().equals(refs.get(Refs.about(run)))
                                        && tips.equals(Refs.below(refs, Refs.points(run))));
    }

    private Point ask() throws IOException, InterruptedException {
        var asOf = Instant.now();
        var seen = cache.fetch(source, Refs::isTheirs, MOST_REFS);
        var tips = new TreeMap<>(seen.refs());
        tips.keySet().removeIf(ref -> !Refs.isTheirs(ref));
        if (tips.isEmpty()) {
            throw new Trouble(
                    source.name()
                            + " has no refs at all: its mirrors are left as they are until it has",
                    Trouble.Kind.REFUSED);
        }
        var about = About.of(asOf, seen.head().filter(tips::containsKey), tips);
        return new Point(about, about.write(cache.repository()));
    }

    private void bringUpToDate(Point point) throws IOException, InterruptedException {
        var wanted = new LinkedHashMap<Mirror, SortedMap<String, ObjectId>>();
        for (var mirror : mirrors) {
            attempt(mirror.remote(), () -> wanted.put(mirror, wanted(mirror, point.about())));
        }
        if (troubles.isEmpty()) {
            for (var refs : wanted.values()) {
                refs.putAll(Refs.placed(point.about().tips(), Refs.points(run)));
                refs.put(Refs.about(run), point.text());
            }
        }
        for (var one : wanted.entrySet()) {
            attempt(one.getKey().remote(), () -> push(one.getKey(), one.getValue()));
        }
        if (troubles.isEmpty()) {
            var tips = new HashSet<ObjectId>();
            wanted.values().forEach(refs -> tips.addAll(refs.values()));
            cache.keepOnly(tips);
        }
    }

    private SortedMap<String, ObjectId> wanted(Mirror mirror, About about) throws IOException {
        var update = new Update(cache.repository(), mirror.refs(), about.tips());
        var foreign = update.foreign();
        if (!foreign.isEmpty()) {
            var first = foreign.entrySet().iterator().next();
            throw new Trouble(
                    "mirror "
                            + mirror.remote().name()
                            + ": somebody else wrote "
                            + first.getKey()
                            + " ("
                            + first.getValue().name()
                            + ")"
                            + (foreign.size() == 1
                                    ? ""
                                    : " and " + (foreign.size() - 1) + " more refs")
                            + ", nothing was changed there: merge it into "
                            + source.name()
                            + ", or delete the ref in the mirror",
                    Trouble.Kind.REFUSED);
        }
        return update.after(
                run,
                mirrors.stream().filter(other -> !other.equals(mirror)).map(Mirror::refs).toList());
    }

    private void push(Mirror mirror, SortedMap<String, ObjectId> wanted)
            throws IOException, InterruptedException {
        var remote = mirror.remote();
        remote.push(cache.repository(), mirror.refs(), wanted);
        var found = remote.look(cache.repository()).refs();
        var differences = About.differences(wanted, found);
        if (!differences.isEmpty()) {
            throw new Trouble(
                    remote.name()
                            + " shows something else than what was pushed: "
                            + String.join("; ", differences),
                    Trouble.Kind.BROKEN);
        }
    }

    /** A run that failed leaves no point that nobody would ever remove. */
    private void withdraw() throws InterruptedException {
        for (var mirror : mirrors) {
            try {
                Points.remove(mirror.remote(), cache.repository(), run);
            } catch (Trouble left) {
                troubles.add(left);
            }
        }
    }

    private void attempt(Remote with, Step step) throws IOException, InterruptedException {
        try {
            step.take();
        } catch (IOException e) {
            var trouble = Trouble.of(with.name(), e);
            if (cache.isSuspect(trouble)) {
                throw trouble;
            }
            troubles.add(trouble);
        }
    }

    private Taken taken(About about) throws IOException {
        return new Taken(
                new RecoveryPoint(
                        new RecoveryPointId(run),
                        action.protection(),
                        ENGINE,
                        action.site(),
                        Optional.empty(),
                        about.asOf(),
                        Instant.now(),
                        Optional.empty(),
                        cache.bytes(),
                        about.refs().size(),
                        remotes.getFirst().name() + "#" + Refs.points(run).replaceAll("/$", ""),
                        Optional.empty()));
    }
}
