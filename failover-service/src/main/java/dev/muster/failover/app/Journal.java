package dev.muster.failover.app;

import dev.muster.events.DrEvent;
import dev.muster.events.ExecutionId;
import dev.muster.events.FailoverEvent;
import dev.muster.events.FailoverEvent.ExecutionStarted;
import dev.muster.events.FailoverEvent.FailoverHeld;
import dev.muster.events.FailoverEvent.FailoverRequested;
import dev.muster.events.FailoverEvent.PointOfNoReturnPassed;
import dev.muster.events.FailoverEvent.StepFinished;
import dev.muster.events.FailoverEvent.StepOutcome;
import dev.muster.events.FailoverEvent.TroubleEnded;
import dev.muster.events.PlanEvent.PlanDeclared;
import dev.muster.events.PlanEvent.PlanRetired;
import dev.muster.events.StepId;
import dev.muster.events.wire.Topics;
import dev.muster.failover.execution.Forecast;
import dev.muster.failover.execution.StepPlanner;
import dev.muster.plan.PlanId;
import dev.muster.plan.SiteId;
import dev.muster.service.Log;
import dev.muster.stream.LogReader;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The failover log as this instance has read it: what was decided, and how far each move is. Every
 * instance reads all of it, so that every instance can answer.
 */
@ApplicationScoped
public class Journal implements AutoCloseable {

    private static final int EXECUTIONS_KEPT = 500;
    private static final int EVENTS_KEPT = 2_000;

    private final Log log;
    private final Map<PlanId, PlanDeclared> plans = new TreeMap<>();
    private final Map<PlanId, FailoverHeld> held = new TreeMap<>();
    private final Map<PlanId, PointOfNoReturnPassed> moved = new TreeMap<>();
    private final Map<String, List<Entry>> executions = new LinkedHashMap<>();
    private final Map<String, FailoverRequested> requests = new LinkedHashMap<>();
    private final List<Consumer<Entry>> listeners = new CopyOnWriteArrayList<>();
    private @Nullable LogReader reader;

    /** One event of the log. */
    public record Entry(String id, FailoverEvent event, Instant at) {}

    @Inject
    public Journal(Log log) {
        this.log = log;
    }

    void start() {
        reader =
                log.reader(
                        "journal",
                        EnumSet.of(Topics.PLANS, Topics.FAILOVER_REQUESTED, Topics.FAILOVER_LOG),
                        LogReader.From.BEGINNING,
                        this::on);
    }

    private void on(DrEvent event, String id, Instant at) {
        if (event instanceof FailoverEvent failover) {
            var entry = new Entry(id, failover, at);
            keepAndTell(entry);
        } else {
            keepPlan(event);
        }
    }

    /** In one piece, so that a new follower neither misses an event nor hears one twice. */
    private synchronized void keepAndTell(Entry entry) {
        keep(entry);
        listeners.forEach(listener -> listener.accept(entry));
    }

    private synchronized void keepPlan(DrEvent event) {
        switch (event) {
            case PlanDeclared declared -> plans.put(declared.plan().name(), declared);
            case PlanRetired retired -> plans.remove(retired.plan());
            default -> {}
        }
    }

    private void keep(Entry entry) {
        switch (entry.event()) {
            case FailoverRequested request -> keepRequest(request);
            case FailoverHeld blockers -> held.put(blockers.plan(), blockers);
            case TroubleEnded ended -> held.remove(ended.plan());
            case ExecutionStarted started -> held.remove(started.plan());
            case PointOfNoReturnPassed passed -> moved.put(passed.plan(), passed);
            default -> {}
        }
        execution(entry.event())
                .ifPresent(
                        id -> {
                            var events =
                                    executions.computeIfAbsent(id.value(), _ -> new ArrayList<>());
                            if (events.size() < EVENTS_KEPT) {
                                events.add(entry);
                            }
                            while (executions.size() > EXECUTIONS_KEPT) {
                                executions.remove(executions.keySet().iterator().next());
                            }
                        });
    }

    private void keepRequest(FailoverRequested request) {
        requests.putIfAbsent(request.requestId(), request);
        while (requests.size() > EXECUTIONS_KEPT) {
            requests.remove(requests.keySet().iterator().next());
        }
    }

    /** The first wish that was recorded under an id. */
    public synchronized Optional<FailoverRequested> request(String id) {
        return Optional.ofNullable(requests.get(id));
    }

    /** The execution an event belongs to. */
    public static Optional<ExecutionId> execution(FailoverEvent event) {
        return switch (event) {
            case ExecutionStarted e -> Optional.of(e.execution());
            case FailoverEvent.ApprovalAwaited e -> Optional.of(e.execution());
            case StepFinished e -> Optional.of(e.execution());
            case FailoverEvent.PersonAwaited e -> Optional.of(e.execution());
            case PointOfNoReturnPassed e -> Optional.of(e.execution());
            case FailoverEvent.ExecutionHeld e -> Optional.of(e.execution());
            case FailoverEvent.ExecutionResumed e -> Optional.of(e.execution());
            case FailoverEvent.ExecutionCompleted e -> Optional.of(e.execution());
            case FailoverEvent.ExecutionAborted e -> Optional.of(e.execution());
            case FailoverEvent.RequestRefused e -> Optional.of(new ExecutionId(e.requestId()));
            case FailoverRequested e -> Optional.of(new ExecutionId(e.requestId()));
            case FailoverHeld _ -> Optional.empty();
            case TroubleEnded _ -> Optional.empty();
        };
    }

    public synchronized List<PlanDeclared> plans() {
        return List.copyOf(plans.values());
    }

    public synchronized Optional<PlanDeclared> plan(PlanId plan) {
        return Optional.ofNullable(plans.get(plan));
    }

    /** Why the plan is not being moved, if there is trouble. */
    public synchronized Optional<FailoverHeld> held(PlanId plan) {
        return Optional.ofNullable(held.get(plan));
    }

    /** The last move that passed its point of no return. */
    public synchronized Optional<PointOfNoReturnPassed> lastMove(PlanId plan) {
        return Optional.ofNullable(moved.get(plan));
    }

    /** Where the application is. */
    public SiteId active(PlanDeclared declared) {
        return lastMove(declared.plan().name())
                .map(PointOfNoReturnPassed::active)
                .orElse(declared.plan().sites().primary());
    }

    /** All that happened in an execution, oldest first. */
    public synchronized List<Entry> execution(ExecutionId id) {
        return List.copyOf(executions.getOrDefault(id.value(), List.of()));
    }

    /** How long a move that runs will still take, judged by how long its steps took before. */
    public Optional<Duration> remaining(ExecutionId id) {
        var finished = new HashSet<StepId>();
        Optional<ExecutionStarted> begun = Optional.empty();
        for (var entry : execution(id)) {
            switch (entry.event()) {
                case ExecutionStarted e -> begun = Optional.of(e);
                case StepFinished e -> finished.add(e.step());
                default -> {}
            }
        }
        return begun.flatMap(
                e ->
                        plan(e.plan())
                                .filter(plan -> plan.revision().equals(e.revision()))
                                .flatMap(
                                        plan ->
                                                Forecast.remaining(
                                                        StepPlanner.plan(
                                                                plan, e.kind(), e.from(), e.to()),
                                                        finished,
                                                        measured(e.plan()))));
    }

    /** How long each step of a plan took the last time it was done. */
    private synchronized Map<StepId, Duration> measured(PlanId plan) {
        var took = new HashMap<StepId, Duration>();
        for (var events : executions.values()) {
            for (var entry : events) {
                if (entry.event() instanceof StepFinished e
                        && e.plan().equals(plan)
                        && e.outcome() != StepOutcome.REJECTED) {
                    took.put(e.step(), e.took());
                }
            }
        }
        return took;
    }

    /** The executions that are remembered, oldest first. */
    public synchronized List<ExecutionId> executions() {
        return executions.keySet().stream().map(ExecutionId::new).toList();
    }

    public boolean caughtUp() {
        var present = reader;
        return present != null && present.caughtUp();
    }

    /** Is told all that happened in an execution, and then what happens; the action ends that. */
    public synchronized Runnable follow(ExecutionId id, Consumer<Entry> follower) {
        execution(id).forEach(follower);
        return listen(
                entry -> {
                    if (execution(entry.event()).filter(id::equals).isPresent()) {
                        follower.accept(entry);
                    }
                });
    }

    /** Is told every event from now on; the returned action ends that. */
    public Runnable listen(Consumer<Entry> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    @Override
    public void close() {
        if (reader != null) {
            reader.close();
        }
    }
}
