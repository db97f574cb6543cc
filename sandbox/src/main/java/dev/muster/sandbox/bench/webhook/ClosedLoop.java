package dev.muster.sandbox.bench.webhook;

import dev.muster.sandbox.bench.measure.Latencies;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Posts over kept-alive connections, each as soon as its last request was answered. One thread
 * serves all of them, so that the load costs as little as it can beside what is measured.
 */
final class ClosedLoop {

    /** Where requests come from and answers go. */
    interface Exchange {
        /** The next request of this connection, ready to be written; null when none is left. */
        @Nullable ByteBuffer next(int connection);

        /** Called in the order of the connection's requests. */
        void answered(int connection, int status);
    }

    /**
     * What happened.
     *
     * @param latencies of each answered request
     * @param broken how many connections ended before their last answer
     */
    record Outcome(Duration wall, Latencies latencies, int broken) {}

    private static final int ANSWER_BYTES = 64 * 1024;
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int STATUS_AT = 9;

    private final Exchange exchange;
    private long[] latencies = new long[1 << 16];
    private int answers;
    private int broken;
    private int open;

    private ClosedLoop(Exchange exchange) {
        this.exchange = exchange;
    }

    /** Goes on until no connection has a request left; the time runs from the first to the last. */
    static Outcome run(InetSocketAddress to, int connections, Exchange exchange) {
        try {
            return new ClosedLoop(exchange).run(to, connections);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot post to " + to, e);
        }
    }

    private static final class Connection {
        final int number;
        final SocketChannel channel;
        final ByteBuffer answer = ByteBuffer.allocateDirect(ANSWER_BYTES);
        @Nullable ByteBuffer request;
        long askedAt;

        Connection(int number, SocketChannel channel) {
            this.number = number;
            this.channel = channel;
        }
    }

    private Outcome run(InetSocketAddress to, int connections) throws IOException {
        try (var selector = Selector.open()) {
            var all = new ArrayList<Connection>();
            for (var number = 0; number < connections; number++) {
                var channel = SocketChannel.open(to);
                channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
                channel.configureBlocking(false);
                var connection = new Connection(number, channel);
                channel.register(selector, SelectionKey.OP_READ, connection);
                all.add(connection);
            }
            open = connections;
            var start = System.nanoTime();
            for (var connection : all) {
                ask(connection, selector);
            }
            var lastProgress = System.nanoTime();
            while (open > 0) {
                var before = answers;
                selector.select(key -> serve(key, selector), 100);
                if (answers != before) {
                    lastProgress = System.nanoTime();
                } else if (System.nanoTime() - lastProgress > PATIENCE.toNanos()) {
                    throw new IOException("no answer within " + PATIENCE);
                }
            }
            var wall = Duration.ofNanos(System.nanoTime() - start);
            for (var connection : all) {
                connection.channel.close();
            }
            return new Outcome(wall, Latencies.of(Arrays.copyOf(latencies, answers)), broken);
        }
    }

    private void serve(SelectionKey key, Selector selector) {
        var connection = (Connection) key.attachment();
        try {
            if (key.isWritable()) {
                write(connection, selector);
            }
            if (key.isReadable()) {
                read(connection, selector);
            }
        } catch (IOException e) {
            broken++;
            end(connection);
        }
    }

    private void ask(Connection connection, Selector selector) throws IOException {
        var next = exchange.next(connection.number);
        if (next == null) {
            end(connection);
            return;
        }
        connection.request = next;
        connection.answer.clear();
        connection.askedAt = System.nanoTime();
        write(connection, selector);
    }

    private static void write(Connection connection, Selector selector) throws IOException {
        var request = connection.request;
        if (request == null) {
            return;
        }
        connection.channel.write(request);
        var whole = !request.hasRemaining();
        if (whole) {
            connection.request = null;
        }
        var interest = SelectionKey.OP_READ | (whole ? 0 : SelectionKey.OP_WRITE);
        var key = connection.channel.keyFor(selector);
        if (key.interestOps() != interest) {
            key.interestOps(interest);
        }
    }

    private void read(Connection connection, Selector selector) throws IOException {
        if (connection.channel.read(connection.answer) < 0) {
            throw new IOException("closed");
        }
        var status = status(connection.answer);
        if (status > 0) {
            note(System.nanoTime() - connection.askedAt);
            exchange.answered(connection.number, status);
            ask(connection, selector);
        }
    }

    private void note(long nanos) {
        if (answers == latencies.length) {
            latencies = Arrays.copyOf(latencies, answers * 2);
        }
        latencies[answers++] = nanos;
    }

    private void end(Connection connection) {
        open--;
        try {
            connection.channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The status once the answer is whole, else 0. */
    private static int status(ByteBuffer answer) {
        var length = answer.position();
        var bodyAt = bodyAt(answer, length);
        if (bodyAt < 0) {
            return 0;
        }
        return length >= bodyAt + contentLength(answer, bodyAt)
                ? (answer.get(STATUS_AT) - '0') * 100
                        + (answer.get(STATUS_AT + 1) - '0') * 10
                        + (answer.get(STATUS_AT + 2) - '0')
                : 0;
    }

    private static int bodyAt(ByteBuffer answer, int length) {
        for (var i = STATUS_AT; i + 3 < length; i++) {
            if (answer.get(i) == '\r'
                    && answer.get(i + 1) == '\n'
                    && answer.get(i + 2) == '\r'
                    && answer.get(i + 3) == '\n') {
                return i + 4;
            }
        }
        return -1;
    }

    private static int contentLength(ByteBuffer answer, int bodyAt) {
        var head = new byte[bodyAt];
        answer.get(0, head);
        var text = new String(head, StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
        var at = text.indexOf("content-length:");
        return at < 0
                ? 0
                : Integer.parseInt(
                        text.substring(at + "content-length:".length(), text.indexOf('\r', at))
                                .strip());
    }
}
