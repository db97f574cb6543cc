package dev.muster.events.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.events.DrEvent;
import dev.muster.events.EventSamples;
import dev.muster.events.wire.EventCodec.Decoded;
import dev.muster.events.wire.EventCodec.Decoded.Unreadable;
import dev.muster.events.wire.EventCodec.Reason;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

/** Whatever stands in a record, reading it gives an answer and never an exception. */
class UnreadableRecordsTest {

    private static final DrEvent EVENT = EventSamples.request();

    private static Headers headers() {
        return EventCodec.headers(EVENT, "id-1", "/test", EventSamples.AT);
    }

    private static Decoded body(String text) {
        return EventCodec.decode("shop", headers(), text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void a_record_without_a_type_is_parked() {
        var decoded = EventCodec.decode("shop", new RecordHeaders(), EventCodec.body(EVENT));

        assertThat(decoded).isEqualTo(new Unreadable(Reason.NO_TYPE));
    }

    @Test
    void a_type_of_a_later_version_is_skipped() {
        var headers = headers();
        headers.remove("ce_type");
        headers.add("ce_type", "dev.muster.failover.moon-landed.v1".getBytes(UTF_8));

        var decoded = EventCodec.decode("shop", headers, EventCodec.body(EVENT));

        assertThat(decoded)
                .isEqualTo(new Decoded.UnknownType("dev.muster.failover.moon-landed.v1"));
    }

    @Test
    void a_record_without_an_id_is_parked() {
        var headers = headers();
        headers.remove("ce_id");

        var decoded = EventCodec.decode("shop", headers, EventCodec.body(EVENT));

        assertThat(decoded).isEqualTo(new Unreadable(Reason.NO_ID));
    }

    @Test
    void a_record_under_another_key_is_parked() {
        var decoded = EventCodec.decode("billing", headers(), EventCodec.body(EVENT));

        assertThat(decoded).isEqualTo(new Unreadable(Reason.KEY_MISMATCH));
    }

    @Test
    void a_record_without_a_body_is_parked() {
        assertThat(EventCodec.decode("shop", headers(), null))
                .isEqualTo(new Unreadable(Reason.NO_BODY));
        assertThat(body("null")).isEqualTo(new Unreadable(Reason.NO_BODY));
    }

    @Test
    void a_body_that_is_too_large_is_parked_unread() {
        assertThat(EventCodec.decode("shop", headers(), new byte[Json.MAX_BYTES + 1]))
                .isEqualTo(new Unreadable(Reason.TOO_LARGE));
    }

    @Test
    void a_body_that_is_no_event_is_parked() {
        assertThat(body("")).isEqualTo(new Unreadable(Reason.BAD_BODY));
        assertThat(body("{")).isEqualTo(new Unreadable(Reason.BAD_BODY));
        assertThat(body("[]")).isEqualTo(new Unreadable(Reason.BAD_BODY));
        assertThat(body("{}")).isEqualTo(new Unreadable(Reason.BAD_BODY));
        assertThat(body("{\"plan\":\"Not A Label\"}")).isEqualTo(new Unreadable(Reason.BAD_BODY));
    }

    @Test
    void two_fields_of_one_name_are_no_event() {
        var text = new String(EventCodec.body(EVENT), UTF_8);
        var twice = "{\"plan\":\"billing\"," + text.substring(1);

        assertThat(body(twice)).isEqualTo(new Unreadable(Reason.BAD_BODY));
    }

    @Test
    void nesting_without_end_is_no_event() {
        assertThat(body("{\"plan\":" + "[".repeat(10_000)))
                .isEqualTo(new Unreadable(Reason.BAD_BODY));
    }

    private static final java.nio.charset.Charset UTF_8 = StandardCharsets.UTF_8;
}
