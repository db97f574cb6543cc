package dev.muster.health.app;

import dev.muster.events.DrEvent;
import dev.muster.events.HealthEvent.HealthAssessed;
import dev.muster.events.HealthEvent.ProbeReading;
import dev.muster.events.HealthEvent.ProbeStatus;
import dev.muster.events.HealthEvent.Sight;
import dev.muster.events.HealthEvent.Verdict;
import dev.muster.events.PlanEvent.PlanDeclared;
import dev.muster.events.PlanEvent.PlanRetired;
import dev.muster.health.probe.Cadence;
import dev.muster.health.probe.Observation;
import dev.muster.health.probe.ProbeState;
import dev.muster.health.probe.TimingWheel;
import dev.muster.plan.PlanId;
import dev.muster.plan.ProbeTarget;
import dev.muster.plan.SiteId;
import dev.muster.plan.VantageId;
import dev.muster.service.BadSetting;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * This place, looking: asks every probe it is assigned, and reports what it sees of each site at
 * once when that changes and as a heartbeat. One thread keeps all of its state.
 */
@ApplicationScoped
public class Vantage {

    private static final Logger LOG = Logger.getLogger(Vantage.class);
    private static final Duration SLOT = Duration.ofMillis(20);
    private static final int SLOTS = 512;
    private static final Duration GRACE = Duration.ofSeconds(1);
    private static final Duration HEARTBEAT = Duration.ofSeconds(1);

    private final VantageId name;
    private final Map<Class<?>, Prober<?>> probers = new HashMap<>();
    private final Reporter reporter;
    private final Controls controls;
    private final ScheduledExecutorService loop =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("vantage").factory());
    private final TimingWheel<Running> wheel = new TimingWheel<>(SLOT, SLOTS, System.nanoTime());
    private final Map<PlanId, PlanDeclared> plans = new TreeMap<>();
    private final Map<String, Running> running = new TreeMap<>();
    private final Map<SiteId, Integer> unconfirmed = new HashMap<>();
    private final Meters meters;

    private static final class Running {
        final Assignment assignment;
        ProbeState state = ProbeState.unasked(Instant.now());
        boolean stopped;
        boolean asking;
        long askedAt;
        long dueAt;

        Running(Assignment assignment) {
            this.assignment = assignment;
        }
    }

    @Inject
    public Vantage(HealthConfig config, @Any Instance<Prober<?>> found, Log log, Meters meters) {
        this.name = new VantageId(config.health().vantage());
        this.reporter = new Reporter(name, config.health().failureDomain(), log);
        this.controls =
                new Controls(
                        config.health().controlTargets().orElse(List.of()).stream()
                                .map(Vantage::control)
                                .toList(),
                        this::observe,
                        this::later,
                        this::around,
                        InstantSource.system());
        for (var prober : found) {
            probers.put(prober.target(), prober);
        }
        this.meters = meters;
    }

    private static ProbeTarget.Tcp control(String text) {
        var colon = text.lastIndexOf(':');
        try {
            return new ProbeTarget.Tcp(
                    text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)));
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new BadSetting(
                    "MUSTER_HEALTH_CONTROL_TARGETS holds '" + text + "', expected host:port");
        }
    }

    void start() {
        var _ =
                loop.scheduleAtFixedRate(
                        this::heartbeat, 100, HEARTBEAT.toMillis(), TimeUnit.MILLISECONDS);
        var _ =
                loop.scheduleAtFixedRate(
                        this::turn, SLOT.toMillis(), SLOT.toMillis(), TimeUnit.MILLISECONDS);
        controls.start();
    }

    void stop() {
        loop.shutdownNow();
    }

    /** Plans as the log tells them. */
    void learn(DrEvent event) {
        loop.execute(
                () -> {
                    switch (event) {
                        case PlanDeclared declared -> plans.put(declared.plan().name(), declared);
                        case PlanRetired retired -> plans.remove(retired.plan());
                        default -> {}
                    }
                    reassign();
                });
    }

    private void reassign() {
        var wanted = Assignment.of(plans.values(), name);
        for (var key : List.copyOf(running.keySet())) {
            var present = running.get(key);
            if (present != null && !present.assignment.equals(wanted.get(key))) {
                present.stopped = true;
                running.remove(key);
            }
        }
        wanted.forEach(
                (key, assignment) -> {
                    if (!running.containsKey(key)) {
                        var next = new Running(assignment);
                        running.put(key, next);
                        due(
                                next,
                                System.nanoTime()
                                        + Cadence.first(assignment.every(), chance()).toNanos());
                    }
                });
    }

    private void turn() {
        try {
            wheel.turn(System.nanoTime()).forEach(this::ask);
        } catch (RuntimeException e) {
            LOG.errorf(e, "vantage=%s could not ask", name);
        }
    }

    private void due(Running probe, long at) {
        probe.dueAt = at;
        wheel.add(probe, at);
    }

    /**
     * Where a verdict is in doubt, every vantage looks at once and goes on looking: as much is seen
     * before anything is done, only sooner, and so is that it was nothing.
     */
    void hear(DrEvent event) {
        if (event instanceof HealthAssessed health && health.verdict() == Verdict.SUSPECT) {
            loop.execute(() -> lookAt(health.site()));
        }
    }

    private void lookAt(SiteId site) {
        var now = System.nanoTime();
        for (var probe : running.values()) {
            if (probe.assignment.site().equals(site)) {
                var soonest = Math.max(now, probe.askedAt + Cadence.SUSPICION_PAUSE.toNanos());
                if (!probe.asking && soonest - probe.dueAt < 0) {
                    due(probe, soonest);
                }
            }
        }
    }

    private void ask(Running probe) {
        // What was put forward is on the wheel twice, and counts where it was put last.
        if (probe.stopped || probe.asking || System.nanoTime() - probe.dueAt < 0) {
            return;
        }
        var assignment = probe.assignment;
        probe.asking = true;
        probe.askedAt = System.nanoTime();
        observe(assignment.target(), assignment.timeout())
                .whenComplete(
                        (observation, failure) ->
                                loop.execute(
                                        () ->
                                                take(
                                                        probe,
                                                        failure == null
                                                                ? observation
                                                                : unanswered(failure))));
    }

    private void take(Running probe, Observation observation) {
        var assignment = probe.assignment;
        var before = probe.state;
        probe.asking = false;
        var after =
                before.after(
                        observation,
                        assignment.failureThreshold(),
                        assignment.successThreshold(),
                        Instant.now());
        if (after.status() == before.status() || probe.stopped) {
            probe.state = after;
        } else {
            around(() -> probe.state = after);
            tell(assignment.site(), after.status());
        }
        meters.probed(assignment, name, observation, after);
        if (!probe.stopped) {
            var pause = Cadence.next(assignment.every(), probe.state, chance());
            due(probe, probe.askedAt + pause.toNanos());
        }
    }

    private static Observation unanswered(Throwable failure) {
        LOG.warnf(failure, "a question ended without an answer");
        return Observation.none("the question ended without an answer", Duration.ZERO);
    }

    private void later(Duration pause, Runnable task) {
        var _ = loop.schedule(task, pause.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Whoever goes blind by what happens in between says so of every site. */
    private void around(Runnable change) {
        var before = sight();
        change.run();
        if (sight() != before) {
            LOG.infof("vantage=%s is now %s", name, sight());
            reportAll();
        }
    }

    /**
     * Who has just lost its network sees everything go down, one after the other, and so does who
     * still sees clearly: nothing is told to be down before a control was asked after that.
     */
    private void tell(SiteId site, ProbeStatus status) {
        if (status != ProbeStatus.DOWN) {
            report(site);
            return;
        }
        unconfirmed.merge(site, 1, Integer::sum);
        controls.confirm(
                () -> {
                    unconfirmed.computeIfPresent(site, (_, open) -> open == 1 ? null : open - 1);
                    report(site);
                });
    }

    /** Blind is who reaches no control, or sees everything everywhere down at once. */
    private Sight sight() {
        if (!controls.reached()) {
            return Sight.BLIND;
        }
        var sites = new HashSet<SiteId>();
        for (var probe : running.values()) {
            if (probe.state.status() != ProbeStatus.DOWN) {
                return Sight.CLEAR;
            }
            sites.add(probe.assignment.site());
        }
        return sites.size() > 1 ? Sight.BLIND : Sight.CLEAR;
    }

    private void heartbeat() {
        try {
            reportAll();
        } catch (RuntimeException e) {
            LOG.errorf(e, "vantage=%s could not report", name);
        }
    }

    private void reportAll() {
        var sites = new HashSet<SiteId>();
        running.values().forEach(probe -> sites.add(probe.assignment.site()));
        sites.forEach(this::report);
    }

    private void report(SiteId site) {
        if (unconfirmed.containsKey(site) && sight() == Sight.CLEAR) {
            return;
        }
        var readings = new ArrayList<ProbeReading>();
        for (var probe : running.values()) {
            if (probe.assignment.site().equals(site)) {
                readings.add(probe.state.reading(probe.assignment.name()));
            }
        }
        reporter.report(site, sight(), readings);
    }

    private CompletionStage<Observation> observe(ProbeTarget target, Duration timeout) {
        var prober = probers.get(target.getClass());
        return prober == null
                ? CompletableFuture.completedFuture(
                        Observation.none("this vantage cannot ask that", Duration.ZERO))
                : observe(prober, target, timeout);
    }

    private static <T extends ProbeTarget> CompletionStage<Observation> observe(
            Prober<T> prober, ProbeTarget target, Duration timeout) {
        try {
            return prober.ask(prober.target().cast(target), timeout)
                    .toCompletableFuture()
                    .orTimeout(timeout.plus(GRACE).toMillis(), TimeUnit.MILLISECONDS);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private static double chance() {
        return ThreadLocalRandom.current().nextDouble();
    }

    /** What is asked here, and how each answer stands. */
    public List<Target> targets() {
        var future =
                loop.submit(
                        () ->
                                running.values().stream()
                                        .map(
                                                p ->
                                                        new Target(
                                                                p.assignment.site().value(),
                                                                p.assignment.name(),
                                                                p.state.status().name(),
                                                                p.state.detail(),
                                                                p.assignment.every().toString()))
                                        .toList());
        try {
            return future.get(2, TimeUnit.SECONDS);
        } catch (Exception e) {
            return List.of();
        }
    }

    /** One probe as people see it. */
    public record Target(String site, String probe, String status, String detail, String every) {}
}
