package dev.muster.health.app;

import dev.muster.events.wire.Topics;
import dev.muster.stream.LogReader;
import dev.muster.stream.LogWriter;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * This process's way to the log: a writer for what it sees itself and one for what others tell it,
 * so that no storm of alerts holds up a report; and readers on demand.
 */
@ApplicationScoped
public class Log {

    private final String bootstrapServers;
    private final String prefix;
    private final LogWriter writer;
    private final LogWriter alerts;

    @Inject
    public Log(
            @ConfigProperty(name = "kafka.bootstrap.servers") String bootstrapServers,
            HealthConfig config) {
        this.bootstrapServers = bootstrapServers;
        this.prefix = config.topics().prefix();
        var source = "/health-monitor/" + config.health().vantage();
        this.writer = new LogWriter(bootstrapServers, prefix, source, Map.of());
        this.alerts = new LogWriter(bootstrapServers, prefix, source, LogWriter.GROUPED);
    }

    public LogWriter writer() {
        return writer;
    }

    public LogWriter alerts() {
        return alerts;
    }

    LogReader reader(
            String name, Set<Topics> topics, LogReader.From from, LogReader.Handler handler) {
        return new LogReader(name, bootstrapServers, prefix, topics, from, Map.of(), handler)
                .start();
    }

    @PreDestroy
    void close() {
        writer.close();
        alerts.close();
    }
}
