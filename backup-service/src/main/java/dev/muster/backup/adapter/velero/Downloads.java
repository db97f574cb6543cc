package dev.muster.backup.adapter.velero;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.muster.backup.app.ObjectNames;
import dev.muster.backup.app.StorageTrouble;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.zip.GZIPInputStream;

/** What only the object store knows, fetched with an address that Velero signs. */
final class Downloads {

    private static final Duration SIGNED_WITHIN = Duration.ofSeconds(30);
    private static final Duration ANSWERED_WITHIN = Duration.ofSeconds(30);
    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final int MOST_BYTES = 8 << 20;
    private static final int MOST_REASONS = 20;

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final VeleroApi api;
    private final HttpClient http;

    Downloads(VeleroApi api) {
        this.api = api;
        this.http = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    }

    /** An object of the store: as many bytes as it has, and a way to read them. */
    record Found(long bytes, InputStream stream) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            stream.close();
        }
    }

    /** How many bytes the objects of a backup take; none when that cannot be told. */
    Optional<Long> size(String backup) throws InterruptedException {
        try (var found = open("BackupContents", backup)) {
            return Optional.of(found.bytes());
        } catch (IOException | Trouble e) {
            return Optional.empty();
        }
    }

    /**
     * Why a backup or a restore failed in part.
     *
     * @param kind {@code BackupResults} or {@code RestoreResults}
     */
    List<String> errors(String kind, String name) throws InterruptedException {
        try (var found = open(kind, name);
                var plain = new GZIPInputStream(found.stream())) {
            var text = plain.readNBytes(MOST_BYTES + 1);
            if (text.length > MOST_BYTES) {
                return List.of("more errors than can be shown: velero describe --details " + name);
            }
            return errorsIn(text);
        } catch (IOException | Trouble e) {
            return List.of("its reasons lie in the store, and cannot be read: " + e.getMessage());
        }
    }

    /** The errors of a document of results, each with where it happened. */
    static List<String> errorsIn(byte[] results) throws JsonProcessingException, IOException {
        var all = new ArrayList<String>();
        collect(JSON.readTree(results).path("errors"), "", all);
        var more = all.size() - MOST_REASONS;
        if (more <= 0) {
            return all;
        }
        var some = new ArrayList<>(all.subList(0, MOST_REASONS));
        some.add("and " + more + " more");
        return some;
    }

    private static void collect(JsonNode node, String where, List<String> into) {
        if (node.isTextual()) {
            into.add(where.isEmpty() ? node.asText() : where + ": " + node.asText());
        } else if (node.isArray()) {
            node.forEach(item -> collect(item, where, into));
        } else if (node.isObject()) {
            node.properties()
                    .forEach(
                            field ->
                                    collect(
                                            field.getValue(),
                                            field.getKey().equals("namespaces")
                                                    ? where
                                                    : field.getKey(),
                                            into));
        }
    }

    /** Opens one object; its reader closes it. */
    Found open(String kind, String name) throws IOException, Trouble, InterruptedException {
        var answer =
                http.send(
                        HttpRequest.newBuilder(signed(kind, name)).timeout(ANSWERED_WITHIN).build(),
                        HttpResponse.BodyHandlers.ofInputStream());
        if (answer.statusCode() != HttpURLConnection.HTTP_OK) {
            answer.body().close();
            throw new StorageTrouble(
                    answer.statusCode() == HttpURLConnection.HTTP_NOT_FOUND
                            ? kind + " of " + name + " is not in the store"
                            : "the store answers " + answer.statusCode() + " to " + kind,
                    answer.statusCode() >= HttpURLConnection.HTTP_INTERNAL_ERROR);
        }
        return new Found(
                answer.headers().firstValueAsLong("Content-Length").orElse(0), answer.body());
    }

    private URI signed(String kind, String name) throws Trouble, IOException, InterruptedException {
        var request = "muster-" + UUID.randomUUID();
        api.create(
                Kind.DOWNLOAD,
                request,
                Map.of(ObjectNames.MANAGED_BY, ObjectNames.US),
                Map.of(),
                Map.of("target", Map.of("kind", kind, "name", name)));
        try {
            var until = System.nanoTime() + SIGNED_WITHIN.toNanos();
            while (System.nanoTime() < until) {
                var address =
                        api.find(Kind.DOWNLOAD, request)
                                .map(one -> one.get("status", "downloadURL"))
                                .filter(String.class::isInstance)
                                .map(String.class::cast)
                                .filter(url -> !url.isEmpty());
                if (address.isPresent()) {
                    return URI.create(address.get());
                }
                Thread.sleep(PAUSE);
            }
            throw new StorageTrouble(
                    "Velero signed no address for " + kind + " of " + name + ": does it run?",
                    true);
        } finally {
            api.delete(Kind.DOWNLOAD, request);
        }
    }
}
