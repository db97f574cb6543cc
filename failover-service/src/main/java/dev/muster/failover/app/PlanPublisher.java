package dev.muster.failover.app;

import dev.muster.events.DrEvent;
import dev.muster.events.PlanEvent.PlanDeclared;
import dev.muster.events.PlanEvent.PlanRetired;
import dev.muster.events.PlanEvent.SiteDeclared;
import dev.muster.plan.PlanFault;
import dev.muster.plan.PlanId;
import dev.muster.plan.PlanParser;
import dev.muster.plan.PlanReading;
import dev.muster.plan.PlanRevision;
import dev.muster.service.Log;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;

/**
 * Owns the plans: reads the declarations from a folder, again whenever they change, and publishes
 * what is new. A folder with a fault publishes nothing; what was published stays in force.
 */
@ApplicationScoped
public class PlanPublisher implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(PlanPublisher.class);
    private static final Duration LOOK_EVERY = Duration.ofSeconds(2);
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final long MAX_BYTES = 3L << 20;
    private static final int MAX_FILES = 10_000;

    private final FailoverConfig config;
    private final Log log;
    private final Journal journal;
    private final AtomicInteger faults = new AtomicInteger();
    private final ScheduledExecutorService loop =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("plans").factory());
    private final Map<String, DrEvent> published = new HashMap<>();
    private List<PlanParser.Source> lastRead = List.of();
    private boolean complete;

    @Inject
    public PlanPublisher(FailoverConfig config, Log log, Journal journal, MeterRegistry registry) {
        this.config = config;
        this.log = log;
        this.journal = journal;
        registry.gauge("muster.plan.faults", faults);
    }

    void start() {
        if (config.plans().dir().isEmpty()) {
            LOG.warn("MUSTER_PLANS_DIR is not set: plans come from the log only");
            return;
        }
        var _ =
                loop.scheduleWithFixedDelay(
                        this::look, 0, LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void look() {
        try {
            if (!journal.caughtUp()) {
                return;
            }
            var read = read(config.plans().dir().orElseThrow());
            if (read.isEmpty()) {
                // A mount that went away looks like this: it must not take the protection away.
                if (!read.equals(lastRead)) {
                    LOG.errorf(
                            "MUSTER_PLANS_DIR=%s holds no .yaml: what was declared before stays in"
                                    + " force; to retire the last plan, leave its Site there",
                            config.plans().dir().get());
                    lastRead = read;
                }
                return;
            }
            if (!read.equals(lastRead) || !complete) {
                lastRead = read;
                complete = false;
                publish(PlanParser.parse(read));
                complete = true;
            }
        } catch (IOException e) {
            LOG.errorf("MUSTER_PLANS_DIR=%s cannot be read: %s", config.plans().dir().get(), e);
        } catch (RuntimeException e) {
            LOG.errorf("plans could not be published, and will be: %s", e.toString());
        }
    }

    private static List<PlanParser.Source> read(Path folder) throws IOException {
        var sources = new ArrayList<PlanParser.Source>();
        try (var files = Files.list(folder)) {
            for (var file :
                    files.filter(f -> f.toString().matches(".*\\.(yaml|yml|json)"))
                            .filter(Files::isRegularFile)
                            .sorted()
                            .limit(MAX_FILES)
                            .toList()) {
                if (Files.size(file) > MAX_BYTES) {
                    throw new IOException(file + " is larger than " + MAX_BYTES + " bytes");
                }
                sources.add(
                        new PlanParser.Source(
                                file.getFileName().toString(), Files.readString(file)));
            }
        }
        return sources;
    }

    private void publish(PlanReading reading) {
        switch (reading) {
            case PlanReading.Refused refused -> refuse(refused.faults());
            case PlanReading.Accepted accepted -> {
                faults.set(0);
                var declared = new ArrayList<PlanDeclared>();
                for (var plan : accepted.declarations().plans()) {
                    var sites = accepted.declarations().sitesOf(plan);
                    declared.add(new PlanDeclared(PlanRevision.of(plan, sites), plan, sites));
                }
                publish(accepted, declared);
            }
        }
    }

    private void publish(PlanReading.Accepted accepted, List<PlanDeclared> plans) {
        var wanted = new TreeMap<String, DrEvent>();
        plans.forEach(plan -> wanted.put("plan/" + plan.key(), plan));
        for (var site : accepted.declarations().sites()) {
            var watches = Watches.of(site.name(), plans);
            wanted.put("site/" + site.name(), new SiteDeclared(site, watches));
        }
        wanted.forEach(
                (key, event) -> {
                    if (!event.equals(published.get(key))) {
                        write(key, event);
                    }
                });
        retire(plans);
    }

    private void retire(List<PlanDeclared> plans) {
        var names = plans.stream().map(p -> p.plan().name()).toList();
        for (var known : journal.plans()) {
            var name = known.plan().name();
            if (!names.contains(name)) {
                write("plan/" + name, new PlanRetired(new PlanId(name.value())));
            }
        }
    }

    private void write(String key, DrEvent event) {
        var revision = Integer.toHexString(event.hashCode());
        log.writer().writeAndWait(event, key + ":" + revision, PATIENCE);
        published.put(key, event);
        LOG.infof("declared %s", key);
    }

    private void refuse(List<PlanFault> found) {
        faults.set(found.size());
        found.forEach(fault -> LOG.errorf("%s", fault.located()));
        LOG.errorf(
                "%d fault(s): nothing was published, what was declared before stays in force",
                found.size());
    }

    @Override
    public void close() {
        loop.shutdownNow();
    }
}
