package dev.muster.events.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.muster.events.DrEvent;
import dev.muster.events.EventSamples;
import dev.muster.events.wire.EventCodec.Decoded;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.header.Headers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What is on the log today can be read for ever: the golden files are the wire form. A new event
 * gets its file with {@code -Dmuster.golden.write=true}; a file that exists is changed by hand
 * only.
 */
class WireFormTest {

    private static final Path GOLDEN = Path.of("src", "test", "resources", "golden");
    private static final JsonMapper JSON =
            JsonMapper.builder()
                    .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                    .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
                    .build();

    static Set<String> samples() {
        return EventSamples.all().keySet();
    }

    private static DrEvent sample(String name) {
        return Objects.requireNonNull(EventSamples.all().get(name));
    }

    @ParameterizedTest
    @MethodSource("samples")
    void an_event_is_written_as_its_golden_file_says(String name) throws IOException {
        var file = GOLDEN.resolve(name + ".json");
        var written = JSON.readTree(EventCodec.body(sample(name))).toPrettyString();
        if (Boolean.getBoolean("muster.golden.write") && Files.notExists(file)) {
            Files.createDirectories(GOLDEN);
            Files.writeString(file, written + "\n");
        }

        assertThat(file).exists();
        assertThat(written + "\n").isEqualTo(Files.readString(file));
    }

    @ParameterizedTest
    @MethodSource("samples")
    void a_golden_file_is_read_as_the_event_it_was(String name) throws IOException {
        var event = sample(name);
        var body = Files.readAllBytes(GOLDEN.resolve(name + ".json"));

        var decoded = EventCodec.decode(event.key(), headers(event), body);

        assertThat(decoded).isEqualTo(new Decoded.Known("id-1", "/test", event));
    }

    @ParameterizedTest
    @MethodSource("samples")
    void an_event_survives_writing_and_reading(String name) {
        var event = sample(name);

        var decoded = EventCodec.decode(event.key(), headers(event), EventCodec.body(event));

        assertThat(decoded).isEqualTo(new Decoded.Known("id-1", "/test", event));
    }

    @ParameterizedTest
    @MethodSource("samples")
    void fields_that_a_later_version_adds_are_passed_over(String name) {
        var event = sample(name);
        var body = new String(EventCodec.body(event), StandardCharsets.UTF_8);
        var later = body.substring(0, body.length() - 1) + ",\"added\":{\"in\":[\"v2\"]}}";

        var decoded =
                EventCodec.decode(
                        event.key(), headers(event), later.getBytes(StandardCharsets.UTF_8));

        assertThat(decoded).isEqualTo(new Decoded.Known("id-1", "/test", event));
    }

    @Test
    void what_is_optional_and_was_not_known_before_is_absent() throws IOException {
        var event = sample("plans.plan-declared");
        var options = "\"snapshotVolumes\" : true,";
        var text = Files.readString(GOLDEN.resolve("plans.plan-declared.json"));
        var from = text.indexOf(options);
        var before =
                text.substring(0, from)
                        + "\"snapshotVolumes\" : true},\"schedule\""
                        + text.substring(text.indexOf("\"schedule\"", from) + 10);

        var decoded =
                EventCodec.decode(
                        event.key(), headers(event), before.getBytes(StandardCharsets.UTF_8));

        assertThat(decoded)
                .isInstanceOfSatisfying(
                        Decoded.Known.class,
                        known ->
                                assertThat(String.valueOf(known.event()))
                                        .contains("snapshotVolumes=true, options=Optional.empty"));
    }

    @Test
    void a_plan_that_was_declared_before_secrets_were_watched_watches_none() throws IOException {
        var event = sample("plans.plan-declared");
        var body = JSON.readTree(Files.readString(GOLDEN.resolve("plans.plan-declared.json")));
        assertThat(((ObjectNode) body.at("/plan/assurance")).remove("secrets")).isNotEmpty();

        var decoded =
                EventCodec.decode(
                        event.key(),
                        headers(event),
                        body.toString().getBytes(StandardCharsets.UTF_8));

        assertThat(decoded)
                .isInstanceOfSatisfying(
                        Decoded.Known.class,
                        known ->
                                assertThat(String.valueOf(known.event()))
                                        .contains("secrets=Optional.empty"));
    }

    @Test
    void every_golden_file_belongs_to_an_event() throws IOException {
        try (Stream<Path> files = Files.list(GOLDEN)) {
            assertThat(files.map(file -> file.getFileName().toString().replace(".json", "")))
                    .containsExactlyInAnyOrderElementsOf(samples());
        }
    }

    @Test
    void every_event_is_registered_and_has_a_sample() {
        var events = records(DrEvent.class).collect(Collectors.toSet());

        assertThat(EventTypes.all())
                .extracting(type -> (Object) type.form())
                .containsExactlyInAnyOrderElementsOf(events);
        assertThat(EventSamples.all().values().stream().map(Object::getClass))
                .containsAll(events.stream().<Class<?>>map(event -> event).toList());
    }

    @Test
    void every_form_that_a_part_of_an_event_can_take_is_in_a_sample() {
        var possible = new LinkedHashSet<Class<?>>();
        records(DrEvent.class).forEach(event -> forms(event, possible));
        var seen = new LinkedHashSet<Class<?>>();
        EventSamples.all().values().forEach(event -> seen(event, seen));

        assertThat(seen).containsAll(possible);
    }

    @Test
    void the_name_of_a_sample_begins_with_its_type() {
        EventSamples.all()
                .forEach(
                        (name, event) ->
                                assertThat("dev.muster." + name)
                                        .startsWith(
                                                EventTypes.of(event).type().replace(".v1", "")));
    }

    private static Headers headers(DrEvent event) {
        return EventCodec.headers(event, "id-1", "/test", EventSamples.AT);
    }

    private static Stream<Class<?>> records(Class<?> type) {
        if (type.isRecord()) {
            return Stream.of(type);
        }
        var permitted = Optional.ofNullable(type.getPermittedSubclasses());
        return permitted.stream().flatMap(Arrays::stream).flatMap(WireFormTest::records);
    }

    /** Every record of ours that can stand somewhere inside of the given one. */
    private static void forms(Class<?> type, Set<Class<?>> into) {
        if (!into.add(type)) {
            return;
        }
        for (RecordComponent component : type.getRecordComponents()) {
            for (var name : ourNames(component.getGenericType().getTypeName())) {
                records(named(name)).forEach(form -> forms(form, into));
            }
        }
    }

    private static Set<String> ourNames(String genericType) {
        return Arrays.stream(genericType.split("[<>, ]+"))
                .filter(name -> name.startsWith("dev.muster."))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Class<?> named(String name) {
        try {
            return Class.forName(name);
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }

    private static void seen(Object value, Set<Class<?>> into) {
        switch (value) {
            case Optional<?> optional -> optional.ifPresent(inner -> seen(inner, into));
            case Collection<?> all -> all.forEach(inner -> seen(inner, into));
            case Map<?, ?> map ->
                    map.forEach(
                            (key, inner) -> {
                                seen(key, into);
                                seen(inner, into);
                            });
            case Record record -> {
                into.add(record.getClass());
                for (var component : record.getClass().getRecordComponents()) {
                    seen(read(component, record), into);
                }
            }
            default -> {}
        }
    }

    private static Object read(RecordComponent component, Record record) {
        try {
            return component.getAccessor().invoke(record);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("a record component that cannot be read", e);
        }
    }
}
