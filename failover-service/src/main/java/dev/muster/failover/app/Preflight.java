package dev.muster.failover.app;

import dev.muster.events.FailoverEvent.Kind;
import dev.muster.events.PlanEvent.PlanDeclared;
import dev.muster.events.StepAction;
import dev.muster.events.StepId;
import dev.muster.failover.execution.PlannedStep;
import dev.muster.failover.execution.StepPlanner;
import dev.muster.plan.PlanId;
import dev.muster.plan.SiteId;
import dev.muster.service.step.StepDuty;
import dev.muster.service.step.StepHandler;
import dev.muster.service.step.StepHandlers;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Asks, as long as nothing is wrong, whether each step of a move could be carried out: a wrong key
 * or a missing right is found when the plan is declared, and not in the disaster. It also opens
 * what the first use of a client would have to wait for.
 */
@ApplicationScoped
public class Preflight implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(Preflight.class);
    private static final Duration LOOK_EVERY = Duration.ofSeconds(2);
    private static final Duration LOOK_AGAIN = Duration.ofMinutes(1);
    private static final int AT_ONCE = 8;

    private final Journal journal;
    private final MeterRegistry registry;
    private final StepHandlers handlers;
    private final Map<PlanId, Outlook> outlooks = new ConcurrentHashMap<>();
    private final Map<PlanId, Gauge> gauges = new ConcurrentHashMap<>();
    private final Semaphore slots = new Semaphore(AT_ONCE);
    private volatile @Nullable Thread thread;

    /** What was found, and when. */
    public record Outlook(String of, Instant at, List<Finding> findings) {}

    /** Why a step could not be carried out now. */
    public record Finding(StepId step, String detail) {}

    @Inject
    public Preflight(
            Journal journal,
            MeterRegistry registry,
            StepDuty duty,
            @Any Instance<StepHandler<?>> found) {
        this.journal = journal;
        this.registry = registry;
        this.handlers = new StepHandlers(duty.executor(), found);
    }

    void start() {
        thread = Thread.ofVirtual().name("preflight").start(this::run);
    }

    /** What was found for the plan; empty as long as nobody has looked. */
    public Optional<Outlook> outlook(PlanId plan) {
        return Optional.ofNullable(outlooks.get(plan));
    }

    private void run() {
        try {
            while (true) {
                var plans = journal.plans();
                for (var declared : plans) {
                    lookIfDue(declared);
                }
                forgetAllBut(plans);
                Thread.sleep(LOOK_EVERY);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void lookIfDue(PlanDeclared declared) throws InterruptedException {
        var plan = declared.plan().name();
        var active = journal.active(declared);
        var target =
                declared.plan().sites().all().stream()
                        .filter(site -> !site.equals(active))
                        .findFirst();
        var of = declared.revision() + "@" + active;
        var last = outlooks.get(plan);
        var due =
                last == null
                        || !last.of().equals(of)
                        || last.at().isBefore(Instant.now().minus(LOOK_AGAIN));
        if (due && target.isPresent()) {
            var found = look(declared, active, target.get());
            tell(plan, last == null ? List.of() : last.findings(), found);
            outlooks.put(plan, new Outlook(of, Instant.now(), found));
            gauges.computeIfAbsent(plan, this::gauge);
        }
    }

    private Gauge gauge(PlanId plan) {
        return Gauge.builder("muster.plan.ready", this, preflight -> preflight.ready(plan))
                .tag("plan", plan.value())
                .register(registry);
    }

    /** Of a plan that was retired nothing is said any more. */
    private void forgetAllBut(Collection<PlanDeclared> plans) {
        var declared = plans.stream().map(plan -> plan.plan().name()).collect(Collectors.toSet());
        outlooks.keySet().retainAll(declared);
        for (var plan : List.copyOf(gauges.keySet())) {
            if (!declared.contains(plan)) {
                Optional.ofNullable(gauges.remove(plan)).ifPresent(registry::remove);
            }
        }
    }

    private double ready(PlanId plan) {
        return outlook(plan).filter(outlook -> outlook.findings().isEmpty()).isPresent() ? 1 : 0;
    }

    private List<Finding> look(PlanDeclared declared, SiteId from, SiteId to)
            throws InterruptedException {
        var steps = new TreeMap<StepId, PlannedStep>();
        for (var kind : Kind.values()) {
            var graph = StepPlanner.plan(declared, kind, from, to);
            graph.stream()
                    .filter(step -> !needsRestored(step.action(), graph))
                    .forEach(step -> steps.put(step.id(), step));
        }
        var asked = new TreeMap<StepId, Future<Optional<String>>>();
        var findings = new ArrayList<Finding>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            steps.forEach(
                    (id, step) ->
                            asked.put(
                                    id,
                                    threads.submit(
                                            () -> trouble(declared.plan().name(), step.action()))));
            for (var answer : asked.entrySet()) {
                found(answer.getValue())
                        .ifPresent(detail -> findings.add(new Finding(answer.getKey(), detail)));
            }
        }
        return List.copyOf(findings);
    }

    /** What a restore has yet to bring about cannot be asked now. */
    private static boolean needsRestored(StepAction action, List<PlannedStep> graph) {
        var restored =
                graph.stream()
                        .map(PlannedStep::action)
                        .filter(StepAction.RestorePostgres.class::isInstance)
                        .map(restore -> ((StepAction.RestorePostgres) restore).endpoint())
                        .toList();
        return switch (action) {
            case StepAction.RestorePostgres _ -> true;
            case StepAction.PromotePostgres promote -> restored.contains(promote.endpoint());
            case StepAction.DrainPostgres drain -> restored.contains(drain.endpoint());
            case StepAction.CheckSql check -> restored.contains(check.endpoint());
            default -> false;
        };
    }

    private static Optional<String> found(Future<Optional<String>> answer)
            throws InterruptedException {
        try {
            return answer.get();
        } catch (ExecutionException e) {
            LOG.warn("a preflight question failed in a way nobody foresaw", e);
            return Optional.of("could not be asked: " + e.getMessage());
        }
    }

    private Optional<String> trouble(PlanId plan, StepAction action) throws InterruptedException {
        if (action instanceof StepAction.AwaitPerson) {
            return Optional.empty();
        }
        slots.acquire();
        try {
            return handlers.trouble(action, plan);
        } finally {
            slots.release();
        }
    }

    private static void tell(PlanId plan, List<Finding> before, List<Finding> now) {
        now.stream()
                .filter(finding -> !before.contains(finding))
                .forEach(
                        finding ->
                                LOG.warnf(
                                        "plan=%s is not ready: %s could not be carried out now: %s",
                                        plan, finding.step(), finding.detail()));
        if (!before.isEmpty() && now.isEmpty()) {
            LOG.infof("plan=%s is ready again", plan);
        }
    }

    @Override
    public void close() {
        var running = thread;
        if (running != null) {
            running.interrupt();
        }
    }
}
