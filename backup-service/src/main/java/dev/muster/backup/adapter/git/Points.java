package dev.muster.backup.adapter.git;

import java.util.TreeMap;
import org.eclipse.jgit.lib.Repository;

/** The recovery points that a mirror holds. */
final class Points {

    private Points() {}

    /**
     * Takes a point away and looks for it afterwards.
     *
     * @return how many refs it had
     */
    static int remove(Remote mirror, Repository local, String point)
            throws Trouble, InterruptedException {
        var before = mirror.look(local).refs();
        var after = new TreeMap<>(before);
        after.keySet().removeIf(ref -> isOf(point, ref));
        if (after.size() == before.size()) {
            return 0;
        }
        mirror.push(local, before, after);
        for (var ref : mirror.look(local).refs().keySet()) {
            if (isOf(point, ref)) {
                throw new Trouble(
                        mirror.name() + " still has " + ref + " after it was removed",
                        Trouble.Kind.BROKEN);
            }
        }
        return before.size() - after.size();
    }

    static boolean isOf(String point, String ref) {
        return ref.equals(Refs.about(point)) || ref.startsWith(Refs.points(point));
    }
}
