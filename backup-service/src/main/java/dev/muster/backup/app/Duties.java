package dev.muster.backup.app;

import dev.muster.events.BackupEvent.LogShipped;
import dev.muster.events.DrEvent;
import dev.muster.events.FailoverEvent.ExecutionAborted;
import dev.muster.events.FailoverEvent.ExecutionCompleted;
import dev.muster.events.FailoverEvent.PointOfNoReturnPassed;
import dev.muster.events.PlanEvent.PlanDeclared;
import dev.muster.events.PlanEvent.PlanRetired;
import dev.muster.events.wire.Topics;
import dev.muster.plan.Assurance.Engine.PostgresqlBackup;
import dev.muster.plan.PlanId;
import dev.muster.plan.SiteId;
import dev.muster.service.Log;
import dev.muster.stream.LogReader;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * What this instance has to do as long as a plan stands: ship the logs of the databases at its site
 * while that site is the active one.
 */
@ApplicationScoped
public class Duties implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(Duties.class);

    private final Log log;
    private final LogShipping shipping;
    private final Optional<SiteId> site;
    private final Map<PlanId, PlanDeclared> plans = new HashMap<>();
    private final Map<PlanId, SiteId> active = new HashMap<>();
    private final Map<LogShipping.Order, AutoCloseable> shipped = new HashMap<>();
    private @Nullable LogReader reader;

    @Inject
    public Duties(Log log, LogShipping shipping, BackupConfig config) {
        this.log = log;
        this.shipping = shipping;
        this.site = config.site().map(SiteId::new);
    }

    synchronized void start() {
        if (site.isPresent()) {
            reader =
                    log.reader(
                            "duties",
                            EnumSet.of(Topics.PLANS, Topics.FAILOVER_LOG),
                            LogReader.From.BEGINNING,
                            this::on);
        }
    }

    private synchronized void on(DrEvent event, String id, Instant at) {
        switch (event) {
            case PlanDeclared declared -> plans.put(declared.plan().name(), declared);
            case PlanRetired retired -> plans.remove(retired.plan());
            case PointOfNoReturnPassed passed -> active.put(passed.plan(), passed.active());
            case ExecutionCompleted completed -> active.put(completed.plan(), completed.active());
            case ExecutionAborted aborted -> active.put(aborted.plan(), aborted.active());
            default -> {
                return;
            }
        }
        var present = reader;
        if (present != null && present.caughtUp()) {
            review();
        }
    }

    /** Begins what is due here and is not done yet, and ends what is due no more. */
    synchronized void review() {
        var due = due();
        for (var order : Set.copyOf(shipped.keySet())) {
            if (!due.contains(order)) {
                end(order);
            }
        }
        for (var order : due) {
            shipped.computeIfAbsent(order, one -> shipping.ship(one, this::tell));
        }
    }

    private Set<LogShipping.Order> due() {
        var due = new HashSet<LogShipping.Order>();
        for (var declared : plans.values()) {
            var plan = declared.plan();
            var here =
                    site.filter(active.getOrDefault(plan.name(), plan.sites().primary())::equals);
            for (var protection : plan.assurance().protection()) {
                if (here.isPresent()
                        && protection.engine() instanceof PostgresqlBackup backup
                        && backup.continuousWal()) {
                    plan.data().stream()
                            .filter(data -> data.name().equals(backup.of()))
                            .map(data -> data.postgresql().get(here.get()))
                            .forEach(
                                    source ->
                                            due.add(
                                                    new LogShipping.Order(
                                                            plan.name(),
                                                            protection.name(),
                                                            here.get(),
                                                            source,
                                                            backup)));
                }
            }
        }
        return due;
    }

    private void tell(LogShipped news) {
        var _ =
                log.writer()
                        .write(
                                news,
                                news.plan()
                                        + ":"
                                        + news.protection()
                                        + ":"
                                        + news.position().position()
                                        + ":"
                                        + news.at());
    }

    private void end(LogShipping.Order order) {
        var running = shipped.remove(order);
        try {
            if (running != null) {
                running.close();
            }
        } catch (Exception e) {
            LOG.warnf("plan=%s while it stopped shipping: %s", order.plan(), e.toString());
        }
    }

    @Override
    public synchronized void close() {
        if (reader != null) {
            reader.close();
        }
        Set.copyOf(shipped.keySet()).forEach(this::end);
    }
}
