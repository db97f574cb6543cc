package dev.muster.stream;

import dev.muster.events.wire.EventCodec;
import dev.muster.events.wire.Topics;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.Locale;
import org.apache.kafka.common.Metric;
import org.apache.kafka.streams.KafkaStreams;

/** What the host counts: parked and skipped records, the lag of each input, the time to commit. */
final class HostMeters {

    private final MeterRegistry registry;
    private final String machine;

    HostMeters(MeterRegistry registry, String machine) {
        this.registry = registry;
        this.machine = machine;
    }

    void parked(Topics topic, EventCodec.Reason reason) {
        registry.counter(
                        "muster.parked.records",
                        "topic",
                        topic.shortName(),
                        "reason",
                        reason.name().toLowerCase(Locale.ROOT))
                .increment();
    }

    void skipped(String type) {
        registry.counter("muster.unknown.records", "machine", machine).increment();
    }

    void clockJumped() {
        registry.counter("muster.clock.jumps", "machine", machine).increment();
    }

    void watch(KafkaStreams streams, Iterable<Topics> inputs, String prefix) {
        for (var topic : inputs) {
            registry.gauge(
                    "muster.log.lag.records",
                    Tags.of("topic", topic.shortName(), "machine", machine),
                    streams,
                    s -> lag(s, topic.name(prefix)));
        }
        registry.gauge(
                "muster.machine.commit.seconds",
                Tags.of("machine", machine),
                streams,
                s -> largest(s, "commit-latency-avg") / 1000);
    }

    private static double lag(KafkaStreams streams, String topic) {
        var sum = 0.0;
        for (var entry : streams.metrics().entrySet()) {
            if (entry.getKey().name().equals("records-lag")
                    && topic.equals(entry.getKey().tags().get("topic"))) {
                sum += number(entry.getValue());
            }
        }
        return sum;
    }

    private static double largest(KafkaStreams streams, String name) {
        return streams.metrics().entrySet().stream()
                .filter(entry -> entry.getKey().name().equals(name))
                .mapToDouble(entry -> number(entry.getValue()))
                .max()
                .orElse(Double.NaN);
    }

    private static double number(Metric metric) {
        return metric.metricValue() instanceof Number value && !Double.isNaN(value.doubleValue())
                ? value.doubleValue()
                : 0;
    }
}
