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
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/** Writes events that no machine says: what people, probes, guards and executors have to tell. */
public final class LogWriter implements AutoCloseable {

    private static final int MAX_BLOCK_MILLIS = 2_000;
    private static final int DELIVERY_MILLIS = 5_000;

    /** What its producer is set to, apart from where the brokers are and who may come in. */
    public static final Map<String, Object> SETTINGS =
            Map.of(
                    ProducerConfig.ACKS_CONFIG,
                    "all",
                    ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
                    true,
                    ProducerConfig.LINGER_MS_CONFIG,
                    0,
                    ProducerConfig.MAX_BLOCK_MS_CONFIG,
                    MAX_BLOCK_MILLIS,
                    ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                    DELIVERY_MILLIS - 1_000,
                    ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                    DELIVERY_MILLIS,
                    ProducerConfig.BUFFER_MEMORY_CONFIG,
                    8L << 20);

    /**
     * For many at once: with one request under way at a time, whatever comes meanwhile goes into
     * the next one. A request costs a broker as much as some twenty records. It waits hardly at all
     * for brokers that are gone, since the thread that writes may be one that others need.
     */
    public static final Map<String, String> GROUPED =
            Map.of(
                    ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION,
                    "1",
                    ProducerConfig.MAX_BLOCK_MS_CONFIG,
                    "200",
                    ProducerConfig.BATCH_SIZE_CONFIG,
                    Integer.toString(128 * 1024));

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
        settings.putAll(SETTINGS);
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

    /** Begins to write what is durable only when all of it is. */
    public Together together() {
        return new Together();
    }

    /** Several events under one answer; to be used by one thread. */
    public final class Together implements Callback {
        private final EventCodec.Stamp stamp = EventCodec.Stamp.of(source, Instant.now());
        private final CompletableFuture<Void> durable = new CompletableFuture<>();
        private final AtomicInteger open = new AtomicInteger(1);

        private Together() {}

        /**
         * Writes one event of one key.
         *
         * @param id the same for every repetition of one event
         */
        public void write(DrEvent event, String id) {
            add(
                    new ProducerRecord<>(
                            EventTypes.of(event).topic().name(prefix),
                            null,
                            event.key(),
                            EventCodec.body(event),
                            EventCodec.headers(event, id, stamp)));
        }

        /** As {@link LogWriter#park}. */
        public void park(Topics intended, String key, byte[] original, EventCodec.Reason reason) {
            add(parked(intended, key, original, reason));
        }

        /**
         * Completes when all that was written is durable on the in-sync replicas; fails as soon as
         * one is not, after at most {@value #DELIVERY_MILLIS} ms. Nothing may be written after it.
         */
        public CompletableFuture<Void> durable() {
            onCompletion(null, null);
            return durable;
        }

        /** What has failed already needs no more of it. */
        private void add(ProducerRecord<String, byte[]> message) {
            if (durable.isDone()) {
                return;
            }
            open.incrementAndGet();
            try {
                var _ = producer.send(message, this);
            } catch (RuntimeException e) {
                durable.completeExceptionally(e);
            }
        }

        @Override
        public void onCompletion(@Nullable RecordMetadata where, @Nullable Exception failure) {
            if (failure != null) {
                durable.completeExceptionally(failure);
            } else if (open.decrementAndGet() == 0) {
                durable.complete(null);
            }
        }
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
        return send(parked(intended, key, original, reason));
    }

    private ProducerRecord<String, byte[]> parked(
            Topics intended, String key, byte[] original, EventCodec.Reason reason) {
        var message = new ProducerRecord<>(Topics.PARKED.name(prefix), key, original);
        message.headers()
                .add("muster_parked_reason", reason.name().getBytes(StandardCharsets.UTF_8))
                .add(
                        "muster_parked_from",
                        (source + "/" + intended.shortName()).getBytes(StandardCharsets.UTF_8));
        return message;
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
