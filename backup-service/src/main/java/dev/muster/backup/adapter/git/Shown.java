package dev.muster.backup.adapter.git;

import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.transport.FetchConnection;

/**
 * What a repository shows to whoever asks.
 *
 * @param head the branch that is checked out after a clone; empty when it names none
 */
record Shown(SortedMap<String, ObjectId> refs, Optional<String> head) {

    Shown {
        refs = Collections.unmodifiableSortedMap(new TreeMap<>(refs));
    }

    static Shown by(FetchConnection connection) {
        var refs = new TreeMap<String, ObjectId>();
        for (var ref : connection.getRefs()) {
            var id = ref.getObjectId();
            if (id != null && ref.getName().startsWith(Refs.ALL)) {
                refs.put(ref.getName(), id.copy());
            }
        }
        var head =
                Optional.ofNullable(connection.getRef(Constants.HEAD))
                        .filter(ref -> ref.isSymbolic())
                        .map(ref -> ref.getTarget().getName())
                        .filter(refs::containsKey);
        return new Shown(refs, head);
    }
}
