package dev.muster.backup.adapter.git;

import java.io.IOException;
import java.util.Collection;
import java.util.function.LongConsumer;
import org.eclipse.jgit.errors.CorruptObjectException;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.ObjectWalk;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevObject;
import org.eclipse.jgit.revwalk.RevWalk;

/** What a repository's objects have to do with each other. */
final class History {

    private History() {}

    /** Whether nothing is lost of the old when the new stands in its place. */
    static boolean holds(Repository repository, ObjectId now, ObjectId old) throws IOException {
        if (now.equals(old)) {
            return true;
        }
        try (var walk = new RevWalk(repository)) {
            return walk.parseAny(old) instanceof RevCommit before
                    && walk.peel(walk.parseAny(now)) instanceof RevCommit after
                    && walk.isMergedInto(before, after);
        }
    }

    /**
     * Demands that all that can be reached from the tips is there; what its refs reach already is
     * taken to be.
     */
    static void requireWhole(Repository repository, Collection<ObjectId> tips) throws IOException {
        try (var walk = new ObjectWalk(repository)) {
            walk.setRetainBody(false);
            for (var tip : tips) {
                walk.markStart(walk.parseAny(tip));
            }
            for (var known : Bare.refs(repository, Refs.ALL).values()) {
                walk.markUninteresting(walk.parseAny(known));
            }
            walk.checkConnectivity();
        }
    }

    /**
     * Reads every object that can be reached, to its last byte.
     *
     * @param seen is told their number so far
     * @return how many there are
     */
    static long read(Repository repository, Collection<ObjectId> tips, LongConsumer seen)
            throws IOException, InterruptedException {
        var count = 0L;
        try (var walk = new ObjectWalk(repository);
                var name = new ObjectInserter.Formatter()) {
            walk.setRetainBody(false);
            for (var tip : tips) {
                walk.markStart(walk.parseAny(tip));
            }
            for (var commit = walk.next(); commit != null; commit = walk.next()) {
                read(repository, name, commit);
                seen.accept(++count);
            }
            for (var other = walk.nextObject(); other != null; other = walk.nextObject()) {
                read(repository, name, other);
                seen.accept(++count);
            }
        }
        return count;
    }

    private static void read(Repository repository, ObjectInserter name, RevObject object)
            throws IOException, InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("stopped while " + object.name() + " was read");
        }
        var loader = repository.open(object, object.getType());
        try (var in = loader.openStream()) {
            if (!name.idFor(loader.getType(), loader.getSize(), in).equals(object)) {
                throw new CorruptObjectException(object, "its content has another checksum");
            }
        }
    }
}
