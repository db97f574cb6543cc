package dev.muster.backup.adapter.git;

import java.io.IOException;
import java.util.Collection;
import java.util.HashSet;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;

/**
 * What is to become of the refs of one mirror.
 *
 * @param objects holds all that the refs reach
 * @param before what the mirror shows
 * @param tips what the source shows
 */
record Update(
        Repository objects, SortedMap<String, ObjectId> before, SortedMap<String, ObjectId> tips) {

    /**
     * The refs that somebody else wrote: neither what was pushed last, nor anything that the source
     * has.
     */
    SortedMap<String, ObjectId> foreign() throws IOException {
        var foreign = new TreeMap<String, ObjectId>();
        for (var there : before.entrySet()) {
            var ref = there.getKey();
            if (Refs.isTheirs(ref)
                    && !there.getValue().equals(before.get(Refs.pushed(ref)))
                    && !survives(ref, there.getValue())) {
                foreign.put(ref, there.getValue());
            }
        }
        return foreign;
    }

    /**
     * The refs as they are to be, but for the run's own point: those of the source, what was
     * pushed, what the source left behind, and the past.
     *
     * @param others what other mirrors show: a new mirror gets from them what it has not
     */
    SortedMap<String, ObjectId> after(String run, Collection<SortedMap<String, ObjectId>> others)
            throws IOException {
        var after = new TreeMap<>(before);
        for (var other : others) {
            after.putAll(earlier(after, other, run));
        }
        var kept = Refs.placed(left(), Refs.kept(free(after, run)));
        after.keySet().removeIf(ref -> Refs.isTheirs(ref) || ref.startsWith(Refs.PUSHED));
        after.putAll(tips);
        after.putAll(Refs.placed(tips, Refs.PUSHED));
        after.putAll(kept);
        return after;
    }

    /** What was pushed once, and is in the source no more. */
    private SortedMap<String, ObjectId> left() throws IOException {
        var left = new TreeMap<String, ObjectId>();
        for (var pushed : Refs.below(before, Refs.PUSHED).entrySet()) {
            if (!survives(pushed.getKey(), pushed.getValue())) {
                left.put(pushed.getKey(), pushed.getValue());
            }
        }
        return left;
    }

    private boolean survives(String ref, ObjectId old) throws IOException {
        var tip = tips.get(ref);
        return tip != null && History.holds(objects, tip, old);
    }

    /** What an earlier run left at the other mirror and not here, each run's as a whole. */
    private static SortedMap<String, ObjectId> earlier(
            SortedMap<String, ObjectId> here, SortedMap<String, ObjectId> there, String run) {
        var known =
                here.keySet().stream()
                        .flatMap(ref -> Refs.past(ref).stream())
                        .collect(Collectors.toCollection(HashSet::new));
        known.add(Refs.about(run));
        Refs.past(Refs.points(run)).ifPresent(known::add);
        var earlier = new TreeMap<String, ObjectId>();
        there.forEach(
                (ref, id) ->
                        Refs.past(ref)
                                .filter(past -> !known.contains(past))
                                .ifPresent(_ -> earlier.put(ref, id)));
        return earlier;
    }

    /** A name for what this attempt keeps: an earlier one of the same run may have kept others. */
    private static String free(SortedMap<String, ObjectId> refs, String run) {
        var name = run;
        for (var n = 2; !Refs.starting(refs, Refs.kept(name)).isEmpty(); n++) {
            name = run + "-" + n;
        }
        return name;
    }
}
