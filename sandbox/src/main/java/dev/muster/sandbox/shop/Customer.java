package dev.muster.sandbox.shop;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Somebody who places an order every 50 ms, waits at most a second for the answer, never gives up,
 * and keeps the score.
 */
public final class Customer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Customer.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PACE = Duration.ofMillis(50);
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final Duration SAVE_PACE = Duration.ofSeconds(1);
    private static final Duration LAST_ANSWERS = Duration.ofSeconds(5);
    private static final int MOST_UNDER_WAY = 40;
    private static final int MOST_ORDERS = 1_000_000;
    private static final int CREATED = 201;

    private final String name;
    private final long firstId;
    private final Where where;
    private final HttpClient http =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(PATIENCE)
                    .build();
    private final Semaphore underWay = new Semaphore(MOST_UNDER_WAY);
    private final Instant from = Instant.now();
    private final List<Score.Acknowledgement> acknowledgements = new ArrayList<>();
    private long attempts;
    private long failures;
    private volatile boolean closed;

    private interface Where {
        List<InetSocketAddress> now() throws IOException;
    }

    private Customer(String name, long firstId, Destination destination) {
        this.name = name;
        this.firstId = firstId;
        this.where =
                switch (destination) {
                    case Destination.ByName byName -> new NameLookup(byName)::addresses;
                    case Destination.Fixed fixed -> () -> List.of(fixed.address());
                };
    }

    /**
     * Starts shopping in a thread of this JVM.
     *
     * @param firstId the number of the first order; each customer needs a range of its own
     */
    public static Customer start(String name, long firstId, Destination destination) {
        Customer customer = new Customer(name, firstId, destination);
        Thread.ofPlatform().daemon().name("customer-" + name).start(customer::shop);
        return customer;
    }

    /**
     * Shops until it is killed and writes the score to a file each second.
     *
     * @param arguments name, first order number, file of the score, then either {@code dns}, the
     *     name of the shop, its port and address:port of each DNS server, or {@code fixed} and
     *     address:port of the shop
     */
    public static void main(String[] arguments) throws IOException {
        Destination destination =
                switch (arguments[3]) {
                    case "dns" ->
                            new Destination.ByName(
                                    List.of(arguments).subList(6, arguments.length).stream()
                                            .map(Customer::address)
                                            .toList(),
                                    arguments[4],
                                    Integer.parseInt(arguments[5]));
                    case "fixed" -> new Destination.Fixed(address(arguments[4]));
                    default -> throw new IllegalArgumentException("dns or fixed: " + arguments[3]);
                };
        Path file = Path.of(arguments[2]);
        Path draft = file.resolveSibling(file.getFileName() + ".draft");
        try (Customer customer = start(arguments[0], Long.parseLong(arguments[1]), destination)) {
            while (!customer.closed) {
                Files.writeString(draft, customer.score().toJson());
                Files.move(
                        draft,
                        file,
                        StandardCopyOption.ATOMIC_MOVE,
                        StandardCopyOption.REPLACE_EXISTING);
                LockSupport.parkNanos(SAVE_PACE.toNanos());
            }
        }
    }

    /** The score up to now. */
    public synchronized Score score() {
        return Score.of(name, from, Instant.now(), attempts, failures, acknowledgements);
    }

    /** Places no further orders and waits for the answers to those under way. */
    public void stop() {
        closed = true;
        try {
            if (underWay.tryAcquire(MOST_UNDER_WAY, LAST_ANSWERS.toMillis(), MILLISECONDS)) {
                underWay.release(MOST_UNDER_WAY);
            } else {
                LOG.warn("customer {} still waits for answers", name);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed = true;
        http.shutdownNow();
    }

    private static InetSocketAddress address(String text) {
        int colon = text.lastIndexOf(':');
        return new InetSocketAddress(
                text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)));
    }

    private void shop() {
        long next = System.nanoTime();
        for (int i = 0; i < MOST_ORDERS && !closed; i++) {
            long id = firstId + i;
            underWay.acquireUninterruptibly();
            if (closed) {
                underWay.release();
                return;
            }
            Thread.ofVirtual().start(() -> order(id));
            next = Math.max(next + PACE.toNanos(), System.nanoTime());
            LockSupport.parkNanos(next - System.nanoTime());
        }
    }

    private void order(long id) {
        begin();
        try {
            acknowledge(id, place(id));
        } catch (IOException e) {
            fail(id, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            fail(id, e);
        } finally {
            underWay.release();
        }
    }

    /** The site that accepted the order. An address that refuses to talk is passed over. */
    private String place(long id) throws IOException, InterruptedException {
        List<InetSocketAddress> addresses = where.now();
        IOException last = new IOException("there is no address to go to");
        for (int i = 0; i < addresses.size(); i++) {
            try {
                return placeAt(addresses.get((int) ((id + i) % addresses.size())), id);
            } catch (ConnectException refused) {
                last = refused;
            }
        }
        throw last;
    }

    private String placeAt(InetSocketAddress address, long id)
            throws IOException, InterruptedException {
        URI uri =
                URI.create(
                        "http://%s:%d/orders"
                                .formatted(
                                        address.getAddress().getHostAddress(), address.getPort()));
        String body = "{\"id\": %d, \"client\": \"%s\"}".formatted(id, name);
        HttpRequest request =
                HttpRequest.newBuilder(uri)
                        .timeout(PATIENCE)
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build();
        HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() != CREATED) {
            throw new IOException(response.statusCode() + " " + response.body().strip());
        }
        JsonNode answer = JSON.readTree(response.body());
        return answer.path("site").asText("unknown");
    }

    private synchronized void begin() {
        attempts++;
    }

    private synchronized void acknowledge(long id, String site) {
        acknowledgements.add(new Score.Acknowledgement(id, Instant.now(), site));
    }

    private synchronized void fail(long id, Exception e) {
        failures++;
        LOG.debug("order {} of {} failed: {}", id, name, e.toString());
    }
}
