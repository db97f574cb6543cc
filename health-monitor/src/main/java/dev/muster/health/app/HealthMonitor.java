package dev.muster.health.app;

import dev.muster.events.wire.Topics;
import dev.muster.health.detection.Assessor;
import dev.muster.health.detection.AssessorState;
import dev.muster.health.detection.DetectionPolicy;
import dev.muster.stream.HostSettings;
import dev.muster.stream.LogReader;
import dev.muster.stream.MachineHost;
import dev.muster.stream.TopicSetup;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Starts looking and assessing once the log is there, and stops in order. */
@ApplicationScoped
public class HealthMonitor {

    private static final Logger LOG = Logger.getLogger(HealthMonitor.class);

    private static final Duration LOG_LIMIT = Duration.ofSeconds(5);

    private final HealthConfig config;
    private final String bootstrapServers;
    private final MeterRegistry registry;
    private final Log log;
    private final Vantage vantage;
    private final Verdicts verdicts;
    private final AlertRoutes routes;
    private volatile @Nullable MachineHost<AssessorState> assessor;
    private volatile @Nullable LogReader plans;
    private volatile boolean looking;
    private volatile boolean stopping;

    @Inject
    public HealthMonitor(
            HealthConfig config,
            @ConfigProperty(name = "kafka.bootstrap.servers") String bootstrapServers,
            MeterRegistry registry,
            Log log,
            Vantage vantage,
            Verdicts verdicts,
            AlertRoutes routes) {
        this.config = config;
        this.bootstrapServers = bootstrapServers;
        this.registry = registry;
        this.log = log;
        this.vantage = vantage;
        this.verdicts = verdicts;
        this.routes = routes;
    }

    void onStart(@Observes StartupEvent started) {
        BadSetting.endsOn(
                () -> {
                    vantage.start();
                    looking = true;
                    Thread.ofPlatform().name("start").start(this::startWhenTheLogIsThere);
                });
    }

    private void startWhenTheLogIsThere() {
        var told = "";
        while (!stopping) {
            try {
                start();
                return;
            } catch (RuntimeException e) {
                var trouble = String.valueOf(e.getMessage());
                if (!trouble.equals(told)) {
                    LOG.warnf("waiting for the log: %s", trouble);
                    told = trouble;
                }
                pause();
            }
        }
    }

    private void start() {
        if (config.topics().create()) {
            TopicSetup.createMissing(
                    bootstrapServers,
                    config.topics().prefix(),
                    config.topics().partitions(),
                    Map.of(),
                    LOG_LIMIT);
        }
        var topics = MachineHost.topicNames(config.topics().prefix());
        if (!log.writer().reaches(topics) || !log.alerts().reaches(topics)) {
            throw new IllegalStateException(
                    "KAFKA_BOOTSTRAP_SERVERS="
                            + bootstrapServers
                            + " does not answer or lacks topics "
                            + config.topics().prefix()
                            + "*: start the brokers, or set MUSTER_TOPICS_CREATE=true");
        }
        // The first alert must not wait for a connection.
        log.alerts().reaches(List.of(Topics.ALERTS.name(config.topics().prefix())));
        plans =
                log.reader(
                        "plans",
                        EnumSet.of(Topics.PLANS),
                        LogReader.From.BEGINNING,
                        (event, _, _) -> {
                            vantage.learn(event);
                            routes.learn(event);
                        });
        log.reader(
                "health",
                EnumSet.of(Topics.HEALTH),
                LogReader.From.NOW,
                (event, _, _) -> {
                    verdicts.on(event);
                    vantage.hear(event);
                });
        if (config.health().assess()) {
            var host =
                    new MachineHost<>(
                            new Assessor(DetectionPolicy.DEFAULT),
                            AssessorState.class,
                            EnumSet.of(Topics.SITES, Topics.OBSERVATIONS, Topics.ALERTS),
                            new HostSettings(
                                    bootstrapServers,
                                    config.topics().prefix(),
                                    config.state().dir(),
                                    config.instance(),
                                    HostSettings.DEFAULT_TICK,
                                    HostSettings.DEFAULT_STALL,
                                    Map.of()),
                            registry);
            assessor = host;
            host.start();
        }
        LOG.infof(
                "looking from %s in %s%s",
                config.health().vantage(),
                config.health().failureDomain(),
                config.health().assess() ? ", assessing" : "");
    }

    /** Whether plans are known here and, if this instance assesses, verdicts are being made. */
    public boolean ready() {
        var reader = plans;
        var host = assessor;
        return reader != null
                && reader.caughtUp()
                && (!config.health().assess() || (host != null && host.running()));
    }

    void onStop(@Observes ShutdownEvent stopped) {
        stopping = true;
        if (looking) {
            vantage.stop();
        }
        var host = assessor;
        if (host != null) {
            host.close();
        }
        var reader = plans;
        if (reader != null) {
            reader.close();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(Duration.ofSeconds(1));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
