package dev.muster.service;

import dev.muster.events.wire.Topics;
import dev.muster.stream.LogReader;
import dev.muster.stream.LogWriter;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** This process's way to the log: one writer, and readers on demand. */
@ApplicationScoped
public class Log {

    private final String bootstrapServers;
    private final String prefix;
    private final LogWriter writer;

    @Inject
    public Log(
            @ConfigProperty(name = "kafka.bootstrap.servers") String bootstrapServers,
            @ConfigProperty(name = "quarkus.application.name") String service,
            ServiceConfig config) {
        this.bootstrapServers = bootstrapServers;
        this.prefix = config.topics().prefix();
        this.writer =
                new LogWriter(
                        bootstrapServers,
                        prefix,
                        "/" + service + "/" + config.instance(),
                        Map.of());
    }

    public LogWriter writer() {
        return writer;
    }

    public LogReader reader(
            String name, Set<Topics> topics, LogReader.From from, LogReader.Handler handler) {
        return new LogReader(name, bootstrapServers, prefix, topics, from, Map.of(), handler)
                .start();
    }

    @PreDestroy
    void close() {
        writer.close();
    }
}
