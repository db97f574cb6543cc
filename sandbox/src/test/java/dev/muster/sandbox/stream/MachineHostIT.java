package dev.muster.sandbox.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.muster.events.ControlEvent.KeyReleased;
import dev.muster.events.FailoverEvent.FailoverRequested;
import dev.muster.events.FailoverEvent.Kind;
import dev.muster.events.FailoverEvent.TroubleEnded;
import dev.muster.events.wire.EventTypes;
import dev.muster.events.wire.Topics;
import dev.muster.plan.PlanId;
import dev.muster.sandbox.kafka.Broker;
import dev.muster.sandbox.network.Neighbourhood;
import dev.muster.sandbox.process.Deadline;
import dev.muster.sandbox.process.JavaProcess;
import dev.muster.sandbox.process.LocalProcess;
import dev.muster.sandbox.process.ProcessTable;
import dev.muster.sandbox.process.SmallDisk;
import dev.muster.stream.HostSettings;
import dev.muster.stream.LogReader;
import dev.muster.stream.LogWriter;
import dev.muster.stream.MachineHost;
import dev.muster.stream.TopicSetup;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.rocksdb.Options;

/** How a machine lives through kill -9, bad records and broadcasts, on a real broker. */
class MachineHostIT {

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int PLANS = 6;
    private static final int ROUNDS = 6;
    private static final int REQUESTS_A_ROUND = 60;
    private static final int MANY = 2_500;

    private final Neighbourhood neighbourhood = Neighbourhood.claim();
    private final ProcessTable table = ProcessTable.open("host-it");
    private final Map<String, List<String>> said = new ConcurrentHashMap<>();
    private Broker broker;
    private LogWriter writer;
    private LogReader reader;

    @BeforeEach
    void a_broker_with_topics() {
        broker = Broker.start(table, "broker", neighbourhood.address(3, 9));
        TopicSetup.createMissing(
                broker.bootstrap(), Topics.DEFAULT_PREFIX, 4, Map.of(), Duration.ofSeconds(20));
        writer = new LogWriter(broker.bootstrap(), Topics.DEFAULT_PREFIX, "/test", Map.of());
        reader =
                new LogReader(
                                "test",
                                broker.bootstrap(),
                                Topics.DEFAULT_PREFIX,
                                EnumSet.of(Topics.FAILOVER_LOG),
                                LogReader.From.BEGINNING,
                                Map.of(),
                                (event, _, _) -> {
                                    if (event instanceof TroubleEnded count) {
                                        said.computeIfAbsent(
                                                        count.plan().value(),
                                                        _ -> new CopyOnWriteArrayList<>())
                                                .add(count.site().value());
                                    }
                                })
                        .start();
    }

    @AfterEach
    void end() {
        reader.close();
        writer.close();
        table.close();
        neighbourhood.close();
    }

    @Test
    void a_host_that_is_killed_again_and_again_loses_nothing_and_says_nothing_twice() {
        var host = start();
        var sent = 0;
        for (var round = 0; round < ROUNDS; round++) {
            for (var i = 0; i < REQUESTS_A_ROUND; i++) {
                request("plan" + sent % PLANS, "r" + sent);
                sent++;
            }
            var enough = sent - REQUESTS_A_ROUND / 2;
            Deadline.inSeconds(60).until("half of the round", () -> count() >= enough);
            host.kill9();
            host = start();
        }
        var all = sent;
        Deadline.inSeconds(60).until("all counts", () -> count() >= all);
        host.kill9();

        for (var plan = 0; plan < PLANS; plan++) {
            assertThat(said.get("plan" + plan)).containsExactlyElementsOf(counts(sent / PLANS));
        }
    }

    @Test
    void what_cannot_be_read_is_parked_and_only_its_own_key_waits() {
        try (var host = embedded("one")) {
            request("good", "r1");
            raw("bad", "{not json".getBytes(StandardCharsets.UTF_8));
            request("bad", "r2");
            request("good", "r3");

            Deadline.inSeconds(30)
                    .until("the good plan's counts", () -> counted("good").equals(counts(2)));
            assertThat(counted("bad")).isEmpty();
            assertThat(host.state("good").map(CountingMachine.Count::requests))
                    .isEqualTo(Optional.of(2L));
            assertThat(host.state("bad")).isEmpty();
        }
    }

    @Test
    void a_key_that_waits_is_read_again_when_somebody_releases_it() {
        try (var host = embedded("one")) {
            raw("bad", "{not json".getBytes(StandardCharsets.UTF_8));
            request("bad", "r1");
            request("good", "r2");
            Deadline.inSeconds(30)
                    .until("the good plan's count", () -> counted("good").equals(counts(1)));

            writer.writeAndWait(
                    new KeyReleased("bad", "ada", "upgraded", Instant.EPOCH), "k1", PATIENCE);
            // Between two topics nothing is ordered: the request is repeated until it is heard.
            Deadline.inSeconds(30)
                    .until(
                            "the released plan's count",
                            () -> {
                                request("bad", "r3");
                                return host.state("bad").isPresent();
                            });
        }
    }

    @Test
    void a_host_that_finds_no_room_waits_for_some_and_loses_nothing_and_says_nothing_twice() {
        assumeTrue(SmallDisk.isPossible(), "no small disk: only root can mount one");
        var folder = table.directory("small");
        var disk = SmallDisk.at(folder, 64);
        table.onClose(disk::close);
        var settings =
                HostProcess.settings(
                        broker.bootstrap(),
                        folder,
                        Map.of("rocksdb.config.setter", SmallStores.class.getName()));
        try (var host = embedded(settings)) {
            request("plan", "r0");
            Deadline.inSeconds(30).until("the first count", () -> count() == 1);
            disk.fill();
            for (var i = 1; i < MANY; i++) {
                request("plan", "r" + i);
            }
            Deadline.inSeconds(60).until("the host to stand still", () -> !host.running());
            assertThat(count()).isLessThan(MANY);

            disk.free();

            Deadline.inSeconds(120).until("all counts", () -> count() >= MANY);
        }
        assertThat(counted("plan")).containsExactlyElementsOf(counts(MANY));
    }

    /** Stores that write to their disk soon. */
    public static final class SmallStores implements RocksDBConfigSetter {
        private static final long LEAST = 64 * 1024;

        @Override
        public void setConfig(String store, Options options, Map<String, Object> configs) {
            options.setWriteBufferSize(LEAST);
        }

        @Override
        public void close(String store, Options options) {}
    }

    @Test
    void a_state_that_is_built_anew_from_the_log_is_the_same() {
        Map<String, Long> first;
        try (var host = embedded("one")) {
            for (var i = 0; i < 100; i++) {
                request("plan" + i % PLANS, "r" + i);
            }
            Deadline.inSeconds(30).until("all counts", () -> count() == 100);
            first = requests(host);
        }
        try (var host = embedded("elsewhere")) {
            Deadline.inSeconds(60)
                    .until("the host to be restored", () -> host.states().size() == PLANS);
            assertThat(first.values().stream().mapToLong(Long::longValue).sum()).isEqualTo(100);
            assertThat(requests(host)).isEqualTo(first);
        }
    }

    /** What each plan has come to; how often its host was new is not part of it. */
    private static Map<String, Long> requests(MachineHost<CountingMachine.Count> host) {
        var requests = new TreeMap<String, Long>();
        host.states().forEach((plan, count) -> requests.put(plan, count.requests()));
        return requests;
    }

    private LocalProcess start() {
        return table.start(
                JavaProcess.of(HostProcess.class)
                        .heap("96m")
                        .arguments(broker.bootstrap(), table.directory("state").toString())
                        .command("host", table.directory("host")));
    }

    private MachineHost<CountingMachine.Count> embedded(String directory) {
        return embedded(HostProcess.settings(broker.bootstrap(), table.directory(directory)));
    }

    private MachineHost<CountingMachine.Count> embedded(HostSettings settings) {
        var host =
                new MachineHost<>(
                        new CountingMachine(),
                        CountingMachine.Count.class,
                        EnumSet.of(Topics.FAILOVER_REQUESTED, Topics.CONTROL),
                        settings,
                        new SimpleMeterRegistry());
        host.start();
        Deadline.inSeconds(60).until("the host to run", host::running);
        return host;
    }

    private void request(String plan, String id) {
        writer.writeAndWait(
                new FailoverRequested(
                        new PlanId(plan),
                        id,
                        Kind.FAILOVER,
                        Optional.empty(),
                        "test",
                        "test",
                        false,
                        Instant.EPOCH),
                id,
                PATIENCE);
    }

    private void raw(String key, byte[] body) {
        try (var producer =
                new KafkaProducer<>(
                        Map.<String, Object>of("bootstrap.servers", broker.bootstrap()),
                        new StringSerializer(),
                        new ByteArraySerializer())) {
            var message =
                    new ProducerRecord<>(
                            Topics.FAILOVER_REQUESTED.name(Topics.DEFAULT_PREFIX), key, body);
            var type =
                    EventTypes.all().stream()
                            .filter(t -> t.form() == FailoverRequested.class)
                            .findFirst()
                            .orElseThrow()
                            .type();
            message.headers().add("ce_type", type.getBytes(StandardCharsets.UTF_8));
            message.headers().add("ce_id", "x".getBytes(StandardCharsets.UTF_8));
            var _ = producer.send(message);
        }
    }

    private int count() {
        return said.values().stream().mapToInt(List::size).sum();
    }

    private List<String> counted(String plan) {
        return said.getOrDefault(plan, List.of());
    }

    private static List<String> counts(int upTo) {
        var counts = new ArrayList<String>();
        for (var i = 1; i <= upTo; i++) {
            counts.add("n" + i);
        }
        return counts;
    }
}
