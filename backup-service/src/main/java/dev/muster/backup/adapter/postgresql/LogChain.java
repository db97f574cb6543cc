package dev.muster.backup.adapter.postgresql;

import dev.muster.backup.app.Bucket;
import dev.muster.backup.app.StorageTrouble;
import dev.muster.events.RecoveryPoint.LogPosition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The log as it lies in the bucket, told from the names of what lies there: which segments are
 * whole, which are only begun, and which are missing between two places.
 */
final class LogChain {

    private static final int HEX = 16;
    private static final int SEGMENT_NAME = 24;

    private final long size;
    private final Set<Segment> whole = new HashSet<>();
    private final Map<Segment, TreeMap<Long, Long>> parts = new HashMap<>();

    private LogChain(long size) {
        this.size = size;
    }

    /** An object by the last part of its key, and its length. */
    record Named(String name, long bytes) {}

    /** The log of a protection as it lies there now. */
    static LogChain in(Bucket bucket, Keys keys, long segmentSize) throws StorageTrouble {
        var prefix = keys.log();
        return of(
                bucket.list(prefix).stream()
                        .map(
                                object ->
                                        new Named(
                                                object.key().substring(prefix.length()),
                                                object.bytes()))
                        .toList(),
                segmentSize);
    }

    static LogChain of(List<Named> objects, long segmentSize) {
        var chain = new LogChain(segmentSize);
        objects.forEach(chain::add);
        return chain;
    }

    private void add(Named object) {
        if (object.name().endsWith(Keys.WHOLE)) {
            segment(object.name()).ifPresent(whole::add);
        } else if (object.name().endsWith(Keys.PART)) {
            var from = object.name().substring(SEGMENT_NAME + 1);
            var offset = Long.parseLong(from.substring(0, from.indexOf('.')), HEX);
            segment(object.name())
                    .ifPresent(
                            segment ->
                                    parts.computeIfAbsent(segment, _ -> new TreeMap<>())
                                            .put(offset, object.bytes()));
        }
    }

    private Optional<Segment> segment(String name) {
        return name.length() < SEGMENT_NAME
                ? Optional.empty()
                : Segment.named(name.substring(0, SEGMENT_NAME), size);
    }

    boolean whole(Segment segment) {
        return whole.contains(segment);
    }

    /** Offsets and lengths of the parts that follow one another from the segment's start. */
    List<Long> begun(Segment segment) {
        var offsets = new ArrayList<Long>();
        var end = 0L;
        for (var part : parts.getOrDefault(segment, new TreeMap<>()).entrySet()) {
            if (part.getKey() > end) {
                break;
            }
            offsets.add(part.getKey());
            end = Math.max(end, part.getKey() + part.getValue());
        }
        return offsets;
    }

    /** Whether anything of the segment can be used. */
    boolean has(Segment segment) {
        return whole(segment) || !begun(segment).isEmpty();
    }

    /** The last segment of the timeline that lies here. */
    Optional<Segment> last(int timeline) {
        var all = new HashSet<>(whole);
        all.addAll(parts.keySet());
        return all.stream()
                .filter(segment -> segment.timeline() == timeline)
                .max((one, other) -> Long.compare(one.number(), other.number()));
    }

    /**
     * The names of the whole segments that are missing from a place up to another one, which may be
     * on a later timeline: each is needed on the timeline that went on from there.
     *
     * @param history of the later timeline
     */
    List<String> missing(LogPosition from, int timeline, Lsn to, Histories history) {
        var missing = new ArrayList<String>();
        var at = Lsn.of(from.position());
        for (var branch : history.branches()) {
            if (branch.timeline() >= from.timeline() && branch.timeline() < timeline) {
                var last = Segment.at(branch.timeline(), branch.at(), size);
                missing.addAll(missing(branch.timeline(), at, last.start()));
                at = last.start().compareTo(at) > 0 ? last.start() : at;
            }
        }
        missing.addAll(missing(timeline, at, to));
        return missing;
    }

    /** The names of the whole segments that are missing from one place up to another. */
    List<String> missing(int timeline, Lsn from, Lsn to) {
        var missing = new ArrayList<String>();
        for (var segment = Segment.at(timeline, from, size);
                segment.end().compareTo(to) <= 0;
                segment = segment.next()) {
            if (!whole(segment)) {
                missing.add(segment.name());
            }
        }
        return missing;
    }
}
