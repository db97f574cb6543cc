package dev.muster.health.adapter.vertx;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** A server that behaves as badly as it is told to, on a port of this machine. */
final class Peer implements AutoCloseable {

    /** What it does with one connection. */
    interface Manner {
        void serve(Socket socket) throws IOException;
    }

    private final ServerSocket listener;
    private final Thread acceptor;

    private Peer(Manner manner) {
        try {
            this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.acceptor = Thread.ofVirtual().start(() -> accept(manner));
    }

    private void accept(Manner manner) {
        while (!listener.isClosed()) {
            try {
                var socket = listener.accept();
                Thread.ofVirtual().start(() -> serve(manner, socket));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private static void serve(Manner manner, Socket socket) {
        try (socket) {
            manner.serve(socket);
        } catch (IOException gone) {
            // the other side hung up, which is its right
        }
    }

    int port() {
        return listener.getLocalPort();
    }

    /** Accepts, reads, and never says a word. */
    static Peer silent() {
        return new Peer(socket -> readUntilClosed(socket));
    }

    /** Cuts the connection hard as soon as it has heard something. */
    static Peer resetting() {
        return new Peer(
                socket -> {
                    var _ = socket.getInputStream().read();
                    socket.setSoLinger(true, 0);
                });
    }

    /** Says this much and hangs up. */
    static Peer saying(String words) {
        return new Peer(
                socket -> {
                    readRequest(socket);
                    socket.getOutputStream().write(words.getBytes(StandardCharsets.UTF_8));
                });
    }

    /** Says this much and then nothing more, with the connection open. */
    static Peer stuckAfter(String words) {
        return new Peer(
                socket -> {
                    readRequest(socket);
                    socket.getOutputStream().write(words.getBytes(StandardCharsets.UTF_8));
                    readUntilClosed(socket);
                });
    }

    /** Promises an answer and hands it out a byte at a time, for ever. */
    static Peer dripping() {
        return new Peer(
                socket -> {
                    readRequest(socket);
                    var out = socket.getOutputStream();
                    out.write(
                            "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n"
                                    .getBytes(StandardCharsets.UTF_8));
                    while (true) {
                        out.write('x');
                        out.flush();
                        LockSupport.parkNanos(20_000_000);
                    }
                });
    }

    /** Answers with a body that never ends; counts what was written until the caller hung up. */
    static Peer endless(AtomicLong sent) {
        return new Peer(
                socket -> {
                    readRequest(socket);
                    var out = socket.getOutputStream();
                    out.write("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.UTF_8));
                    var part = "0123456789abcdef".repeat(64).getBytes(StandardCharsets.UTF_8);
                    while (true) {
                        out.write(part);
                        sent.addAndGet(part.length);
                    }
                });
    }

    private static void readRequest(Socket socket) throws IOException {
        var in = socket.getInputStream();
        int newlines = 0;
        while (newlines < 2) {
            int next = in.read();
            if (next < 0) {
                return;
            }
            newlines = next == '\n' ? newlines + 1 : next == '\r' ? newlines : 0;
        }
    }

    private static void readUntilClosed(Socket socket) throws IOException {
        while (socket.getInputStream().read() >= 0) {
            // whatever it says
        }
    }

    /** From then on nobody listens: a thread that still accepts keeps the port open otherwise. */
    @Override
    public void close() throws IOException {
        listener.close();
        try {
            acceptor.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
