package dev.muster.backup.app;

import dev.muster.backup.app.LogShipping.Order;
import dev.muster.plan.Assurance.Engine.PostgresqlBackup;
import dev.muster.plan.PlanId;
import dev.muster.plan.PostgresEndpoint;
import dev.muster.plan.RecoveryPlan;
import dev.muster.plan.SiteId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * What this instance has to do as long as a plan stands: ship the logs of the databases at its site
 * while that site is the active one, and let go of those that it shipped once.
 */
@ApplicationScoped
public class Duties implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(Duties.class);
    private static final Duration RELEASE_EVERY = Duration.ofMinutes(1);

    private final Plans plans;
    private final LogShipping shipping;
    private final News news;
    private final Map<Order, AutoCloseable> shipped = new HashMap<>();
    private final Set<Held> released = new HashSet<>();
    private long releaseAt = System.nanoTime();
    private Thread releasing = Thread.ofVirtual().unstarted(() -> {});

    @Inject
    public Duties(Plans plans, LogShipping shipping, News news) {
        this.plans = plans;
        this.shipping = shipping;
        this.news = news;
    }

    /** For what a server holds back log, however often its order was changed. */
    private record Held(PlanId plan, String protection, PostgresEndpoint source) {
        static Held by(Order order) {
            return new Held(order.plan(), order.protection(), order.source());
        }
    }

    /** Begins what is due here and is not done yet, and ends what is due no more. */
    synchronized void review() {
        if (!plans.known() || plans.here().isEmpty()) {
            return;
        }
        var here = plans.here().get();
        var due =
                plans.standing().stream()
                        .filter(plan -> plans.activeSite(plan).equals(here))
                        .flatMap(plan -> orders(plan, here))
                        .collect(Collectors.toSet());
        for (var order : Set.copyOf(shipped.keySet())) {
            if (!due.contains(order)) {
                end(order);
            }
        }
        for (var order : due) {
            shipped.computeIfAbsent(order, one -> shipping.ship(one, news::tell));
        }
        release(due, here);
    }

    private static Stream<Order> orders(RecoveryPlan plan, SiteId here) {
        return plan.assurance().protection().stream()
                .filter(one -> one.engine() instanceof PostgresqlBackup)
                .flatMap(
                        one -> {
                            var backup = (PostgresqlBackup) one.engine();
                            return plan.data().stream()
                                    .filter(_ -> backup.continuousWal())
                                    .filter(data -> data.name().equals(backup.of()))
                                    .flatMap(data -> Stream.ofNullable(data.postgresql().get(here)))
                                    .map(
                                            source ->
                                                    new Order(
                                                            plan.name(),
                                                            one.name(),
                                                            here,
                                                            source,
                                                            backup));
                        });
    }

    /**
     * A server keeps its log for whoever shipped it last, until its disk is full. So what is not
     * due here is let go: of plans that are gone or were changed, and of a site that was left.
     */
    private void release(Set<Order> due, SiteId here) {
        var held = due.stream().map(Held::by).collect(Collectors.toSet());
        released.removeAll(held);
        if (System.nanoTime() - releaseAt < 0 || releasing.isAlive()) {
            return;
        }
        releaseAt = System.nanoTime() + RELEASE_EVERY.toNanos();
        var left = new HashMap<Held, Order>();
        plans.declared().stream()
                .flatMap(plan -> orders(plan, here))
                .forEach(order -> left.put(Held.by(order), order));
        left.keySet().removeAll(held);
        left.keySet().removeAll(released);
        releasing = Thread.ofVirtual().name("release").start(() -> left.forEach(this::release));
    }

    private void release(Held held, Order order) {
        if (shipping.release(order)) {
            synchronized (this) {
                released.add(held);
            }
        }
    }

    private void end(Order order) {
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
        releasing.interrupt();
        Set.copyOf(shipped.keySet()).forEach(this::end);
    }
}
