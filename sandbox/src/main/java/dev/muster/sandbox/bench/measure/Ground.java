package dev.muster.sandbox.bench.measure;

import dev.muster.events.wire.Topics;
import dev.muster.sandbox.kafka.Broker;
import dev.muster.sandbox.network.Neighbourhood;
import dev.muster.sandbox.process.LocalProcess;
import dev.muster.sandbox.process.ProcessTable;
import dev.muster.sandbox.region.Services;
import dev.muster.stream.TopicSetup;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What every measurement stands on: a broker with the topics, and services beside it. */
public final class Ground implements AutoCloseable {

    private static final int WITNESS = 3;
    private static final Duration TOPICS_LIMIT = Duration.ofSeconds(20);

    private final Neighbourhood neighbourhood = Neighbourhood.claim();
    private final ProcessTable table;
    private final Services services;
    private final Broker broker;

    /**
     * Starts a broker.
     *
     * @param home where the services are built
     * @param flags of the broker's Java
     */
    public Ground(String name, Path home, int partitions, List<String> flags) {
        table = ProcessTable.open(name);
        services = new Services(table, home, Map.of());
        broker = Broker.start(table, "broker", neighbourhood.address(WITNESS, 9), flags);
        TopicSetup.createMissing(
                broker.bootstrap(), Topics.DEFAULT_PREFIX, partitions, Map.of(), TOPICS_LIMIT);
    }

    public Neighbourhood neighbourhood() {
        return neighbourhood;
    }

    public ProcessTable table() {
        return table;
    }

    public Broker broker() {
        return broker;
    }

    public String bootstrap() {
        return broker.bootstrap();
    }

    /** Where something at the witness listens. */
    public InetSocketAddress at(int host, int port) {
        return neighbourhood.socket(WITNESS, host, port);
    }

    /** Starts a service that finds the broker. */
    public LocalProcess start(
            String module,
            String name,
            InetSocketAddress http,
            Map<String, String> more,
            List<String> flags) {
        var environment = new LinkedHashMap<>(more);
        environment.put("KAFKA_BOOTSTRAP_SERVERS", broker.bootstrap());
        return services.start(module, name, http, environment, flags);
    }

    /** Writes down what only the measurement knows. */
    public Path secret(String name, String text) {
        try {
            return Files.writeString(table.directory("secrets").resolve(name), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Everything that runs for it, the bench itself included. */
    public Map<String, Long> all() {
        var all = new LinkedHashMap<String, Long>();
        all.put("bench", Machine.self());
        table.running().forEach(p -> all.put(p.toString(), p.pid()));
        return all;
    }

    @Override
    public void close() {
        table.close();
        neighbourhood.close();
    }
}
