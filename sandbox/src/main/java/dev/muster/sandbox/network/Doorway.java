package dev.muster.sandbox.network;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A listening socket that can be blocked: its accept queue is filled with connections of our own,
 * so that the kernel drops every further SYN and a connect from outside hangs as on a dead line.
 */
final class Doorway {

    private static final int BACKLOG = 32;
    private static final Duration HANDSHAKE = Duration.ofMillis(150);

    private final InetSocketAddress address;
    private final ServerSocketChannel listener;
    private final List<SocketChannel> fillers = new ArrayList<>();
    private final Set<SocketAddress> fillerAddresses = ConcurrentHashMap.newKeySet();

    Doorway(InetSocketAddress address) throws IOException {
        this.address = address;
        listener = ServerSocketChannel.open();
        try {
            listener.bind(address, BACKLOG);
        } catch (IOException e) {
            listener.close();
            throw new IOException("cannot listen on " + address + ": " + e.getMessage(), e);
        }
    }

    /** The next caller from outside, or null when it was one of our own fillers. */
    @Nullable SocketChannel accept() throws IOException {
        SocketChannel caller = listener.accept();
        if (fillerAddresses.remove(caller.getRemoteAddress())) {
            caller.close();
            return null;
        }
        return caller;
    }

    /** Wakes a thread that is blocked in {@link #accept()}. */
    void knock() throws IOException {
        fill();
    }

    /** Fills the accept queue; nobody may be accepting any more. */
    void block() throws IOException {
        int attempts = 0;
        while (fill()) {
            if (++attempts > 4 * BACKLOG) {
                throw new IOException("the accept queue of " + address + " does not fill");
            }
        }
    }

    /** Waits until the acceptor has taken our own connections out of the queue. */
    void awaitDrained(Duration limit) throws IOException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!fillerAddresses.isEmpty() && listener.isOpen()) {
            if (System.nanoTime() - deadline > 0) {
                throw new IOException("the accept queue of " + address + " is still full");
            }
            LockSupport.parkNanos(1_000_000);
        }
    }

    /** Lets callers in again. */
    void unblock() throws IOException {
        for (SocketChannel filler : fillers) {
            filler.close();
        }
        fillers.clear();
    }

    void close() throws IOException {
        unblock();
        listener.close();
    }

    /**
     * Waits until callers are refused. A listener that a virtual thread was accepting from is
     * closed by that thread, some time after {@link #close()} has returned.
     */
    void awaitRefusing(Duration limit) throws IOException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (System.nanoTime() - deadline < 0) {
            try (SocketChannel caller = SocketChannel.open()) {
                caller.connect(address);
            } catch (ConnectException refused) {
                return;
            } catch (SocketException reset) {
                // Taken into the queue of a listener that closes at this moment: look once more.
                LockSupport.parkNanos(1_000_000);
            }
            LockSupport.parkNanos(1_000_000);
        }
        throw new IOException(address + " still lets callers in");
    }

    /** Whether one more connection found room in the queue. */
    private boolean fill() throws IOException {
        SocketChannel filler = SocketChannel.open();
        filler.configureBlocking(false);
        filler.bind(new InetSocketAddress(address.getAddress(), 0));
        SocketAddress self = filler.getLocalAddress();
        fillerAddresses.add(self);
        long deadline = System.nanoTime() + HANDSHAKE.toNanos();
        boolean connected = filler.connect(address);
        while (!connected && System.nanoTime() - deadline < 0) {
            LockSupport.parkNanos(1_000_000);
            connected = filler.finishConnect();
        }
        if (connected) {
            fillers.add(filler);
        } else {
            filler.close();
            fillerAddresses.remove(self);
        }
        return connected;
    }
}
