package dev.muster.sandbox.region;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/** The telephone of the person on call: takes what chat systems take, and drops repetitions. */
public final class OnCall implements AutoCloseable {

    private static final int OK = 200;

    private final HttpServer server;
    private final Set<String> seen = new LinkedHashSet<>();
    private final List<String> messages = new ArrayList<>();
    private Consumer<String> listener = _ -> {};

    private OnCall(HttpServer server) {
        this.server = server;
        server.createContext("/", this::take);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
    }

    static OnCall at(InetSocketAddress address) {
        try {
            return new OnCall(HttpServer.create(address, 0));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot listen on " + address, e);
        }
    }

    URI url() {
        return URI.create("http://" + Region.text(server.getAddress()) + "/hook");
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            var text = new ObjectMapper().readTree(exchange.getRequestBody()).path("text").asText();
            exchange.sendResponseHeaders(OK, -1);
            take(String.valueOf(exchange.getRequestHeaders().getFirst("Idempotency-Key")), text);
        }
    }

    private synchronized void take(String id, String text) {
        if (seen.add(id)) {
            messages.add(text);
            listener.accept(text);
        }
    }

    /** Is told every message from now on. */
    public synchronized void listen(Consumer<String> to) {
        listener = to;
    }

    /** What came, in order. */
    public synchronized List<String> messages() {
        return List.copyOf(messages);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
