package dev.muster.backup.adapter.postgresql;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One file of the write-ahead log.
 *
 * @param number counts the segments of a timeline: position divided by the segment size
 * @param size bytes of a segment of this server
 */
record Segment(int timeline, long number, long size) {

    private static final Pattern NAME = Pattern.compile("[0-9A-F]{24}");
    private static final long LOG_FILE = 1L << 32;
    private static final int HEX = 16;

    static Segment at(int timeline, Lsn position, long size) {
        return new Segment(timeline, Long.divideUnsigned(position.bytes(), size), size);
    }

    /** The segment of that name; empty when it is none. */
    static Optional<Segment> named(String name, long size) {
        if (!NAME.matcher(name).matches()) {
            return Optional.empty();
        }
        var log = Long.parseLong(name.substring(8, 16), HEX);
        var part = Long.parseLong(name.substring(16), HEX);
        return Optional.of(
                new Segment(
                        Integer.parseUnsignedInt(name.substring(0, 8), HEX),
                        log * (LOG_FILE / size) + part,
                        size));
    }

    Lsn start() {
        return new Lsn(number * size);
    }

    Lsn end() {
        return new Lsn((number + 1) * size);
    }

    Segment next() {
        return new Segment(timeline, number + 1, size);
    }

    /** As PostgreSQL names the file. */
    String name() {
        var perLog = LOG_FILE / size;
        return String.format(
                Locale.ROOT, "%08X%08X%08X", timeline, number / perLog, number % perLog);
    }
}
