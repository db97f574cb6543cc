package dev.muster.sandbox.bench.webhook;

import dev.muster.sandbox.bench.measure.Latencies;
import dev.muster.sandbox.bench.measure.Machine;
import dev.muster.sandbox.bench.measure.Run;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** The limit: one producer, as many waiters as connections, nothing in front of it. */
final class AckBench implements AutoCloseable {

    /** What it is set to besides Kafka's defaults. */
    static final Map<String, Object> SETTINGS =
            Map.of(ProducerConfig.ACKS_CONFIG, "all", ProducerConfig.LINGER_MS_CONFIG, 0);

    private static final int RECORD_BYTES = 1024;

    private final KafkaProducer<String, byte[]> producer;
    private final String topic;
    private final String key;
    private final long broker;

    AckBench(String bootstrap, String topic, String key, long broker) {
        var settings = new HashMap<>(SETTINGS);
        settings.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
        this.producer =
                new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
        this.topic = topic;
        this.key = key;
        this.broker = broker;
    }

    Run run(int waiters, Duration time) {
        var processes = new LinkedHashMap<String, Long>();
        processes.put("broker", broker);
        processes.put("client", Machine.self());
        var before = Machine.used(processes);
        var start = System.nanoTime();
        var end = start + time.toNanos();
        var latencies = new ArrayList<Future<long[]>>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var i = 0; i < waiters; i++) {
                latencies.add(threads.submit(() -> sendAndWait(end)));
            }
        }
        var wall = Duration.ofNanos(System.nanoTime() - start);
        var used = Machine.used(processes);
        used.replaceAll((name, after) -> after.minus(before.get(name)));
        var all = latencies.stream().map(AckBench::taken).flatMapToLong(LongStream::of).toArray();
        return new Run(all.length, wall, used, Latencies.of(all));
    }

    private long[] sendAndWait(long end) throws ExecutionException, InterruptedException {
        var value = new byte[RECORD_BYTES];
        var taken = new long[1 << 12];
        var count = 0;
        var now = System.nanoTime();
        while (now < end) {
            producer.send(new ProducerRecord<>(topic, key, value)).get();
            var after = System.nanoTime();
            if (count == taken.length) {
                taken = Arrays.copyOf(taken, count * 2);
            }
            taken[count++] = after - now;
            now = after;
        }
        return Arrays.copyOf(taken, count);
    }

    private static long[] taken(Future<long[]> done) {
        try {
            return done.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while measuring", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("the broker did not take a record", e.getCause());
        }
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(2));
    }
}
