package dev.muster.backup.app;

import dev.muster.plan.Assurance.Engine.PostgresqlBackup;
import dev.muster.plan.RecoveryPlan;
import dev.muster.plan.SiteId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * What this instance has to do as long as a plan stands: ship the logs of the databases at its site
 * while that site is the active one.
 */
@ApplicationScoped
public class Duties implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(Duties.class);

    private final Plans plans;
    private final LogShipping shipping;
    private final News news;
    private final Map<LogShipping.Order, AutoCloseable> shipped = new HashMap<>();

    @Inject
    public Duties(Plans plans, LogShipping shipping, News news) {
        this.plans = plans;
        this.shipping = shipping;
        this.news = news;
    }

    /** Begins what is due here and is not done yet, and ends what is due no more. */
    synchronized void review() {
        if (!plans.known()) {
            return;
        }
        var due = new HashSet<LogShipping.Order>();
        plans.here().ifPresent(here -> plans.standing().forEach(plan -> add(plan, here, due)));
        for (var order : Set.copyOf(shipped.keySet())) {
            if (!due.contains(order)) {
                end(order);
            }
        }
        for (var order : due) {
            shipped.computeIfAbsent(order, one -> shipping.ship(one, news::tell));
        }
    }

    private void add(RecoveryPlan plan, SiteId here, Set<LogShipping.Order> due) {
        if (!plans.activeSite(plan).equals(here)) {
            return;
        }
        for (var protection : plan.assurance().protection()) {
            if (protection.engine() instanceof PostgresqlBackup backup && backup.continuousWal()) {
                plan.data().stream()
                        .filter(data -> data.name().equals(backup.of()))
                        .map(data -> data.postgresql().get(here))
                        .forEach(
                                source ->
                                        due.add(
                                                new LogShipping.Order(
                                                        plan.name(),
                                                        protection.name(),
                                                        here,
                                                        source,
                                                        backup)));
            }
        }
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
        Set.copyOf(shipped.keySet()).forEach(this::end);
    }
}
