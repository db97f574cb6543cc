package dev.muster.sandbox.kubernetes;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fabric8.mockwebserver.MockWebServer;
import io.fabric8.mockwebserver.crud.AttributeSet;
import io.fabric8.mockwebserver.http.MockResponse;
import io.fabric8.mockwebserver.http.RecordedRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The objects of a mock Kubernetes API, written to disk before each change is answered. */
final class MockApi extends KubernetesCrudDispatcher {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String VERSION =
            "{\"major\":\"1\",\"minor\":\"34\",\"gitVersion\":\"v1.34.0-mock\"}";

    private final Path file;
    private final Map<String, Stored> objects = new LinkedHashMap<>();

    /** An object and the path it was first written to, which alone tells its plural name. */
    record Stored(String path, String json) {}

    private MockApi(Path file) {
        this.file = file;
    }

    /**
     * Serves until it is killed.
     *
     * @param arguments address, port and file of the objects
     */
    public static void main(String[] arguments) throws UnknownHostException, InterruptedException {
        MockApi objects = new MockApi(Path.of(arguments[2]));
        objects.load();
        try (MockWebServer server = new MockWebServer()) {
            server.setDispatcher(objects);
            server.start(InetAddress.getByName(arguments[0]), Integer.parseInt(arguments[1]));
            while (true) {
                // The server keeps every request until somebody takes it.
                server.takeRequest();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public MockResponse dispatch(RecordedRequest request) {
        return switch (request.getPath()) {
            case "/readyz", "/livez", "/healthz" ->
                    new MockResponse().setResponseCode(200).setBody("ok");
            case "/version" -> new MockResponse().setResponseCode(200).setBody(VERSION);
            default -> super.dispatch(request);
        };
    }

    /** Every change passes here, one at a time. */
    @Override
    public void processEvent(
            String path,
            AttributeSet pathAttributes,
            @Nullable AttributeSet oldAttributes,
            @Nullable GenericKubernetesResource resource,
            @Nullable String newState) {
        String before = oldAttributes == null ? null : map.get(oldAttributes);
        if (before != null) {
            remember(path, before, newState == null);
        }
        if (newState != null) {
            remember(path, newState, false);
        }
        save();
        super.processEvent(path, pathAttributes, oldAttributes, resource, newState);
    }

    private void remember(String path, String json, boolean gone) {
        String uid =
                Serialization.unmarshal(json, GenericKubernetesResource.class)
                        .getMetadata()
                        .getUid();
        Stored known = objects.get(uid);
        if (gone) {
            objects.remove(uid);
        } else {
            objects.put(uid, new Stored(known == null ? path : known.path(), json));
        }
    }

    private void save() {
        try {
            Path draft = file.resolveSibling(file.getFileName() + ".draft");
            JSON.writeValue(draft.toFile(), objects);
            Files.move(
                    draft,
                    file,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }

    private void load() {
        if (!Files.exists(file)) {
            return;
        }
        try {
            objects.putAll(
                    JSON.readValue(file.toFile(), new TypeReference<Map<String, Stored>>() {}));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
        long newest = 0;
        for (Stored each : objects.values()) {
            GenericKubernetesResource resource =
                    Serialization.unmarshal(each.json(), GenericKubernetesResource.class);
            super.processEvent(each.path(), getKey(each.path()), null, resource, each.json());
            newest = Math.max(newest, Long.parseLong(resource.getMetadata().getResourceVersion()));
        }
        long version = 0;
        while (version < newest) {
            version = requestResourceVersion();
        }
    }
}
