package dev.muster.sandbox.bench.reaction;

import dev.muster.sandbox.network.Neighbourhood;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Listeners that answer for a site, and fail by being closed. */
final class Targets implements AutoCloseable {

    private static final int PORT = 9000;
    private static final int PER_BLOCK = 250;
    private static final int FIRST_BLOCK = 20;
    private static final int BACKLOG = 64;

    private final Neighbourhood neighbourhood;
    private final Map<Integer, ServerSocket> open = new ConcurrentHashMap<>();

    Targets(Neighbourhood neighbourhood) {
        this.neighbourhood = neighbourhood;
    }

    InetSocketAddress address(int number) {
        return neighbourhood.socket(FIRST_BLOCK + number / PER_BLOCK, 1 + number % PER_BLOCK, PORT);
    }

    /** Opens it; does nothing while it is open. */
    void open(int number) {
        if (open.containsKey(number)) {
            return;
        }
        try {
            var socket = new ServerSocket();
            socket.setReuseAddress(true);
            socket.bind(address(number), BACKLOG);
            open.put(number, socket);
            Thread.ofVirtual().start(() -> accept(socket));
        } catch (IOException e) {
            throw new UncheckedIOException("no target at " + address(number), e);
        }
    }

    /** Closes it; returns the moment before. */
    Instant fail(int number) {
        @Nullable ServerSocket socket = open.remove(number);
        var at = Instant.now();
        if (socket != null) {
            close(socket);
        }
        return at;
    }

    private static void accept(ServerSocket socket) {
        while (!socket.isClosed()) {
            try {
                socket.accept().close();
            } catch (SocketException closed) {
                return;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static void close(ServerSocket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        open.keySet().forEach(this::fail);
    }
}
