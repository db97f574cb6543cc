package dev.muster.health.app;

import dev.muster.events.wire.Topics;
import dev.muster.health.detection.Assessor;
import dev.muster.health.detection.AssessorState;
import dev.muster.health.detection.DetectionPolicy;
import dev.muster.service.BadSetting;
import dev.muster.service.Startup;
import dev.muster.stream.LogReader;
import dev.muster.stream.MachineHost;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.EnumSet;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Starts looking and assessing once the log is there, and stops in order. */
@ApplicationScoped
public class HealthMonitor {

    private static final Logger LOG = Logger.getLogger(HealthMonitor.class);

    private final HealthConfig config;
    private final Startup startup;
    private final MeterRegistry registry;
    private final Log log;
    private final Vantage vantage;
    private final Verdicts verdicts;
    private final AlertRoutes routes;
    private volatile @Nullable MachineHost<AssessorState> assessor;
    private volatile @Nullable LogReader plans;
    private volatile boolean looking;

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
        this.startup = new Startup(LOG, config, bootstrapServers);
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
                    startup.whenTheLogIsThere(this::start, log.writer(), log.alerts());
                });
    }

    private void start() {
        var host = config.health().assess() ? assessor() : null;
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
        if (host != null) {
            assessor = host;
            host.start();
        }
        LOG.infof(
                "looking from %s in %s%s",
                config.health().vantage(),
                config.health().failureDomain(),
                config.health().assess() ? ", assessing" : "");
    }

    private MachineHost<AssessorState> assessor() {
        return new MachineHost<>(
                new Assessor(DetectionPolicy.DEFAULT),
                AssessorState.class,
                EnumSet.of(Topics.SITES, Topics.OBSERVATIONS, Topics.ALERTS),
                startup.host(),
                registry);
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
        startup.close();
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
}
