package dev.muster.backup.app;

import dev.muster.backup.catalog.KnownPoint;
import dev.muster.plan.Credential;
import dev.muster.plan.RecoveryPlan;
import dev.muster.plan.SiteId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Goes round the engines of this site for as long as the service lives; every instance of the site
 * does, since what they find is the same.
 */
@ApplicationScoped
public class EngineRounds implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(EngineRounds.class);
    private static final Duration PAUSE = Duration.ofSeconds(5);

    private final Plans plans;
    private final Points points;
    private final News news;
    private final List<SiteEngine> engines;
    private @Nullable Thread rounds;

    @Inject
    public EngineRounds(Plans plans, Points points, News news, @Any Instance<SiteEngine> engines) {
        this.plans = plans;
        this.points = points;
        this.news = news;
        this.engines = engines.stream().toList();
    }

    synchronized void start() {
        if (plans.here().isPresent() && !engines.isEmpty()) {
            rounds = Thread.ofVirtual().name("engines").start(this::goRound);
        }
    }

    private void goRound() {
        try {
            while (true) {
                Thread.sleep(PAUSE);
                wanted().ifPresent(this::look);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void look(SiteEngine.Wanted wanted) {
        for (var engine : engines) {
            try {
                engine.look(wanted, news::tell);
            } catch (RuntimeException e) {
                LOG.errorf(e, "the engines of %s could not be looked at", wanted.site());
            }
        }
    }

    private Optional<SiteEngine.Wanted> wanted() {
        if (!plans.known() || !points.ready() || plans.here().isEmpty()) {
            return Optional.empty();
        }
        var here = plans.here().get();
        return plans.kubeconfig(here).map(kubeconfig -> wanted(here, kubeconfig));
    }

    private SiteEngine.Wanted wanted(SiteId here, Credential kubeconfig) {
        var named =
                plans.standing().stream()
                        .filter(plan -> plan.sites().all().contains(here))
                        .toList();
        return new SiteEngine.Wanted(
                here,
                kubeconfig,
                named.stream().flatMap(plan -> orders(plan, here)).toList(),
                plans.everHeardOf(),
                named.stream().flatMap(plan -> needed(plan, here)).toList());
    }

    private Stream<SiteEngine.Needed> needed(RecoveryPlan plan, SiteId here) {
        var active = plans.activeSite(plan);
        var secrets = plan.assurance().watched();
        return secrets.isEmpty() || active.equals(here)
                ? Stream.empty()
                : Stream.of(
                        new SiteEngine.Needed(
                                plan.name(), secrets, active, plans.kubeconfig(active)));
    }

    private Stream<SiteEngine.Order> orders(RecoveryPlan plan, SiteId here) {
        var active = plans.activeSite(plan).equals(here);
        return plan.assurance().protection().stream()
                .map(
                        one ->
                                new SiteEngine.Order(
                                        plan.name(),
                                        one,
                                        active,
                                        points.catalogue(plan.name())
                                                .of(one.name())
                                                .map(KnownPoint::point)
                                                .toList()));
    }

    @Override
    public void close() {
        var thread = rounds;
        if (thread != null) {
            thread.interrupt();
        }
    }
}
