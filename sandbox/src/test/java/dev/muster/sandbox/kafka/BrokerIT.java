package dev.muster.sandbox.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.sandbox.network.Link;
import dev.muster.sandbox.network.Neighbourhood;
import dev.muster.sandbox.process.Deadline;
import dev.muster.sandbox.process.ProcessTable;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.FinalizedVersionRange;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class BrokerIT {

    private static final Neighbourhood NEIGHBOURHOOD = Neighbourhood.claim();
    private static final ProcessTable TABLE = ProcessTable.open("broker-it");
    private static final InetSocketAddress DOOR = NEIGHBOURHOOD.socket(1, 1, 9101);
    private static final InetSocketAddress NEAR_EAST = NEIGHBOURHOOD.socket(2, 1, 9092);
    private static Broker broker;
    private static Link link;

    @BeforeAll
    static void start() throws Exception {
        broker =
                Broker.start(
                        TABLE,
                        "broker",
                        NEIGHBOURHOOD.address(1, 1),
                        new Listener("EAST", DOOR, NEAR_EAST));
        link = Link.open("east", NEAR_EAST, DOOR);
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrap()))) {
            admin.createTopics(
                            List.of(
                                    new NewTopic("plain", 1, (short) 1),
                                    new NewTopic("sums", 1, (short) 1),
                                    new NewTopic("far", 1, (short) 1)))
                    .all()
                    .get(20, TimeUnit.SECONDS);
        }
    }

    @AfterAll
    static void end() {
        link.close();
        TABLE.close();
        NEIGHBOURHOOD.close();
    }

    @Test
    void acknowledged_records_are_there_after_kill_9_and_restart() throws Exception {
        List<String> acknowledged = new ArrayList<>();
        try (KafkaProducer<String, String> producer = producer(broker.bootstrap(), Map.of())) {
            for (String value : numbers(200)) {
                producer.send(new ProducerRecord<>("plain", value)).get(10, TimeUnit.SECONDS);
                acknowledged.add(value);
            }
        }

        broker.kill9();
        assertThat(broker.isAlive()).isFalse();
        broker.start();

        assertThat(read(broker.bootstrap(), "plain", 200)).isEqualTo(acknowledged);
    }

    @Test
    void an_aborted_transaction_is_never_read_and_a_committed_one_is() throws Exception {
        Map<String, Object> transactional =
                Map.of("transactional.id", "t1", "transaction.timeout.ms", 5000);
        try (KafkaProducer<String, String> producer = producer(broker.bootstrap(), transactional)) {
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>("sums", "never")).get(10, TimeUnit.SECONDS);
            producer.abortTransaction();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>("sums", "always")).get(10, TimeUnit.SECONDS);
            producer.commitTransaction();
        }

        assertThat(read(broker.bootstrap(), "sums", 1)).containsExactly("always");
    }

    @Test
    void transactions_run_the_second_version_of_their_protocol() throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrap()))) {
            Map<String, FinalizedVersionRange> features =
                    admin.describeFeatures()
                            .featureMetadata()
                            .get(20, TimeUnit.SECONDS)
                            .finalizedFeatures();

            assertThat(features.get("transaction.version"))
                    .extracting(FinalizedVersionRange::maxVersionLevel)
                    .isEqualTo((short) 2);
        }
    }

    @Test
    void clients_that_came_through_a_link_stay_on_it() throws Exception {
        String east = Listener.text(NEAR_EAST);
        Map<String, Object> impatient =
                Map.of(
                        "delivery.timeout.ms",
                        1500,
                        "request.timeout.ms",
                        1000,
                        "linger.ms",
                        0,
                        "max.block.ms",
                        1500);
        try (KafkaProducer<String, String> producer = producer(east, impatient)) {
            producer.send(new ProducerRecord<>("far", "before")).get(10, TimeUnit.SECONDS);

            link.cut();
            assertThatThrownBy(
                            () ->
                                    producer.send(new ProducerRecord<>("far", "during"))
                                            .get(10, TimeUnit.SECONDS))
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(TimeoutException.class);
            link.heal();

            Deadline.inSeconds(20)
                    .untilPresent(
                            "the producer to get through again",
                            () ->
                                    producer.send(new ProducerRecord<>("far", "after"))
                                            .get(5, TimeUnit.SECONDS));
        }
        assertThat(read(east, "far", 2)).contains("before", "after");
    }

    private static List<String> numbers(int count) {
        return IntStream.range(0, count).mapToObj(Integer::toString).toList();
    }

    private static KafkaProducer<String, String> producer(
            String bootstrap, Map<String, Object> more) {
        Map<String, Object> settings =
                new HashMap<>(Map.of("bootstrap.servers", bootstrap, "acks", "all"));
        settings.putAll(more);
        return new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer());
    }

    private static List<String> read(String bootstrap, String topic, int atLeast) {
        Map<String, Object> settings =
                Map.of("bootstrap.servers", bootstrap, "isolation.level", "read_committed");
        List<String> values = new ArrayList<>();
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            List<TopicPartition> all = List.of(new TopicPartition(topic, 0));
            consumer.assign(all);
            consumer.seekToBeginning(all);
            Deadline deadline = Deadline.inSeconds(20);
            deadline.until(
                    atLeast + " records in " + topic,
                    () -> {
                        consumer.poll(Duration.ofMillis(200))
                                .forEach(record -> values.add(record.value()));
                        return values.size() >= atLeast;
                    });
        }
        return values;
    }
}
