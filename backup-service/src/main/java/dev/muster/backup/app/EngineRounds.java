package dev.muster.backup.app;

import dev.muster.backup.catalog.KnownPoint;
import dev.muster.events.BackupEvent;
import dev.muster.events.BackupEvent.EngineObserved;
import dev.muster.events.BackupEvent.EngineReported;
import dev.muster.events.DrEvent;
import dev.muster.events.FailoverEvent.ExecutionAborted;
import dev.muster.events.FailoverEvent.ExecutionCompleted;
import dev.muster.events.FailoverEvent.PointOfNoReturnPassed;
import dev.muster.events.PlanEvent.PlanDeclared;
import dev.muster.events.PlanEvent.PlanRetired;
import dev.muster.events.PlanEvent.SiteDeclared;
import dev.muster.events.wire.Topics;
import dev.muster.plan.Credential;
import dev.muster.plan.PlanId;
import dev.muster.plan.SiteId;
import dev.muster.service.Log;
import dev.muster.stream.LogReader;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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

    private final Log log;
    private final Points points;
    private final List<SiteEngine> engines;
    private final Optional<SiteId> site;
    private final Map<PlanId, PlanDeclared> plans = new HashMap<>();
    private final Set<PlanId> everHeardOf = new HashSet<>();
    private final Map<PlanId, SiteId> active = new HashMap<>();
    private Optional<Credential> kubeconfig = Optional.empty();
    private @Nullable LogReader reader;
    private @Nullable Thread rounds;

    @Inject
    public EngineRounds(
            Log log, Points points, @Any Instance<SiteEngine> engines, BackupConfig config) {
        this.log = log;
        this.points = points;
        this.engines = engines.stream().toList();
        this.site = config.site().map(SiteId::new);
    }

    synchronized void start() {
        if (site.isPresent() && !engines.isEmpty()) {
            reader =
                    log.reader(
                            "engines",
                            EnumSet.of(Topics.PLANS, Topics.SITES, Topics.FAILOVER_LOG),
                            LogReader.From.BEGINNING,
                            this::on);
            rounds = Thread.ofVirtual().name("engines").start(this::goRound);
        }
    }

    private synchronized void on(DrEvent event, String id, Instant at) {
        switch (event) {
            case PlanDeclared declared -> {
                plans.put(declared.plan().name(), declared);
                everHeardOf.add(declared.plan().name());
                declared.sites().stream()
                        .filter(one -> site.filter(one.name()::equals).isPresent())
                        .forEach(one -> kubeconfig = one.kubeconfig());
            }
            case PlanRetired retired -> {
                plans.remove(retired.plan());
                everHeardOf.add(retired.plan());
            }
            case SiteDeclared declared -> {
                if (site.filter(declared.site().name()::equals).isPresent()) {
                    kubeconfig = declared.site().kubeconfig();
                }
            }
            case PointOfNoReturnPassed passed -> active.put(passed.plan(), passed.active());
            case ExecutionCompleted completed -> active.put(completed.plan(), completed.active());
            case ExecutionAborted aborted -> active.put(aborted.plan(), aborted.active());
            default -> {}
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
                engine.look(wanted, this::tell);
            } catch (RuntimeException e) {
                LOG.errorf(e, "the engines of %s could not be looked at", wanted.site());
            }
        }
    }

    /** Nothing before all of the log is known: what was not read yet would seem unwanted. */
    private synchronized Optional<SiteEngine.Wanted> wanted() {
        var present = reader;
        if (present == null
                || !present.caughtUp()
                || !points.ready()
                || kubeconfig.isEmpty()
                || site.isEmpty()) {
            return Optional.empty();
        }
        var here = site.get();
        var orders =
                plans.values().stream()
                        .map(PlanDeclared::plan)
                        .filter(plan -> plan.sites().all().contains(here))
                        .flatMap(
                                plan ->
                                        plan.assurance().protection().stream()
                                                .map(
                                                        one ->
                                                                new SiteEngine.Order(
                                                                        plan.name(),
                                                                        one,
                                                                        active.getOrDefault(
                                                                                        plan.name(),
                                                                                        plan.sites()
                                                                                                .primary())
                                                                                .equals(here),
                                                                        points.catalogue(
                                                                                        plan.name())
                                                                                .of(one.name())
                                                                                .map(
                                                                                        KnownPoint
                                                                                                ::point)
                                                                                .toList())))
                        .toList();
        return Optional.of(new SiteEngine.Wanted(here, kubeconfig.get(), orders, everHeardOf));
    }

    private void tell(BackupEvent news) {
        var _ = log.writer().write(news, name(news));
    }

    private static String name(BackupEvent news) {
        return switch (news) {
            case EngineReported report ->
                    report.plan()
                            + ":"
                            + report.run()
                            + ":"
                            + report.site()
                            + ":"
                            + report.result().getClass().getSimpleName();
            case EngineObserved seen ->
                    seen.plan() + ":" + seen.protection() + ":" + seen.site() + ":" + seen.at();
            default -> news.plan() + ":" + System.nanoTime();
        };
    }

    @Override
    public void close() {
        var thread = rounds;
        if (thread != null) {
            thread.interrupt();
        }
        var present = reader;
        if (present != null) {
            present.close();
        }
    }
}
