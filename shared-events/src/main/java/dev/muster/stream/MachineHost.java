package dev.muster.stream;

import dev.muster.events.wire.StateCodec;
import dev.muster.events.wire.Topics;
import dev.muster.machine.Machine;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets one machine live on Kafka Streams, exactly once: state and decisions are committed in one
 * transaction, a killed host resumes where it stopped, and what cannot be read is parked.
 *
 * @see <a
 *     href="https://kafka.apache.org/41/documentation/streams/core-concepts#streams_processing_guarantee">
 *     processing guarantees</a>
 */
public final class MachineHost<S> implements AutoCloseable {

    static final String STORE = "state";

    private static final Logger LOG = LoggerFactory.getLogger(MachineHost.class);

    /** How long nothing is looked at when there is no record and no timer. */
    private static final Duration LONGEST_SLEEP = Duration.ofMillis(100);

    private static final Duration BEFORE_THE_NEXT_TRY = Duration.ofSeconds(1);
    private static final Duration TOLD_AGAIN = Duration.ofMinutes(10);

    /** Outputs go anywhere; a machine is free to say any event. */
    private static final Set<Topics> OUTPUTS = EnumSet.allOf(Topics.class);

    private final Machine<S> machine;
    private final StateCodec<S> codec;
    private final KafkaStreams streams;
    private final Set<Topics> inputs;
    private volatile String told = "";
    private volatile long toldAt;

    public MachineHost(
            Machine<S> machine,
            Class<S> form,
            Set<Topics> inputs,
            HostSettings settings,
            MeterRegistry registry) {
        this.machine = machine;
        this.codec = new StateCodec<>(form);
        this.inputs = EnumSet.copyOf(inputs);
        var meters = new HostMeters(registry, machine.name());
        var folder = new StateFolder(settings.stateDirectory());
        folder.requireRoom();
        var wakes = new Wakes(System::nanoTime);
        this.streams =
                new KafkaStreams(
                        topology(settings, meters, wakes),
                        properties(machine.name(), settings),
                        new PunctualClients(wakes));
        streams.setUncaughtExceptionHandler(
                failure -> {
                    folder.explains(failure)
                            .ifPresentOrElse(
                                    this::waitForRoom,
                                    () ->
                                            LOG.error(
                                                    "{} lost its thread, which is replaced",
                                                    machine.name(),
                                                    failure));
                    return StreamThreadExceptionResponse.REPLACE_THREAD;
                });
        meters.watch(streams, inputs, settings.topicPrefix());
    }

    public void start() {
        streams.start();
    }

    /** Told once in a while, however often a new thread finds the same. */
    private void waitForRoom(String trouble) {
        var now = System.nanoTime();
        if (!trouble.equals(told) || now - toldAt > TOLD_AGAIN.toNanos()) {
            told = trouble;
            toldAt = now;
            LOG.error("{} decides nothing: {}", machine.name(), trouble);
        }
        try {
            Thread.sleep(BEFORE_THE_NEXT_TRY);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether every partition that is this instance's has been restored and is being read. */
    public boolean running() {
        return streams.state() == KafkaStreams.State.RUNNING;
    }

    /** Whether the host can still go on; a dead one needs a restart of the process. */
    public boolean alive() {
        return streams.state() != KafkaStreams.State.ERROR
                && streams.state() != KafkaStreams.State.NOT_RUNNING;
    }

    /** The last committed or about-to-be committed state of a key that lives here. */
    public Optional<S> state(String key) {
        return query().map(store -> store.get(key)).map(bytes -> Entry.of(bytes, codec).state());
    }

    /** The states of all keys that live here. */
    public Map<String, S> states() {
        var states = new TreeMap<String, S>();
        query().ifPresent(
                        store -> {
                            try (var all = store.all()) {
                                while (all.hasNext()) {
                                    var entry = all.next();
                                    if (StoreKeys.isMachineKey(entry.key)) {
                                        states.put(entry.key, Entry.of(entry.value, codec).state());
                                    }
                                }
                            }
                        });
        return states;
    }

    /** SHA-256 over all keys and states that live here, in the order of the keys. */
    public String digest() {
        var digest = sha256();
        for (var entry : states().entrySet()) {
            digest.update(entry.getKey().getBytes(StandardCharsets.UTF_8));
            digest.update((byte) 0);
            digest.update(codec.write(entry.getValue()));
            digest.update((byte) 0);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    @Override
    public void close() {
        streams.close(Duration.ofSeconds(8));
    }

    static String sink(Topics topic) {
        return "to-" + topic.shortName();
    }

    private Optional<ReadOnlyKeyValueStore<String, byte[]>> query() {
        if (streams.state() != KafkaStreams.State.RUNNING) {
            return Optional.empty();
        }
        return Optional.of(
                streams.store(
                        StoreQueryParameters.fromNameAndType(
                                STORE, QueryableStoreTypes.keyValueStore())));
    }

    private Topology topology(HostSettings settings, HostMeters meters, Wakes wakes) {
        var topology = new Topology();
        var sources = new ArrayList<String>();
        for (var topic : inputs) {
            var source = "from-" + topic.shortName();
            sources.add(source);
            topology.addSource(
                    source,
                    Serdes.String().deserializer(),
                    Serdes.ByteArray().deserializer(),
                    topic.name(settings.topicPrefix()));
        }
        topology.addProcessor(
                "machine",
                () ->
                        new MachineProcessor<>(
                                machine,
                                codec,
                                settings,
                                meters,
                                () ->
                                        new SteadyClock(
                                                InstantSource.system(),
                                                System::nanoTime,
                                                settings.stall()),
                                wakes),
                sources.toArray(String[]::new));
        topology.addStateStore(
                Stores.keyValueStoreBuilder(
                                Stores.persistentKeyValueStore(STORE),
                                Serdes.String(),
                                Serdes.ByteArray())
                        .withCachingDisabled(),
                "machine");
        for (var topic : OUTPUTS) {
            topology.addSink(
                    sink(topic),
                    topic.name(settings.topicPrefix()),
                    Serdes.String().serializer(),
                    Serdes.ByteArray().serializer(),
                    "machine");
        }
        return topology;
    }

    private static Properties properties(String name, HostSettings settings) {
        var p = new Properties();
        p.put(StreamsConfig.APPLICATION_ID_CONFIG, settings.topicPrefix() + name);
        p.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, settings.bootstrapServers());
        p.put(StreamsConfig.STATE_DIR_CONFIG, settings.stateDirectory().toString());
        p.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        p.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, 1);
        p.put(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG, 1);
        p.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, -1);
        // What was said is committed at once; what was only learned can wait to be learned again.
        p.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, 1_000);
        p.put(
                StreamsConfig.POLL_MS_CONFIG,
                Math.max(settings.tick().toMillis(), LONGEST_SLEEP.toMillis()));
        p.put(StreamsConfig.CLIENT_ID_CONFIG, name + "-" + settings.instance());
        p.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
        p.put(StreamsConfig.mainConsumerPrefix("group.instance.id"), settings.instance());
        p.put(StreamsConfig.consumerPrefix("session.timeout.ms"), 6_000);
        p.put(StreamsConfig.consumerPrefix("heartbeat.interval.ms"), 1_500);
        p.put(StreamsConfig.consumerPrefix("auto.offset.reset"), "earliest");
        p.put(StreamsConfig.consumerPrefix("fetch.max.wait.ms"), 500);
        p.put(StreamsConfig.producerPrefix("linger.ms"), 0);
        p.put(StreamsConfig.producerPrefix("acks"), "all");
        p.put(StreamsConfig.producerPrefix("transaction.timeout.ms"), 10_000);
        p.put(StreamsConfig.producerPrefix("delivery.timeout.ms"), 9_000);
        p.put(StreamsConfig.producerPrefix("request.timeout.ms"), 4_000);
        p.put(StreamsConfig.producerPrefix("max.block.ms"), 10_000);
        p.putAll(settings.kafka());
        return p;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** The names of the topics that must exist before the host starts. */
    public static List<String> topicNames(String prefix) {
        return OUTPUTS.stream().map(topic -> topic.name(prefix)).toList();
    }
}
