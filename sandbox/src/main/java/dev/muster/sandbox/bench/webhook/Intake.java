package dev.muster.sandbox.bench.webhook;

import dev.muster.events.wire.Topics;
import dev.muster.sandbox.bench.measure.Ground;
import dev.muster.sandbox.process.Deadline;
import dev.muster.sandbox.process.LocalProcess;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;

/** A broker and one health-monitor that takes alerts, each in a process of its own. */
final class Intake implements AutoCloseable {

    static final String ALERTS = Topics.ALERTS.name(Topics.DEFAULT_PREFIX);
    static final String RAW = "ackbench";

    /** All alerts of the bench are about no plan, so they have one key and one partition. */
    static final String KEY = "unmapped";

    static final List<String> SERVICE_FLAGS = List.of("-Xmx256m", "-XX:+UseSerialGC");
    static final List<String> BROKER_FLAGS = List.of("-Xmx512m", "-XX:TieredStopAtLevel=4");

    private static final String TOKEN = "bench";
    private static final Duration POLL = Duration.ofMillis(200);
    private static final int PARTITIONS = 12;

    private final Ground ground;
    private final InetSocketAddress webhook;
    private final HttpRequest request;
    private final Admin admin;
    private final Path token;
    private @Nullable LocalProcess service;

    Intake(Path home) {
        ground = new Ground("bench-webhook", home, PARTITIONS, BROKER_FLAGS);
        webhook = ground.at(81, 8081);
        request = new HttpRequest(webhook, "/api/v1/alerts/alertmanager", TOKEN);
        admin =
                Admin.create(
                        Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, ground.bootstrap()));
        await(
                admin.createTopics(
                                List.of(
                                        new NewTopic(RAW, Optional.of(PARTITIONS), Optional.empty())
                                                .configs(Topics.ALERTS.settings())))
                        .all());
        token = ground.secret("token", TOKEN);
    }

    /** Starts the service, and returns when it takes alerts. */
    void start() {
        var started =
                ground.start(
                        "health-monitor",
                        "intake",
                        webhook,
                        Map.of(
                                "MUSTER_HEALTH_VANTAGE",
                                "bench",
                                "MUSTER_HEALTH_FAILURE_DOMAIN",
                                "here",
                                "MUSTER_HEALTH_ASSESS",
                                "false",
                                "MUSTER_HEALTH_WEBHOOK_TOKEN_FILE",
                                token.toString()),
                        SERVICE_FLAGS);
        service = started;
        try (var http = HttpClient.newHttpClient()) {
            Deadline.inSeconds(60)
                    .untilPresent(
                            "the service to be ready", () -> answers(http, started) ? true : null);
        }
    }

    private boolean answers(HttpClient http, LocalProcess started)
            throws IOException, InterruptedException {
        started.requireAlive();
        var ask =
                java.net.http.HttpRequest.newBuilder(
                                URI.create("http://" + text(webhook) + "/q/health/ready"))
                        .timeout(Duration.ofSeconds(2))
                        .build();
        return http.send(ask, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    }

    void kill9() {
        process().kill9();
    }

    private LocalProcess process() {
        return Objects.requireNonNull(service, "the service was not started");
    }

    Ground ground() {
        return ground;
    }

    InetSocketAddress address() {
        return webhook;
    }

    HttpRequest request() {
        return request;
    }

    /** What runs, under the names of the report. */
    Map<String, Long> processes() {
        var processes = new LinkedHashMap<String, Long>();
        processes.put("broker", broker());
        processes.put("service", service());
        return processes;
    }

    long broker() {
        return ground.broker().pid();
    }

    long service() {
        return process().pid();
    }

    /** Where the next record will be, in each partition. */
    Map<TopicPartition, Long> end(String topic) {
        try (var consumer = consumer()) {
            return consumer.endOffsets(
                    consumer.partitionsFor(topic).stream()
                            .map(p -> new TopicPartition(p.topic(), p.partition()))
                            .toList());
        }
    }

    /** Gives the readback everything from there to the end. */
    Readback read(Map<TopicPartition, Long> from, Readback into) {
        try (var consumer = consumer()) {
            consumer.assign(from.keySet());
            from.forEach(consumer::seek);
            var end = consumer.endOffsets(from.keySet());
            while (end.entrySet().stream()
                    .anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
                consumer.poll(POLL).forEach(into::take);
            }
        }
        return into;
    }

    /** Loses the first record after there, as a broken log would: to see that it is noticed. */
    void lose(Map<TopicPartition, Long> from) {
        var end = end(ALERTS);
        from.entrySet().stream()
                .filter(e -> end.getOrDefault(e.getKey(), 0L) > e.getValue())
                .findFirst()
                .ifPresent(
                        e ->
                                await(
                                        admin.deleteRecords(
                                                        Map.of(
                                                                e.getKey(),
                                                                RecordsToDelete.beforeOffset(
                                                                        e.getValue() + 1)))
                                                .all()));
    }

    /** What the topic of the alerts is set to. */
    String topicSettings() {
        var resource = new ConfigResource(ConfigResource.Type.TOPIC, ALERTS);
        var config =
                Objects.requireNonNull(
                        await(admin.describeConfigs(List.of(resource)).all()).get(resource));
        return PARTITIONS
                + " partitions (one used), 1 replica, min.insync.replicas="
                + config.get("min.insync.replicas").value()
                + ", message.timestamp.type="
                + config.get("message.timestamp.type").value()
                + ", flush.messages="
                + (config.get("flush.messages").value().equals(Long.toString(Long.MAX_VALUE))
                        ? "never"
                        : config.get("flush.messages").value());
    }

    private KafkaConsumer<String, byte[]> consumer() {
        return new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        ground.bootstrap(),
                        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                        "earliest"),
                new StringDeserializer(),
                new ByteArrayDeserializer());
    }

    private static <T> T await(org.apache.kafka.common.KafkaFuture<T> asked) {
        try {
            return asked.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while asking the broker", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("the broker refused: " + e.getCause(), e.getCause());
        }
    }

    private static String text(InetSocketAddress address) {
        return address.getAddress().getHostAddress() + ":" + address.getPort();
    }

    @Override
    public void close() {
        admin.close(Duration.ofSeconds(1));
        ground.close();
    }
}
