package dev.muster.backup.adapter.etcd;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Passes a snapshot on, and compares all of it with its last 32 bytes: the SHA-256 that the member
 * computed of what it sent.
 *
 * @see <a href="https://etcd.io/docs/v3.6/op-guide/recovery/">etcd: disaster recovery</a>
 */
final class Sealed extends FilterOutputStream {

    private static final int SEAL = 32;

    private final MessageDigest digest = sha256();
    private byte[] tail = new byte[0];

    Sealed(OutputStream out) {
        super(out);
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] some, int from, int length) throws IOException {
        out.write(some, from, length);
        var held = new byte[tail.length + length];
        System.arraycopy(tail, 0, held, 0, tail.length);
        System.arraycopy(some, from, held, tail.length, length);
        var certain = Math.max(0, held.length - SEAL);
        digest.update(held, 0, certain);
        tail = java.util.Arrays.copyOfRange(held, certain, held.length);
    }

    /**
     * Holds when everything came and nothing was changed on its way.
     *
     * @throws IOException when it is not as its member sent it
     */
    void check() throws IOException {
        if (tail.length < SEAL || !MessageDigest.isEqual(tail, digest.digest())) {
            throw new IOException("the snapshot does not have the hash that its member gave it");
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
