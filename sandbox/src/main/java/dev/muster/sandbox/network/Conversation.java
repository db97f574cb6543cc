package dev.muster.sandbox.network;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** One connection through a link: two pumps that stand still while the link is cut. */
final class Conversation {

    /** What is held in each direction while the link is cut, beside the kernel's own buffers. */
    private static final int HELD_BYTES = 16 * 1024;

    private static final int CONNECT_MILLIS = 3_000;

    private final Gate gate;
    private final SocketChannel caller;
    private final SocketChannel target;
    private final AtomicInteger openDirections = new AtomicInteger(2);
    private final Consumer<Conversation> onEnd;

    private Conversation(
            Gate gate, SocketChannel caller, SocketChannel target, Consumer<Conversation> onEnd) {
        this.gate = gate;
        this.caller = caller;
        this.target = target;
        this.onEnd = onEnd;
    }

    /** Connects to the target on the caller's behalf. */
    static Conversation open(
            Gate gate,
            SocketChannel caller,
            InetSocketAddress targetAddress,
            Consumer<Conversation> onEnd)
            throws IOException {
        SocketChannel target = SocketChannel.open();
        try {
            target.socket().connect(targetAddress, CONNECT_MILLIS);
            target.setOption(StandardSocketOptions.TCP_NODELAY, true);
            caller.setOption(StandardSocketOptions.TCP_NODELAY, true);
        } catch (IOException e) {
            target.close();
            throw e;
        }
        return new Conversation(gate, caller, target, onEnd);
    }

    void flow(String name) {
        Thread.ofVirtual().name(name + "-out").start(() -> pump(caller, target));
        Thread.ofVirtual().name(name + "-back").start(() -> pump(target, caller));
    }

    /** Ends both sides with a reset. */
    void reset() {
        reset(caller);
        reset(target);
    }

    static void reset(SocketChannel channel) {
        try (channel) {
            channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        } catch (IOException alreadyGone) {
            return;
        }
    }

    private void pump(SocketChannel from, SocketChannel to) {
        ByteBuffer held = ByteBuffer.allocate(HELD_BYTES);
        try {
            while (gate.pass() && from.read(held.clear()) >= 0 && gate.pass()) {
                held.flip();
                while (held.hasRemaining()) {
                    to.write(held);
                }
            }
            if (!gate.pass()) {
                reset();
                return;
            }
            to.shutdownOutput();
        } catch (IOException e) {
            if (gate.pass()) {
                reset();
            }
        } finally {
            endDirection();
        }
    }

    private void endDirection() {
        if (openDirections.decrementAndGet() == 0) {
            try (caller;
                    target) {
                onEnd.accept(this);
            } catch (IOException alreadyGone) {
                return;
            }
        }
    }
}
