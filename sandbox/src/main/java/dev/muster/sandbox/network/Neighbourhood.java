package dev.muster.sandbox.network;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The block of loopback addresses {@code 127.run.site.host} that belongs to one run of the sandbox
 * alone, so that every part of it can listen on its real port number.
 *
 * <p>The claim is a listening socket on {@code 127.run.0.1}: the kernel gives it to one process
 * only and takes it back when that process dies, however it dies. Site 0 is kept for this claim.
 */
public final class Neighbourhood implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Neighbourhood.class);
    private static final int CLAIM_PORT = 20_136;
    private static final int LAST_RUN = 254;

    /**
     * A block given back is the last to be taken again: late packets would meet strangers there.
     */
    private static final AtomicInteger NEXT =
            new AtomicInteger(ThreadLocalRandom.current().nextInt(LAST_RUN));

    private final int run;
    private final ServerSocket claim;

    private Neighbourhood(int run, ServerSocket claim) {
        this.run = run;
        this.claim = claim;
    }

    /**
     * Takes a block that no other run on this machine holds.
     *
     * @throws IllegalStateException when all 254 blocks are taken
     */
    public static Neighbourhood claim() {
        for (int i = 0; i < LAST_RUN; i++) {
            int run = 1 + NEXT.getAndIncrement() % LAST_RUN;
            try {
                return new Neighbourhood(run, new ServerSocket(CLAIM_PORT, 1, ip(run, 0, 1)));
            } catch (IOException taken) {
                LOG.debug("run {} is taken: {}", run, taken.getMessage());
            }
        }
        throw new IllegalStateException(
                "no free loopback block: all 254 runs hold 127.*.0.1:%d; end one of them"
                        .formatted(CLAIM_PORT));
    }

    /** The number of this run, the second byte of all its addresses. */
    public int run() {
        return run;
    }

    /**
     * The address of one host.
     *
     * @param site 1 to 254
     * @param host 1 to 254
     */
    public InetAddress address(int site, int host) {
        requireByte("site", site);
        requireByte("host", host);
        return ip(run, site, host);
    }

    /** The address of one host with a port. */
    public InetSocketAddress socket(int site, int host, int port) {
        return new InetSocketAddress(address(site, host), port);
    }

    /** Gives the block back. */
    @Override
    public void close() {
        try {
            claim.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void requireByte(String what, int value) {
        if (value < 1 || value > 254) {
            throw new IllegalArgumentException(what + " must be 1 to 254, not " + value);
        }
    }

    private static InetAddress ip(int run, int site, int host) {
        try {
            return InetAddress.getByAddress(new byte[] {127, (byte) run, (byte) site, (byte) host});
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
