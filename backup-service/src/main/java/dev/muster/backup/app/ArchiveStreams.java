package dev.muster.backup.app;

import com.github.luben.zstd.ZstdInputStream;
import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * What an archive passes through on its way: counted, summed, and compared with what was written.
 */
final class ArchiveStreams {

    private static final int CHUNK = 1 << 20;

    private ArchiveStreams() {}

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** Counts what passes. */
    static class Counted extends FilterOutputStream {
        long bytes;

        Counted(OutputStream out) {
            super(out);
        }

        @Override
        public final void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] some, int from, int length) throws IOException {
            out.write(some, from, length);
            bytes += length;
        }
    }

    /** What comes from the source, no faster than it may. */
    static final class Summed extends Counted {
        private final MessageDigest digest = sha256();
        private final Throttle throttle;

        Summed(OutputStream out, Throttle throttle) {
            super(out);
            this.throttle = throttle;
        }

        @Override
        public void write(byte[] some, int from, int length) throws IOException {
            super.write(some, from, length);
            digest.update(some, from, length);
            throttle.take(length);
        }

        String sum() {
            return HexFormat.of().formatHex(digest.digest());
        }
    }

    /** Gives bytes and compares their sum at the end. */
    static final class Checked extends FilterInputStream {
        private final Archives.Archive archive;
        private final MessageDigest digest = sha256();
        private long bytes;
        private boolean ended;

        Checked(InputStream stored, Archives.Archive archive) throws StorageTrouble {
            super(unpacked(stored, archive));
            this.archive = archive;
        }

        private static InputStream unpacked(InputStream stored, Archives.Archive archive)
                throws StorageTrouble {
            try {
                return new ZstdInputStream(new BufferedInputStream(stored, CHUNK));
            } catch (IOException e) {
                throw new StorageTrouble(
                        archive.point().location() + " cannot be read: " + e.getMessage(), true);
            }
        }

        @Override
        public int read() throws IOException {
            var one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int from, int length) throws IOException {
            int some;
            try {
                some = in.read(into, from, length);
            } catch (com.github.luben.zstd.ZstdIOException e) {
                throw new Archives.Damaged("the archive cannot be unpacked: " + e.getMessage());
            }
            if (some > 0) {
                digest.update(into, from, some);
                bytes += some;
            } else if (some < 0 && !ended) {
                ended = true;
                compare();
            }
            return some;
        }

        private void compare() throws Archives.Damaged {
            if (bytes != archive.bytes()) {
                throw new Archives.Damaged(
                        "the archive has "
                                + bytes
                                + " bytes, "
                                + archive.bytes()
                                + " were written");
            }
            var sum = HexFormat.of().formatHex(digest.digest());
            if (!sum.equals(archive.sha256())) {
                throw new Archives.Damaged("the archive has another checksum than was written");
            }
        }
    }
}
