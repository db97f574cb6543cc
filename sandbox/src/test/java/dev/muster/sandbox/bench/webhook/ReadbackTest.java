package dev.muster.sandbox.bench.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.events.HealthEvent.AlertReceived;
import dev.muster.events.wire.EventCodec;
import dev.muster.plan.SiteId;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class ReadbackTest {

    private static final int RUN = 3;
    private final Readback readback = new Readback(RUN, Map.of(0, 2, 1, 1));

    @Test
    void whatIsThereOnceAndInOrderIsRight() {
        take(0, 0);
        take(1, 0);
        take(0, 1);

        assertThat(readback.faults()).isEmpty();
        assertThat(readback.read()).isEqualTo(3);
    }

    @Test
    void anAcknowledgedAlertThatIsNotThereIsMissing() {
        take(0, 0);
        take(0, 1);

        assertThat(readback.faults()).containsExactly("1 alerts acknowledged but missing");
    }

    @Test
    void anAlertThatIsThereTwiceIsToldOnce() {
        take(0, 0);
        take(0, 0);
        take(0, 1);
        take(1, 0);

        assertThat(readback.faults()).containsExactly("1 alerts there twice");
    }

    @Test
    void theOrderOfASourceIsKept() {
        take(1, 0);
        take(0, 1);
        take(0, 0);

        assertThat(readback.faults()).containsExactly("1 alerts out of order");
    }

    @Test
    void whatWasUnderWayWhenTheServiceDiedIsNoFault() {
        take(0, 0);
        take(0, 1);
        take(0, 2);
        take(1, 0);

        assertThat(readback.faults()).isEmpty();
        assertThat(readback.unacknowledged()).isEqualTo(1);
    }

    @Test
    void anAlertOfAnotherRunOrWithOtherLabelsIsNotAsItWasSent() {
        take(0, 0);
        take(0, 1);
        take(1, 0);
        readback.take(record(Alerts.number(RUN + 1, 0, 0), "not answering"));
        readback.take(record(Alerts.number(RUN, 0, 2), "something else"));

        assertThat(readback.faults()).containsExactly("2 alerts not as they were sent");
    }

    private void take(int source, int place) {
        readback.take(record(Alerts.number(RUN, source, place), "not answering"));
    }

    private static ConsumerRecord<String, byte[]> record(long number, String summary) {
        var instance = Alerts.text(number);
        var alert =
                new AlertReceived(
                        instance + "@" + Alerts.STARTS_AT,
                        new SiteId(Intake.KEY),
                        Optional.empty(),
                        true,
                        Map.of(
                                "alertname",
                                "A0",
                                "cluster",
                                "c1",
                                "instance",
                                instance,
                                "severity",
                                "critical"),
                        Map.of("summary", summary),
                        Instant.parse(Alerts.STARTS_AT),
                        Instant.EPOCH);
        return new ConsumerRecord<>(
                Intake.ALERTS,
                0,
                0,
                0,
                TimestampType.LOG_APPEND_TIME,
                0,
                0,
                Intake.KEY,
                EventCodec.body(alert),
                EventCodec.headers(alert, alert.identity() + "/firing", "/test", Instant.EPOCH),
                Optional.empty());
    }
}
