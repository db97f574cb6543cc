package dev.muster.failover.app;

import dev.muster.events.wire.Topics;
import dev.muster.failover.decision.FailoverMachine;
import dev.muster.failover.decision.PlanState;
import dev.muster.failover.evacuation.BlastRadiusPolicy;
import dev.muster.failover.evacuation.PermitMachine;
import dev.muster.failover.evacuation.PermitState;
import dev.muster.failover.guard.DecisionPolicy;
import dev.muster.service.Access;
import dev.muster.service.BadSetting;
import dev.muster.service.Log;
import dev.muster.service.Startup;
import dev.muster.stream.HostSettings;
import dev.muster.stream.LogReader;
import dev.muster.stream.MachineHost;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.EnumSet;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Starts the deciding part of the service once the log is there, and stops it in order. */
@ApplicationScoped
public class FailoverService {

    private static final Logger LOG = Logger.getLogger(FailoverService.class);

    private final FailoverConfig config;
    private final Startup startup;
    private final MeterRegistry registry;
    private final Log log;
    private final KillSwitch killSwitch;
    private final Journal journal;
    private final PlanPublisher plans;
    private final Preflight preflight;
    private final Access access;
    private volatile @Nullable MachineHost<PlanState> failover;
    private volatile @Nullable MachineHost<PermitState> permits;
    private volatile @Nullable LogReader control;

    @Inject
    public FailoverService(
            FailoverConfig config,
            @ConfigProperty(name = "kafka.bootstrap.servers") String bootstrapServers,
            MeterRegistry registry,
            Log log,
            KillSwitch killSwitch,
            Journal journal,
            PlanPublisher plans,
            Preflight preflight,
            Access access) {
        this.config = config;
        this.startup = new Startup(LOG, config, bootstrapServers);
        this.registry = registry;
        this.log = log;
        this.killSwitch = killSwitch;
        this.journal = journal;
        this.plans = plans;
        this.preflight = preflight;
        this.access = access;
    }

    void onStart(@Observes StartupEvent started) {
        BadSetting.endsOn(
                () -> {
                    access.check();
                    if (config.failover().role() == FailoverConfig.Role.SERVICE) {
                        startup.whenTheLogIsThere(this::start, log.writer());
                    }
                });
    }

    private void start() {
        var settings = startup.host();
        var machine =
                new MachineHost<>(
                        new FailoverMachine(DecisionPolicy.DEFAULT),
                        PlanState.class,
                        EnumSet.of(
                                Topics.PLANS,
                                Topics.HEALTH,
                                Topics.CONTROL,
                                Topics.LEASE_REQUESTS,
                                Topics.PERMITS,
                                Topics.BACKUP_COMPLETED,
                                Topics.FAILOVER_REQUESTED,
                                Topics.STEP_RESULTS),
                        settings,
                        registry);
        var caps =
                new MachineHost<>(
                        new PermitMachine(BlastRadiusPolicy.DEFAULT),
                        PermitState.class,
                        EnumSet.of(Topics.PERMIT_REQUESTS),
                        settings.ticking(HostSettings.SLOW_TICK),
                        registry);
        control =
                log.reader(
                        "control",
                        EnumSet.of(Topics.CONTROL),
                        LogReader.From.BEGINNING,
                        (event, _, _) -> killSwitch.on(event));
        journal.start();
        failover = machine;
        permits = caps;
        machine.start();
        caps.start();
        plans.start();
        preflight.start();
        LOG.infof("deciding as instance %s", config.instance());
    }

    /** Whether decisions are being made here, or could be as soon as partitions are assigned. */
    public boolean ready() {
        var machine = failover;
        return machine != null && machine.running();
    }

    /** Whether the process can still become ready without a restart. */
    public boolean alive() {
        var machine = failover;
        return machine == null || machine.alive();
    }

    /** What is known of the plan, if it is decided here. */
    public Optional<PlanState> state(String plan) {
        var machine = failover;
        return machine == null ? Optional.empty() : machine.state(plan);
    }

    /** SHA-256 of all that is known here. */
    public String digest() {
        var machine = failover;
        return machine == null ? "" : machine.digest();
    }

    void onStop(@Observes ShutdownEvent stopped) {
        startup.close();
        plans.close();
        preflight.close();
        journal.close();
        closeQuietly(failover);
        closeQuietly(permits);
        closeQuietly(control);
    }

    private static void closeQuietly(@Nullable AutoCloseable part) {
        if (part == null) {
            return;
        }
        try {
            part.close();
        } catch (Exception e) {
            LOG.warnf("while stopping: %s", e.toString());
        }
    }
}
