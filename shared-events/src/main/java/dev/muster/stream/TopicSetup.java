package dev.muster.stream;

import dev.muster.events.wire.Topics;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.TopicExistsException;

/** Creates the topics that are missing, as documented; for development, where nothing else does. */
public final class TopicSetup {

    private TopicSetup() {}

    /**
     * Creates what is missing.
     *
     * @param partitions never changed once a topic exists
     * @throws IllegalStateException when the brokers do not answer in time; names them
     */
    public static void createMissing(
            String bootstrapServers,
            String prefix,
            int partitions,
            Map<String, String> kafka,
            Duration limit) {
        try (var admin = admin(bootstrapServers, kafka, limit)) {
            var wanted =
                    Arrays.stream(Topics.values())
                            .map(
                                    topic ->
                                            new NewTopic(
                                                            topic.name(prefix),
                                                            Optional.of(partitions),
                                                            Optional.empty())
                                                    .configs(topic.settings()))
                            .toList();
            for (var created : admin.createTopics(wanted).values().values()) {
                await(created, limit, bootstrapServers);
            }
        }
    }

    private static void await(KafkaFuture<Void> created, Duration limit, String bootstrapServers) {
        try {
            created.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw new IllegalStateException(
                        "KAFKA_BOOTSTRAP_SERVERS="
                                + bootstrapServers
                                + ": topics cannot be created ("
                                + e.getCause()
                                + ")",
                        e);
            }
        } catch (TimeoutException e) {
            throw new IllegalStateException(
                    "KAFKA_BOOTSTRAP_SERVERS=" + bootstrapServers + ": no broker answers there", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while creating topics", e);
        }
    }

    private static Admin admin(String bootstrapServers, Map<String, String> kafka, Duration limit) {
        var settings = new HashMap<String, Object>();
        settings.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) limit.toMillis());
        settings.put(
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                (int) Math.min(5_000, limit.toMillis()));
        settings.putAll(kafka);
        return Admin.create(settings);
    }
}
