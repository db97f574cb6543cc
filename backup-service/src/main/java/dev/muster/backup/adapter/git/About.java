package dev.muster.backup.adapter.git;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;

/**
 * What a recovery point holds, as the text beside its refs says.
 *
 * @param asOf when the source was asked
 * @param head the branch that is checked out after a clone
 * @param refs every ref of the source, and what it was
 */
record About(Instant asOf, Optional<String> head, SortedMap<String, String> refs) {

    private static final int MOST_BYTES = 64 << 20;
    private static final int MOST_TOLD = 5;

    private static final JsonMapper JSON =
            JsonMapper.builder()
                    .addModule(new JavaTimeModule())
                    .addModule(new Jdk8Module())
                    .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                    .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .enable(SerializationFeature.INDENT_OUTPUT)
                    .build();

    About {
        refs = Collections.unmodifiableSortedMap(new TreeMap<>(refs));
    }

    static About of(Instant asOf, Optional<String> head, SortedMap<String, ObjectId> tips) {
        var refs = new TreeMap<String, String>();
        tips.forEach((ref, id) -> refs.put(ref, id.name()));
        return new About(asOf, head, refs);
    }

    /** Lays the text down as an object. */
    ObjectId write(Repository repository) throws IOException {
        try (var inserter = repository.newObjectInserter()) {
            var id = inserter.insert(Constants.OBJ_BLOB, JSON.writeValueAsBytes(this));
            inserter.flush();
            return id;
        }
    }

    /**
     * The text that was laid down.
     *
     * @throws Trouble when it is no such text
     */
    static About read(Repository repository, ObjectId id) throws IOException {
        var text = repository.open(id, Constants.OBJ_BLOB).getCachedBytes(MOST_BYTES);
        try {
            return JSON.readValue(text, About.class);
        } catch (JacksonException e) {
            throw new Trouble(
                    id.name() + " does not say what the point holds", Trouble.Kind.BROKEN, e);
        }
    }

    SortedMap<String, ObjectId> tips() {
        var tips = new TreeMap<String, ObjectId>();
        refs.forEach((ref, id) -> tips.put(ref, ObjectId.fromString(id)));
        return tips;
    }

    /** In what the refs that were found are others; empty when they are the same. */
    List<String> differences(SortedMap<String, ObjectId> found) {
        return differences(tips(), found);
    }

    /** In what the second refs are others than the first; a few of many. */
    static List<String> differences(
            SortedMap<String, ObjectId> wanted, SortedMap<String, ObjectId> found) {
        var told = new ArrayList<String>();
        wanted.forEach(
                (ref, id) -> {
                    var there = found.get(ref);
                    if (there == null) {
                        told.add(ref + " is missing");
                    } else if (!there.equals(id)) {
                        told.add(ref + " is " + there.name() + " and not " + id.name());
                    }
                });
        found.keySet().stream()
                .filter(ref -> !wanted.containsKey(ref))
                .forEach(ref -> told.add(ref + " does not belong there"));
        return told.size() <= MOST_TOLD
                ? told
                : List.of(
                        String.join("; ", told.subList(0, MOST_TOLD)),
                        "and " + (told.size() - MOST_TOLD) + " more");
    }
}
