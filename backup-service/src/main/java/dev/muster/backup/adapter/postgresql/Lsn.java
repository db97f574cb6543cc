package dev.muster.backup.adapter.postgresql;

/**
 * A place in the write-ahead log: a count of bytes since the server was made.
 *
 * @see <a href="https://www.postgresql.org/docs/17/wal-internals.html">WAL internals</a>
 */
record Lsn(long bytes) implements Comparable<Lsn> {

    /**
     * Reads {@code 16/B374D848}.
     *
     * @throws IllegalArgumentException when it is none
     */
    static Lsn of(String text) {
        var slash = text.indexOf('/');
        if (slash < 1) {
            throw new IllegalArgumentException("not a log position: " + text);
        }
        return new Lsn(
                Long.parseLong(text.substring(0, slash), 16) << 32
                        | Long.parseLong(text.substring(slash + 1), 16));
    }

    @Override
    public int compareTo(Lsn other) {
        return Long.compareUnsigned(bytes, other.bytes);
    }

    @Override
    public String toString() {
        return Long.toHexString(bytes >>> 32).toUpperCase(java.util.Locale.ROOT)
                + "/"
                + Long.toHexString(bytes & 0xFFFF_FFFFL).toUpperCase(java.util.Locale.ROOT);
    }
}
