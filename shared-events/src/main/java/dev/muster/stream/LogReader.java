package dev.muster.stream;

import dev.muster.events.DrEvent;
import dev.muster.events.wire.EventCodec;
import dev.muster.events.wire.EventCodec.Decoded;
import dev.muster.events.wire.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads whole topics without a group: every instance sees everything, from the beginning or from
 * now on. For read models and for what each process has to know by itself.
 */
public final class LogReader implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LogReader.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration AFTER_TROUBLE = Duration.ofMillis(500);

    /** Where reading begins. */
    public enum From {
        BEGINNING,
        NOW
    }

    /** Takes one event; called by one thread, in the order of each key. */
    @FunctionalInterface
    public interface Handler {
        /**
         * Takes the event.
         *
         * @param id the CloudEvents id
         * @param at when the broker took it in
         */
        void on(DrEvent event, String id, Instant at);
    }

    private final KafkaConsumer<String, byte[]> consumer;
    private final Set<Topics> topics;
    private final String prefix;
    private final From from;
    private final Handler handler;
    private final Thread thread;
    private final Map<TopicPartition, Long> target = new HashMap<>();
    private volatile boolean stopping;
    private volatile boolean caughtUp;
    private volatile long lastContact = System.nanoTime();

    public LogReader(
            String name,
            String bootstrapServers,
            String prefix,
            Set<Topics> topics,
            From from,
            Map<String, String> kafka,
            Handler handler) {
        var settings = new HashMap<String, Object>();
        settings.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        settings.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 5_000);
        settings.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, 4_000);
        settings.put(ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 500);
        settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 500);
        settings.putAll(kafka);
        this.consumer =
                new KafkaConsumer<>(
                        settings, new StringDeserializer(), new ByteArrayDeserializer());
        this.topics = Set.copyOf(topics);
        this.prefix = prefix;
        this.from = from;
        this.handler = handler;
        this.thread = Thread.ofPlatform().daemon().name("log-reader-" + name).unstarted(this::run);
    }

    public LogReader start() {
        thread.start();
        return this;
    }

    /** Whether everything that was in the topics at the start has been handed over. */
    public boolean caughtUp() {
        return caughtUp;
    }

    /** How long ago the brokers last answered. */
    public Duration sinceContact() {
        return Duration.ofNanos(System.nanoTime() - lastContact);
    }

    private void run() {
        while (!stopping) {
            try {
                if (consumer.assignment().isEmpty() && !assign()) {
                    pause();
                    continue;
                }
                var records = consumer.poll(POLL);
                records.forEach(this::hand);
                look(records.isEmpty());
            } catch (WakeupException | InterruptException e) {
                stopping = true;
            } catch (RuntimeException e) {
                LOG.warn("{} has trouble and goes on: {}", thread.getName(), e.toString());
                pause();
            }
        }
        consumer.close();
    }

    /** False while one of the topics does not exist yet. */
    private boolean assign() {
        var partitions = new ArrayList<TopicPartition>();
        for (var topic : topics) {
            var found = consumer.partitionsFor(topic.name(prefix));
            if (found.isEmpty()) {
                return false;
            }
            for (var partition : found) {
                partitions.add(new TopicPartition(partition.topic(), partition.partition()));
            }
        }
        target.putAll(consumer.endOffsets(partitions));
        consumer.assign(partitions);
        if (from == From.BEGINNING) {
            consumer.seekToBeginning(partitions);
        } else {
            consumer.seekToEnd(partitions);
        }
        partitions.forEach(consumer::position);
        return true;
    }

    private void look(boolean idle) {
        if (!caughtUp) {
            caughtUp = reached(target.keySet());
        }
        // An empty poll proves nothing about the brokers; asking for a lag would not either.
        if (!idle) {
            lastContact = System.nanoTime();
        }
    }

    private boolean reached(Collection<TopicPartition> partitions) {
        return new HashSet<>(partitions)
                .stream().allMatch(p -> consumer.position(p) >= target.getOrDefault(p, 0L));
    }

    private void hand(ConsumerRecord<String, byte[]> message) {
        switch (EventCodec.decode(message.key(), message.headers(), message.value())) {
            case Decoded.Known known -> {
                try {
                    handler.on(
                            known.event(), known.id(), Instant.ofEpochMilli(message.timestamp()));
                } catch (RuntimeException e) {
                    LOG.error(
                            "{} could not take {}/{}/{}",
                            thread.getName(),
                            message.topic(),
                            message.partition(),
                            message.offset(),
                            e);
                }
            }
            case Decoded.UnknownType _ -> {}
            case Decoded.Unreadable unreadable ->
                    LOG.warn(
                            "{} skips {}/{}/{}: {}",
                            thread.getName(),
                            message.topic(),
                            message.partition(),
                            message.offset(),
                            unreadable.reason());
        }
    }

    private void pause() {
        try {
            Thread.sleep(AFTER_TROUBLE);
        } catch (InterruptedException e) {
            stopping = true;
        }
    }

    @Override
    public void close() {
        stopping = true;
        consumer.wakeup();
        try {
            thread.join(Duration.ofSeconds(3));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
