package dev.muster.sandbox.shop;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The application under protection: a shop that answers an order only when it is committed.
 *
 * <p>{@code GET /healthz} says the site and whether the database takes writes, {@code GET /} is its
 * page, {@code POST /orders} with {@code {"id": 1, "client": "x"}} answers 201, 409 for a number
 * that is taken, or 503.
 *
 * <p>Several replicas share a port: each listens on an address of its own, and all of them stand in
 * the DNS answer.
 */
public final class ShopApplication implements AutoCloseable {

    /** The port of every replica. */
    public static final int PORT = 8080;

    /** The statement that makes the shop's table. */
    public static final String TABLE = OrderBook.TABLE;

    private static final Logger LOG = LoggerFactory.getLogger(ShopApplication.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int BACKLOG = 64;
    private static final int WORKERS = 16;
    private static final int LARGEST_ORDER = 4096;

    private final HttpServer server;
    private final String site;
    private final OrderBook orders;

    private ShopApplication(HttpServer server, String site, OrderBook orders) {
        this.server = server;
        this.site = site;
        this.orders = orders;
    }

    /** Opens a shop in this JVM. */
    public static ShopApplication open(
            InetSocketAddress address,
            String site,
            String databaseUrl,
            String user,
            String password)
            throws IOException {
        HttpServer server = HttpServer.create(address, BACKLOG);
        ShopApplication shop =
                new ShopApplication(server, site, new OrderBook(databaseUrl, user, password));
        ThreadFactory daemons = Thread.ofPlatform().daemon().name("shop-", 0).factory();
        server.setExecutor(Executors.newFixedThreadPool(WORKERS, daemons));
        server.createContext("/", exchange -> shop.answer(exchange));
        server.start();
        LOG.info("shop of {} at {}", site, address);
        return shop;
    }

    /**
     * Serves until it is killed. It reads the environment: {@code MUSTER_SITE}, {@code
     * MUSTER_ADDRESS}, {@code SHOP_DATABASE_URL}, {@code SHOP_DATABASE_USER}, {@code
     * SHOP_DATABASE_PASSWORD}.
     */
    public static void main(String[] arguments) throws IOException {
        open(
                new InetSocketAddress(variable("MUSTER_ADDRESS"), PORT),
                variable("MUSTER_SITE"),
                variable("SHOP_DATABASE_URL"),
                variable("SHOP_DATABASE_USER"),
                variable("SHOP_DATABASE_PASSWORD"));
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private static String variable(String name) {
        String value = System.getenv(name);
        if (value == null) {
            throw new IllegalStateException("the shop needs the environment variable " + name);
        }
        return value;
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String request = exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath();
            switch (request) {
                case "GET /" -> send(exchange, 200, "text/html", page());
                case "GET /healthz" -> health(exchange);
                case "POST /orders" -> order(exchange);
                default -> send(exchange, 404, "text/plain", "no " + request + "\n");
            }
        }
    }

    private String page() {
        return """
        <!doctype html>
        <title>Shop</title>
        <h1>Shop</h1>
        <p>You are served by %s.</p>
        """
                .formatted(site);
    }

    private void health(HttpExchange exchange) throws IOException {
        try {
            json(exchange, 200, Map.of("site", site, "writable", orders.isWritable()));
        } catch (SQLException e) {
            unavailable(exchange, e);
        }
    }

    private void order(HttpExchange exchange) throws IOException {
        JsonNode order = JSON.readTree(exchange.getRequestBody().readNBytes(LARGEST_ORDER));
        if (!order.path("id").isIntegralNumber()) {
            json(exchange, 400, Map.of("error", "an order is {\"id\": number, \"client\": text}"));
            return;
        }
        long id = order.path("id").longValue();
        try {
            boolean accepted = orders.accept(id, site, order.path("client").asText("unknown"));
            json(exchange, accepted ? 201 : 409, Map.of("id", id, "site", site));
        } catch (SQLException e) {
            unavailable(exchange, e);
        }
    }

    private void unavailable(HttpExchange exchange, SQLException e) throws IOException {
        LOG.debug("the database of {} fails: {}", site, e.getMessage());
        json(exchange, 503, Map.of("site", site, "error", String.valueOf(e.getMessage())));
    }

    private static void json(HttpExchange exchange, int code, Map<String, Object> body)
            throws IOException {
        send(
                exchange,
                code,
                "application/json",
                JSON.writeValueAsString(new LinkedHashMap<>(body)) + "\n");
    }

    private static void send(HttpExchange exchange, int code, String type, String body)
            throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(code, bytes.length);
        exchange.getResponseBody().write(bytes);
    }
}
