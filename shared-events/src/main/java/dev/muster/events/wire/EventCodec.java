package dev.muster.events.wire;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import dev.muster.events.DrEvent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * Events as Kafka records: CloudEvents 1.0.2 in binary content mode (Kafka protocol binding),
 * attributes in {@code ce_} headers, the JSON body as the value.
 */
public final class EventCodec {

    private static final Map<Class<?>, ObjectReader> READERS = new ConcurrentHashMap<>();
    private static final Map<Class<?>, ObjectWriter> WRITERS = new ConcurrentHashMap<>();
    private static final Map<String, byte[]> TYPES = new ConcurrentHashMap<>();
    private static final byte[] SPEC_VERSION = bytes("1.0");
    private static final byte[] CONTENT_TYPE = bytes("application/json");

    private EventCodec() {}

    /** What a record turned out to be. */
    public sealed interface Decoded {
        /** An event of ours. */
        record Known(String id, String source, DrEvent event) implements Decoded {}

        /** An event that this version does not know; skipped and counted. */
        record UnknownType(String type) implements Decoded {}

        /** Not to be understood; parked with this reason. */
        record Unreadable(Reason reason) implements Decoded {}
    }

    /** Why a record cannot be read: a code, never a text out of the record. */
    public enum Reason {
        NO_TYPE,
        NO_ID,
        NO_BODY,
        TOO_LARGE,
        BAD_BODY,
        KEY_MISMATCH,
        DECISION_FAILED
    }

    /** The body alone. */
    public static byte[] body(DrEvent event) {
        try {
            return WRITERS.computeIfAbsent(event.getClass(), Json.MAPPER::writerFor)
                    .writeValueAsBytes(event);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an event that cannot be written: " + event.key(), e);
        }
    }

    /**
     * The CloudEvents attributes.
     *
     * @param id the same for every copy of one event; with {@code source} it is the identity
     * @param source who says it, a URI reference such as {@code /health-monitor/east-1}
     */
    public static Headers headers(DrEvent event, String id, String source, Instant time) {
        return headers(event, id, Stamp.of(source, time));
    }

    /** As {@link #headers(DrEvent, String, String, Instant)}, for many said at one time. */
    public static Headers headers(DrEvent event, String id, Stamp stamp) {
        return new RecordHeaders()
                .add("ce_specversion", SPEC_VERSION)
                .add("ce_id", bytes(id))
                .add("ce_source", stamp.source)
                .add(
                        "ce_type",
                        TYPES.computeIfAbsent(EventTypes.of(event).type(), EventCodec::bytes))
                .add("ce_time", stamp.time)
                .add("content-type", CONTENT_TYPE);
    }

    /** Who says something, and when, as it is written down. */
    public static final class Stamp {
        private final byte[] source;
        private final byte[] time;

        private Stamp(byte[] source, byte[] time) {
            this.source = source;
            this.time = time;
        }

        public static Stamp of(String source, Instant time) {
            return new Stamp(bytes(source), bytes(time.toString()));
        }
    }

    /** Reads a record; never throws for anything that a record can contain. */
    public static Decoded decode(@Nullable String key, Headers headers, byte @Nullable [] value) {
        var type = text(headers.lastHeader("ce_type"));
        if (type == null) {
            return new Decoded.Unreadable(Reason.NO_TYPE);
        }
        var known = EventTypes.byType(type);
        if (known.isEmpty()) {
            return new Decoded.UnknownType(type);
        }
        var id = text(headers.lastHeader("ce_id"));
        if (id == null || id.isEmpty()) {
            return new Decoded.Unreadable(Reason.NO_ID);
        }
        if (value == null) {
            return new Decoded.Unreadable(Reason.NO_BODY);
        }
        if (value.length > Json.MAX_BYTES) {
            return new Decoded.Unreadable(Reason.TOO_LARGE);
        }
        try {
            DrEvent event =
                    READERS.computeIfAbsent(known.get().form(), Json.MAPPER::readerFor)
                            .readValue(value);
            if (event == null) {
                return new Decoded.Unreadable(Reason.NO_BODY);
            }
            if (!event.key().equals(key)) {
                return new Decoded.Unreadable(Reason.KEY_MISMATCH);
            }
            var source = text(headers.lastHeader("ce_source"));
            return new Decoded.Known(id, source == null ? "" : source, event);
        } catch (IOException | RuntimeException e) {
            return new Decoded.Unreadable(Reason.BAD_BODY);
        }
    }

    private static @Nullable String text(@Nullable Header header) {
        return header == null || header.value() == null
                ? null
                : new String(header.value(), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
