package dev.muster.backup.app;

import dev.muster.backup.protection.PlanProtection;
import dev.muster.backup.protection.ProtectionMachine;
import dev.muster.events.wire.Topics;
import dev.muster.service.Access;
import dev.muster.service.BadSetting;
import dev.muster.service.Log;
import dev.muster.service.Startup;
import dev.muster.stream.MachineHost;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.EnumSet;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Starts deciding, shipping and answering once the log is there, and stops them in order. */
@ApplicationScoped
public class BackupService {

    private static final Logger LOG = Logger.getLogger(BackupService.class);
    private static final Duration TICK = Duration.ofMillis(250);
    private static final Duration REVIEW = Duration.ofSeconds(1);

    private final BackupConfig config;
    private final Startup startup;
    private final MeterRegistry registry;
    private final Log log;
    private final Plans plans;
    private final Points points;
    private final Duties duties;
    private final EngineRounds rounds;
    private final Access access;
    private volatile @Nullable MachineHost<PlanProtection> protection;
    private volatile @Nullable Thread reviewing;

    @Inject
    public BackupService(
            BackupConfig config,
            @ConfigProperty(name = "kafka.bootstrap.servers") String bootstrapServers,
            MeterRegistry registry,
            Log log,
            Plans plans,
            Points points,
            Duties duties,
            EngineRounds rounds,
            Access access) {
        this.config = config;
        this.startup = new Startup(LOG, config, bootstrapServers);
        this.registry = registry;
        this.log = log;
        this.plans = plans;
        this.points = points;
        this.duties = duties;
        this.rounds = rounds;
        this.access = access;
    }

    void onStart(@Observes StartupEvent started) {
        BadSetting.endsOn(
                () -> {
                    access.check();
                    startup.whenTheLogIsThere(this::start, log.writer());
                });
    }

    private void start() {
        plans.start();
        points.start();
        rounds.start();
        var machine =
                new MachineHost<>(
                        new ProtectionMachine(),
                        PlanProtection.class,
                        EnumSet.of(
                                Topics.PLANS,
                                Topics.FAILOVER_LOG,
                                Topics.BACKUP_REQUESTED,
                                Topics.BACKUP_REPORTS),
                        startup.host().ticking(TICK),
                        registry);
        protection = machine;
        machine.start();
        reviewing = Thread.ofVirtual().name("duties").start(this::review);
        LOG.infof(
                "keeping ways back as instance %s%s",
                config.instance(),
                config.site().map(site -> ", carrying out what is due at " + site).orElse(""));
    }

    private void review() {
        try {
            while (true) {
                Thread.sleep(REVIEW);
                duties.review();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether decisions are being made here, and every recovery point that was told is known. */
    public boolean ready() {
        var machine = protection;
        return machine != null && machine.running() && points.ready();
    }

    /** Whether the process can still become ready without a restart. */
    public boolean alive() {
        var machine = protection;
        return machine == null || machine.alive();
    }

    void onStop(@Observes ShutdownEvent stopped) {
        startup.close();
        var thread = reviewing;
        if (thread != null) {
            thread.interrupt();
        }
        duties.close();
        rounds.close();
        plans.close();
        points.close();
        var machine = protection;
        if (machine != null) {
            machine.close();
        }
    }
}
