package dev.muster.service;

import dev.muster.stream.HostSettings;
import dev.muster.stream.LogWriter;
import dev.muster.stream.MachineHost;
import dev.muster.stream.TopicSetup;
import dev.muster.stream.UnusableFolder;
import java.time.Duration;
import java.util.Map;
import org.jboss.logging.Logger;

/**
 * Starts a service as soon as the log is there. What it waits for is told once, and looked for
 * again every second.
 */
public final class Startup implements AutoCloseable {

    private static final Duration LOG_LIMIT = Duration.ofSeconds(5);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final Logger log;
    private final ServiceConfig config;
    private final String bootstrapServers;
    private volatile boolean stopping;

    /** Not begun yet; speaks with the service's own logger. */
    public Startup(Logger log, ServiceConfig config, String bootstrapServers) {
        this.log = log;
        this.config = config;
        this.bootstrapServers = bootstrapServers;
    }

    /** Starts the rest in a thread of its own, again and again until it comes through. */
    public void whenTheLogIsThere(Runnable rest, LogWriter... writers) {
        Thread.ofPlatform().name("start").start(() -> tryUntilItWorks(rest, writers));
    }

    /** How this service's machines live on the log. */
    public HostSettings host() {
        return new HostSettings(
                bootstrapServers,
                config.topics().prefix(),
                config.state().dir(),
                config.instance(),
                HostSettings.DEFAULT_TICK,
                HostSettings.DEFAULT_STALL,
                Map.of());
    }

    private void tryUntilItWorks(Runnable rest, LogWriter... writers) {
        var told = "";
        while (!stopping) {
            try {
                reach(writers);
                rest.run();
                return;
            } catch (UnusableFolder e) {
                told = tell(told, "not started: " + e.getMessage());
                pause();
            } catch (RuntimeException e) {
                told = tell(told, "waiting for the log: " + e.getMessage());
                pause();
            }
        }
    }

    private String tell(String before, String trouble) {
        if (!trouble.equals(before)) {
            log.warnf("%s", trouble);
        }
        return trouble;
    }

    private void reach(LogWriter... writers) {
        var topics = config.topics();
        if (topics.create()) {
            TopicSetup.createMissing(
                    bootstrapServers, topics.prefix(), topics.partitions(), Map.of(), LOG_LIMIT);
        }
        for (var writer : writers) {
            if (!writer.reaches(MachineHost.topicNames(topics.prefix()))) {
                throw new IllegalStateException(
                        "KAFKA_BOOTSTRAP_SERVERS="
                                + bootstrapServers
                                + " does not answer or lacks topics "
                                + topics.prefix()
                                + "*: start the brokers, or set MUSTER_TOPICS_CREATE=true");
            }
        }
    }

    /** Nothing is tried any more. */
    @Override
    public void close() {
        stopping = true;
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
