package dev.muster.events.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The published description of the log says what the code does. */
class AsyncApiTest {

    private final Map<String, Object> document = read();

    @Test
    void every_topic_is_described_with_its_settings_and_no_other() {
        var described = new TreeMap<String, String>();
        at(document, "channels")
                .forEach(
                        (name, channel) ->
                                described.put(name, String.valueOf(map(channel).get("address"))));
        var real = new TreeMap<String, String>();
        for (var topic : Topics.values()) {
            real.put(topic.shortName(), topic.name(Topics.DEFAULT_PREFIX));
        }
        assertThat(described).isEqualTo(real);

        for (var topic : Topics.values()) {
            var settings =
                    at(
                            map(at(document, "channels").get(topic.shortName())),
                            "bindings",
                            "kafka",
                            "topicConfiguration");
            assertThat(String.valueOf(settings.get("cleanup.policy")))
                    .as(topic.shortName())
                    .isEqualTo("[" + topic.settings().get("cleanup.policy") + "]");
            assertThat(String.valueOf(settings.get("retention.ms")))
                    .as(topic.shortName())
                    .isEqualTo(String.valueOf(topic.settings().get("retention.ms")));
        }
    }

    @Test
    void every_registered_type_is_described_on_its_topic_and_no_other() {
        var described = new HashMap<String, String>();
        at(document, "channels")
                .forEach(
                        (name, channel) ->
                                map(map(channel).get("messages"))
                                        .keySet()
                                        .forEach(message -> described.put(type(message), name)));
        var real =
                EventTypes.all().stream()
                        .collect(
                                Collectors.toMap(
                                        EventTypes.EventType::type, t -> t.topic().shortName()));
        assertThat(described).isEqualTo(real);
    }

    @Test
    void every_field_of_an_event_is_described_and_no_other() {
        for (var type : EventTypes.all()) {
            var message =
                    at(document, "components", "messages", type.form().getSimpleName(), "payload");
            assertThat(fields(message))
                    .as(type.type())
                    .isEqualTo(
                            Arrays.stream(type.form().getRecordComponents())
                                    .map(RecordComponent::getName)
                                    .collect(Collectors.toCollection(TreeSet::new)));
        }
    }

    private static Set<String> fields(Map<String, Object> payload) {
        return new TreeSet<>(map(payload.get("properties")).keySet());
    }

    private String type(String message) {
        return String.valueOf(at(document, "components", "messages", message).get("name"));
    }

    private static Map<String, Object> at(Map<String, Object> from, String... path) {
        var here = from;
        for (var name : path) {
            here = map(here.get(name));
        }
        return here;
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(@Nullable Object value) {
        assertThat(value).isInstanceOf(Map.class);
        return (Map<String, Object>) Objects.requireNonNull(value);
    }

    private static Map<String, Object> read() {
        try {
            var yaml = new Yaml(new SafeConstructor(new LoaderOptions()));
            return map(yaml.load(Files.readString(Path.of("../docs/asyncapi.yaml"))));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
