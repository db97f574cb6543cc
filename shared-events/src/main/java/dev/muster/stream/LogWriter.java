package dev.muster.stream;

import dev.muster.events.ControlEvent;
import dev.muster.events.DrEvent;
import dev.muster.events.wire.EventCodec;
import dev.muster.events.wire.EventTypes;
import dev.muster.events.wire.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/** Writes events that no machine says: what people, probes, guards and executors have to tell. */
public final class LogWriter implements AutoCloseable {

    private static final int MAX_BLOCK_MILLIS = 2_000;
    private static final int DELIVERY_MILLIS = 5_000;

    private final KafkaProducer<String, byte[]> producer;
    private final String prefix;
    private final String source;

    /**
     * A writer whose records name the source, such as {@code /health-monitor/east-1}.
     *
     * @param kafka further client settings; may override the defaults
     */
    public LogWriter(
            String bootstrapServers, String prefix, String source, Map<String, String> kafka) {
        var settings = new HashMap<String, Object>();
        settings.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, MAX_BLOCK_MILLIS);
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, DELIVERY_MILLIS - 1_000);
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, DELIVERY_MILLIS);
        settings.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 8L << 20);
        settings.putAll(kafka);
        this.producer =
                new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
        this.prefix = prefix;
        this.source = source;
    }

    /**
     * Writes one event; the stage completes when it is durable on the in-sync replicas, and fails
     * after at most {@value #DELIVERY_MILLIS} ms.
     *
     * @param id the same for every repetition of one event
     */
    public CompletionStage<Void> write(DrEvent event, String id) {
        if (event.key().equals(ControlEvent.EVERYTHING)) {
            return everywhere(event, id);
        }
        return send(event, id, null);
    }

    /** As {@link #write}, waiting for it at most so long. */
    public void writeAndWait(DrEvent event, String id, Duration limit) {
        write(event, id)
                .toCompletableFuture()
                .orTimeout(limit.toMillis(), TimeUnit.MILLISECONDS)
                .join();
    }

    /** What concerns every key goes to every partition. */
    private CompletionStage<Void> everywhere(DrEvent event, String id) {
        var topic = EventTypes.of(event).topic().name(prefix);
        var all = new ArrayList<CompletableFuture<Void>>();
        for (var partition : producer.partitionsFor(topic)) {
            all.add(send(event, id, partition.partition()));
        }
        return CompletableFuture.allOf(all.toArray(CompletableFuture[]::new));
    }

    private CompletableFuture<Void> send(DrEvent event, String id, @Nullable Integer partition) {
        return send(
                new ProducerRecord<>(
                        EventTypes.of(event).topic().name(prefix),
                        partition,
                        event.key(),
                        EventCodec.body(event),
                        EventCodec.headers(event, id, source, Instant.now())));
    }

    private CompletableFuture<Void> send(ProducerRecord<String, byte[]> message) {
        var done = new CompletableFuture<Void>();
        try {
            var _ =
                    producer.send(
                            message,
                            (_, failure) -> {
                                if (failure == null) {
                                    done.complete(null);
                                } else {
                                    done.completeExceptionally(failure);
                                }
                            });
        } catch (RuntimeException e) {
            done.completeExceptionally(e);
        }
        return done;
    }

    /**
     * Keeps what could not be understood, as it was, with a reason code; durable as {@link #write}.
     *
     * @param intended the topic it would have gone to
     */
    public CompletionStage<Void> park(
            Topics intended, String key, byte[] original, EventCodec.Reason reason) {
        var message = new ProducerRecord<>(Topics.PARKED.name(prefix), key, original);
        message.headers()
                .add("muster_parked_reason", reason.name().getBytes(StandardCharsets.UTF_8))
                .add(
                        "muster_parked_from",
                        (source + "/" + intended.shortName()).getBytes(StandardCharsets.UTF_8));
        return send(message);
    }

    /** Whether the brokers answer. */
    public boolean reaches(List<String> topics) {
        try {
            topics.forEach(producer::partitionsFor);
            return true;
        } catch (RuntimeException e) {
            return false;
        }
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(3));
    }
}
