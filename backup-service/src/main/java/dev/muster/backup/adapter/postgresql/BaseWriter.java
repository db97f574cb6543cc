package dev.muster.backup.adapter.postgresql;

import com.github.luben.zstd.ZstdOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** Writes a base backup as one compressed archive, and remembers what is in it. */
final class BaseWriter {

    private static final int FAST = 1;
    private static final int FILE_MODE = 0600;
    private static final int DIRECTORY_MODE = 040700;

    private final DigestOutputStream digested;
    private final Counting counted;
    private final TarArchiveOutputStream tar;
    private final List<Manifest.Entry> files = new ArrayList<>();

    BaseWriter(OutputStream out) throws IOException {
        this.counted = new Counting(out);
        this.digested = new DigestOutputStream(counted, sha256());
        this.tar = new TarArchiveOutputStream(new ZstdOutputStream(digested, FAST));
        tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
        tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
    }

    /** Where a file's bytes come from. */
    interface Content {
        /** The next bytes of the file; none when there are no more. */
        byte[] next() throws IOException;
    }

    void directory(String path) throws IOException {
        var entry = new TarArchiveEntry(path + "/");
        entry.setMode(DIRECTORY_MODE);
        tar.putArchiveEntry(entry);
        tar.closeArchiveEntry();
    }

    /** A file of just that size: what is missing is zeros, what is too much is left for the log. */
    void file(String path, long bytes, Content content) throws IOException {
        var entry = new TarArchiveEntry(path);
        entry.setMode(FILE_MODE);
        entry.setSize(bytes);
        tar.putArchiveEntry(entry);
        var digest = sha256();
        var left = bytes;
        while (left > 0) {
            var some = content.next();
            if (some.length == 0) {
                some = new byte[(int) Math.min(left, 1 << 16)];
            }
            var length = (int) Math.min(left, some.length);
            tar.write(some, 0, length);
            digest.update(some, 0, length);
            left -= length;
        }
        tar.closeArchiveEntry();
        files.add(new Manifest.Entry(path, bytes, HexFormat.of().formatHex(digest.digest())));
    }

    void file(String path, byte[] content) throws IOException {
        var given = new boolean[1];
        file(
                path,
                content.length,
                () -> {
                    var first = !given[0];
                    given[0] = true;
                    return first ? content : new byte[0];
                });
    }

    /** Ends the archive; what it was written to is closed with it. */
    void close() throws IOException {
        tar.close();
    }

    List<Manifest.Entry> files() {
        return files;
    }

    long bytes() {
        return counted.bytes;
    }

    String digest() {
        return HexFormat.of().formatHex(digested.getMessageDigest().digest());
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static final class Counting extends FilterOutputStream {
        private long bytes;

        Counting(OutputStream out) {
            super(out);
        }

        @Override
        public void write(int b) throws IOException {
            out.write(b);
            bytes++;
        }

        @Override
        public void write(byte[] some, int from, int length) throws IOException {
            out.write(some, from, length);
            bytes += length;
        }
    }
}
