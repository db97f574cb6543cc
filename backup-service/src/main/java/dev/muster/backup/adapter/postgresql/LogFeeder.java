package dev.muster.backup.adapter.postgresql;

import com.github.luben.zstd.Zstd;
import dev.muster.backup.app.Bucket;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Brings the log from the bucket to where a restoring server looks for it, a few segments ahead of
 * it; the server takes each file away, and asks again for one that was not whole.
 */
final class LogFeeder {

    private static final int AHEAD = 32;
    private static final int TIMELINE_NAME = 8;
    private static final int HEX = 16;

    private final Bucket bucket;
    private final Keys keys;
    private final Path spool;
    private final Segment first;
    private final Set<Segment> fed = new HashSet<>();
    private final Map<Segment, Long> begun = new HashMap<>();
    private final TreeMap<Integer, Histories> histories = new TreeMap<>();

    /** What comes before needs no second look: a long log is listed once, and then its end. */
    private String after;

    /** What comes after a hole is of no use; the first ones may be in the base itself. */
    private long next = -1;

    LogFeeder(Bucket bucket, Keys keys, Path spool, Segment first) {
        this.bucket = bucket;
        this.keys = keys;
        this.spool = spool;
        this.first = first;
        this.after = keys.log();
    }

    /** Brings what is there and wanted; returns whether it brought anything. */
    boolean feed() throws IOException {
        Files.createDirectories(spool);
        var objects = new ArrayList<LogChain.Named>();
        for (var object : bucket.list(keys.log(), after)) {
            objects.add(
                    new LogChain.Named(
                            object.key().substring(keys.log().length()), object.bytes()));
        }
        feedHistories(objects);
        var chain = LogChain.of(objects, first.size());
        var brought = false;
        for (var segment : wanted(objects)) {
            if (waiting() >= AHEAD || (next >= 0 && segment.number() > next)) {
                break;
            }
            brought |= chain.whole(segment) ? whole(segment) : begun(chain, segment);
            after = keys.log() + segment.name();
            if (chain.whole(segment)) {
                next = Math.max(next, segment.number() + 1);
            }
        }
        return brought;
    }

    private void feedHistories(List<LogChain.Named> objects) throws IOException {
        for (var object : objects) {
            if (object.name().endsWith(Keys.HISTORY)) {
                var timeline =
                        Integer.parseUnsignedInt(object.name().substring(0, TIMELINE_NAME), HEX);
                if (!histories.containsKey(timeline)) {
                    byte[] text;
                    try (var in = bucket.read(keys.log() + object.name())) {
                        text = in.readAllBytes();
                    }
                    place(object.name(), text);
                    histories.put(
                            timeline,
                            Histories.read(
                                    new String(text, java.nio.charset.StandardCharsets.UTF_8)));
                }
            }
        }
    }

    /** Every segment from the base on, each on the newest timeline that has it. */
    private List<Segment> wanted(List<LogChain.Named> objects) {
        var byNumber = new TreeMap<Long, Segment>();
        for (var object : objects) {
            if (object.name().length() >= 24) {
                Segment.named(object.name().substring(0, 24), first.size())
                        .filter(segment -> segment.number() >= first.number())
                        .filter(segment -> segment.timeline() >= first.timeline())
                        .filter(this::onTheWay)
                        .ifPresent(
                                segment ->
                                        byNumber.merge(
                                                segment.number(),
                                                segment,
                                                (one, other) ->
                                                        one.timeline() > other.timeline()
                                                                ? one
                                                                : other));
            }
        }
        return List.copyOf(byNumber.values());
    }

    /** Not what a timeline wrote after the newest history had left it. */
    private boolean onTheWay(Segment segment) {
        var newest = histories.lastEntry();
        if (newest == null || segment.timeline() == newest.getKey()) {
            return true;
        }
        return newest.getValue().branches().stream()
                .filter(branch -> branch.timeline() == segment.timeline())
                .anyMatch(branch -> segment.start().compareTo(branch.at()) <= 0);
    }

    private boolean whole(Segment segment) throws IOException {
        if (!fed.add(segment)) {
            return false;
        }
        place(segment.name(), read(keys.whole(segment.name()), true));
        begun.remove(segment);
        return true;
    }

    private boolean begun(LogChain chain, Segment segment) throws IOException {
        var offsets = chain.begun(segment);
        var bytes = new byte[Math.toIntExact(segment.size())];
        var end = 0L;
        for (var offset : offsets) {
            var part = read(keys.part(segment.name(), offset), false);
            System.arraycopy(part, 0, bytes, Math.toIntExact(offset), part.length);
            end = Math.max(end, offset + part.length);
        }
        if (end <= begun.getOrDefault(segment, 0L)) {
            return false;
        }
        begun.put(segment, end);
        place(segment.name(), bytes);
        return true;
    }

    private byte[] read(String key, boolean compressed) throws IOException {
        try (var in = bucket.read(key)) {
            var bytes = in.readAllBytes();
            return compressed ? Zstd.decompress(bytes, Math.toIntExact(first.size())) : bytes;
        }
    }

    private void place(String name, byte[] content) throws IOException {
        var draft = spool.resolve("." + name);
        Files.write(draft, content);
        Files.move(
                draft,
                spool.resolve(name),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
    }

    /** How many files the server has not taken yet; histories it may never want. */
    long waiting() throws IOException {
        try (var files = Files.list(spool)) {
            return files.filter(file -> !file.toString().endsWith(Keys.HISTORY)).count();
        }
    }
}
