package dev.muster.sandbox.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.muster.sandbox.region.World;
import dev.muster.sandbox.shop.Customer;
import dev.muster.sandbox.shop.Score.Acknowledgement;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A bad deployment deletes orders at a known second. Nothing is lost with a site, so nothing moves:
 * the second before is brought back beside the shop that runs, and compared with it.
 */
final class Corruption {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration RESTORE_LIMIT = Duration.ofMinutes(2);
    private static final Duration RUN_UP = Duration.ofSeconds(4);
    private static final int PORT = 5433;

    private final World world;
    private final Customer customer;
    private final Story story;
    private final Screen screen;
    private final HttpClient http = HttpClient.newBuilder().connectTimeout(PATIENCE).build();

    Corruption(World world, Customer customer, Story story, Screen screen) {
        this.world = world;
        this.customer = customer;
        this.story = story;
        this.screen = screen;
    }

    Outcome tell() {
        story.settle();
        story.pauseFor(RUN_UP, "customers are ordering");
        screen.chapter("2  A bad deployment deletes every second order");
        var deletedAt = clock();
        world.west().database().execute("orders", "delete from orders where id % 2 = 0");
        var second = deletedAt.truncatedTo(java.time.temporal.ChronoUnit.SECONDS);
        screen.bad("the orders with even numbers are gone, since " + deletedAt);
        story.pauseFor(RUN_UP, "nobody has noticed yet: customers go on ordering");
        screen.chapter("3  What could be brought back, and from where?");
        var answer = ask("/api/v1/plans/shop/rpo?corruptedSince=" + second);
        var choice = corrupted(answer);
        var point = choice.path("point").asText();
        screen.say("data corrupted since " + second + ": Muster would use " + point);
        screen.detail(
                "up to "
                        + choice.path("moment").asText()
                        + ", proven to be "
                        + choice.path("level").asText());
        screen.chapter("4  The second before, beside the shop that runs");
        var begun = Instant.now();
        var operation = restore(point, second.minusNanos(1_000));
        var run = follow(operation);
        var took = Duration.between(begun, Instant.now());
        var restoredAt = run.path("restoredAt").asText();
        screen.good("restored at " + restoredAt + " in " + Story.seconds(took));
        story.pauseFor(Duration.ofSeconds(1), "the two are compared");
        customer.stop();
        return compared(second, restoredAt, took);
    }

    private CorruptionResult compared(Instant second, String restoredAt, Duration took) {
        var restored = ids(query(restoredAt));
        var running = ids(world.west().orders("select id from orders"));
        var acknowledged = customer.score().acknowledgements();
        var before =
                acknowledged.stream()
                        .filter(a -> a.at().isBefore(second))
                        .map(Acknowledgement::id)
                        .toList();
        return new CorruptionResult(
                second,
                took,
                before.size(),
                before.stream().filter(running::contains).count(),
                before.stream().filter(restored::contains).count(),
                restored.stream().filter(id -> !running.contains(id)).count(),
                running.stream().filter(id -> !restored.contains(id)).count(),
                longestGapSince(second, acknowledged),
                acknowledged.stream().anyMatch(a -> a.at().isAfter(second)));
    }

    /** How long the customer waited for an order to be accepted, from that moment on. */
    private static Duration longestGapSince(Instant moment, List<Acknowledgement> acknowledged) {
        var last = moment;
        var longest = Duration.ZERO;
        for (var each : acknowledged) {
            if (each.at().isAfter(moment)) {
                var gap = Duration.between(last, each.at());
                longest = gap.compareTo(longest) > 0 ? gap : longest;
                last = each.at();
            }
        }
        return longest;
    }

    private static Set<Long> ids(List<String> rows) {
        var ids = new HashSet<Long>();
        rows.forEach(row -> ids.add(Long.valueOf(row)));
        return ids;
    }

    private static List<String> query(String at) {
        var colon = at.lastIndexOf(':');
        return dev.muster.sandbox.postgres.PostgresServer.query(
                "restored",
                new InetSocketAddress(
                        at.substring(0, colon), Integer.parseInt(at.substring(colon + 1))),
                "orders",
                "select id from orders");
    }

    private Instant clock() {
        var micros =
                Long.parseLong(
                        world.west()
                                .orders(
                                        "select (extract(epoch from clock_timestamp()) *"
                                                + " 1000000)::bigint")
                                .getFirst());
        return Instant.EPOCH.plusNanos(micros * 1_000);
    }

    private static JsonNode corrupted(JsonNode answer) {
        for (var failure : answer.path("protections").path(0).path("failures")) {
            if (failure.path("failure").asText().equals("dataCorrupted")
                    && failure.hasNonNull("point")) {
                return failure;
            }
        }
        throw new IllegalStateException("Muster knows no way back: " + answer);
    }

    private String restore(String point, Instant moment) {
        var folder = world.directory().resolve("the-second-before");
        var body =
                JSON.createObjectNode()
                        .put("to", moment.toString())
                        .put("site", "east")
                        .put("directory", folder.toString())
                        .put("port", PORT)
                        .put("reason", "orders were deleted by a bad deployment");
        var request =
                HttpRequest.newBuilder(
                                URI.create(
                                        world.east().backupUrl()
                                                + "/api/v1/recovery-points/"
                                                + point
                                                + "/restore"))
                        .header("Authorization", "Bearer " + World.OPERATOR_TOKEN)
                        .header("Idempotency-Key", UUID.randomUUID().toString())
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body.toString()));
        return send(request, 202).path("operation").asText();
    }

    private JsonNode follow(String operation) {
        var last = new AtomicReference<JsonNode>(JSON.createObjectNode());
        story.await(
                RESTORE_LIMIT,
                "a base is laid down, the log is replayed up to the moment",
                () -> {
                    var now = lookAt("/api/v1/operations/" + operation);
                    last.set(now);
                    return List.of("done", "failed", "refused")
                            .contains(now.path("status").asText());
                });
        if (!last.get().path("status").asText().equals("done")) {
            throw new IllegalStateException("the restore ended: " + last.get());
        }
        return last.get().path("runs").path(0);
    }

    private JsonNode ask(String path) {
        return send(HttpRequest.newBuilder(URI.create(world.east().backupUrl() + path)), 200);
    }

    /** An operation that was just written may not have been read yet. */
    private JsonNode lookAt(String path) {
        try {
            return ask(path);
        } catch (IllegalStateException notYet) {
            return JSON.createObjectNode();
        }
    }

    private JsonNode send(HttpRequest.Builder request, int status) {
        try {
            var answer =
                    http.send(
                            request.timeout(PATIENCE).build(),
                            HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != status) {
                throw new IllegalStateException(
                        answer.uri() + " answers " + answer.statusCode() + ": " + answer.body());
            }
            return JSON.readTree(answer.body());
        } catch (IOException e) {
            throw new IllegalStateException("Muster does not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
