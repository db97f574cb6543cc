package dev.muster.failover.simulation;

import dev.muster.events.DrEvent;
import dev.muster.events.ExecutionId;
import dev.muster.events.FailoverEvent.ExecutionAborted;
import dev.muster.events.FailoverEvent.ExecutionCompleted;
import dev.muster.events.FailoverEvent.ExecutionHeld;
import dev.muster.events.FailoverEvent.ExecutionResumed;
import dev.muster.events.FailoverEvent.ExecutionStarted;
import dev.muster.events.FailoverEvent.FailoverHeld;
import dev.muster.events.FailoverEvent.PersonAwaited;
import dev.muster.events.FailoverEvent.PointOfNoReturnPassed;
import dev.muster.events.HealthEvent.HealthAssessed;
import dev.muster.events.StepAction;
import dev.muster.events.StepEvent.StepCommanded;
import dev.muster.events.StepId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the log says about one plan, as any reader of the log would sum it up. */
final class Ledger {

    static final long NEVER = -1_000_000;

    int active = Network.WEST;
    long epoch = 1;
    @Nullable ExecutionStarted running;
    boolean pastNoReturn;
    boolean held;
    boolean crashedDuringMove;
    long lastStartAt = NEVER;
    long acknowledgedAt = NEVER;
    long heldBackAt = NEVER;
    final Set<String> startedRequests = new HashSet<>();
    final Set<StepCommanded> commanded = new HashSet<>();
    final Map<StepId, StepAction> actions = new HashMap<>();
    final Set<ExecutionId> asked = new HashSet<>();
    final Set<ExecutionId> answered = new HashSet<>();
    final Set<String> pausesHeard = new HashSet<>();
    final @Nullable HealthAssessed[] assessed = new HealthAssessed[World.SITES];

    static boolean automatic(ExecutionStarted started) {
        return started.requestId().startsWith(started.plan() + "-e");
    }

    void add(DrEvent event, long now) {
        switch (event) {
            case HealthAssessed e -> assessed[Setup.siteOf(e.site())] = e;
            case ExecutionStarted e -> {
                running = e;
                pastNoReturn = false;
                held = false;
                crashedDuringMove = false;
                epoch = e.epoch().value();
                lastStartAt = now;
                startedRequests.add(e.requestId());
                actions.clear();
            }
            case StepCommanded e -> {
                commanded.add(e);
                actions.put(e.step(), e.action());
                epoch = Math.max(epoch, e.epoch().value());
            }
            case PointOfNoReturnPassed e -> {
                active = Setup.siteOf(e.active());
                pastNoReturn = true;
            }
            case PersonAwaited e -> asked.add(e.execution());
            case ExecutionHeld _ -> held = true;
            case ExecutionResumed _ -> held = false;
            case ExecutionCompleted _ -> end();
            case ExecutionAborted e -> {
                epoch = Math.max(epoch, e.epoch().value());
                end();
            }
            case FailoverHeld _ -> heldBackAt = now;
            default -> {}
        }
    }

    boolean waitsForAnswer() {
        var move = running;
        return move != null
                && asked.contains(move.execution())
                && !answered.contains(move.execution());
    }

    private void end() {
        running = null;
        held = false;
    }
}
