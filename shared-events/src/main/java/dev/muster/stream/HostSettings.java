package dev.muster.stream;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * Where and as whom a machine lives.
 *
 * @param bootstrapServers Kafka brokers, {@code host:port} separated by commas
 * @param topicPrefix stands in front of every topic's short name
 * @param stateDirectory keeps the stores; must outlive the process, or a restart costs a full
 *     restore and readers wait for the orphaned transaction to time out
 * @param instance stable name of this instance: static membership, so that a restart does not
 *     rebalance
 * @param tick how late a timer may be
 * @param stall a pause of the host, or a step of its clock, longer than this is told to machines
 * @param kafka further Kafka client settings, such as security
 */
public record HostSettings(
        String bootstrapServers,
        String topicPrefix,
        Path stateDirectory,
        String instance,
        Duration tick,
        Duration stall,
        Map<String, String> kafka) {

    /** A loss is acted upon only when a timer says that it has lasted. */
    public static final Duration DEFAULT_TICK = Duration.ofMillis(5);

    /** For a machine that waits for no timer. */
    public static final Duration SLOW_TICK = Duration.ofMillis(250);

    public static final Duration DEFAULT_STALL = Duration.ofSeconds(2);

    public HostSettings {
        kafka = Map.copyOf(kafka);
    }

    /** The same with another tick. */
    public HostSettings ticking(Duration other) {
        return new HostSettings(
                bootstrapServers, topicPrefix, stateDirectory, instance, other, stall, kafka);
    }
}
