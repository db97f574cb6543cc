package dev.muster.sandbox.bench.reaction;

import dev.muster.events.DrEvent;
import dev.muster.events.FailoverEvent.ExecutionCompleted;
import dev.muster.events.FailoverEvent.ExecutionStarted;
import dev.muster.events.HealthEvent.FailureClass;
import dev.muster.events.HealthEvent.HealthAssessed;
import dev.muster.events.HealthEvent.ProbeStatus;
import dev.muster.events.HealthEvent.SiteObserved;
import dev.muster.events.HealthEvent.Verdict;
import dev.muster.events.StepEvent.StepCommanded;
import dev.muster.plan.VantageId;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What became of one plan's fault, as the log tells it. Written by one thread, read by another. */
final class Sequence {

    /** One report, and when the broker took it in. */
    private record Seen(Instant observedAt, Instant loggedAt) {}

    private final String primary;
    private final String standby;
    private final Map<VantageId, Seen> down = new HashMap<>();
    private @Nullable Verdict primaryIs;
    private @Nullable Verdict standbyIs;
    private @Nullable Instant lostAt;
    private @Nullable Instant downAt;
    private @Nullable Instant startedAt;
    private @Nullable Instant commandedAt;
    private boolean completed;
    private int moves;

    Sequence(int number) {
        this.primary = Stage.primary(number);
        this.standby = primary.replace("west", "east");
    }

    synchronized void take(DrEvent event, Instant loggedAt) {
        switch (event) {
            case SiteObserved report when report.site().value().equals(primary) ->
                    observe(report, loggedAt);
            case HealthAssessed health when health.site().value().equals(primary) -> assess(health);
            case HealthAssessed health when health.site().value().equals(standby) ->
                    standbyIs = health.verdict();
            case ExecutionStarted started -> {
                moves++;
                startedAt = startedAt == null ? started.at() : startedAt;
            }
            case StepCommanded _ -> commandedAt = commandedAt == null ? loggedAt : commandedAt;
            case ExecutionCompleted _ -> completed = true;
            default -> {}
        }
    }

    /** Of a vantage that saw it down and up again only the last word counts, until it is lost. */
    private void observe(SiteObserved report, Instant loggedAt) {
        var lost =
                report.readings().stream().allMatch(r -> r.status() == ProbeStatus.DOWN)
                        && !report.readings().isEmpty();
        if (!lost && startedAt == null) {
            down.remove(report.vantage());
        } else if (lost) {
            down.putIfAbsent(report.vantage(), new Seen(report.observedAt(), loggedAt));
        }
    }

    private void assess(HealthAssessed health) {
        primaryIs = health.verdict();
        if (startedAt != null) {
            return;
        }
        if (health.failureClass() != FailureClass.SITE_DOWN) {
            lostAt = null;
            downAt = null;
            return;
        }
        lostAt = lostAt == null ? health.assessedAt() : lostAt;
        if (health.verdict() == Verdict.DOWN) {
            downAt = downAt == null ? health.assessedAt() : downAt;
        }
    }

    synchronized boolean calm() {
        return primaryIs == Verdict.HEALTHY && standbyIs == Verdict.HEALTHY;
    }

    synchronized boolean completed() {
        return completed;
    }

    synchronized int moves() {
        return moves;
    }

    synchronized Optional<Instant> observed() {
        return down.size() < Stage.VANTAGES.size()
                ? Optional.empty()
                : down.values().stream().map(Seen::observedAt).max(Comparator.naturalOrder());
    }

    synchronized Optional<Instant> logged() {
        return down.values().stream()
                .max(Comparator.comparing(Seen::observedAt))
                .map(Seen::loggedAt);
    }

    synchronized Optional<Instant> lost() {
        return Optional.ofNullable(lostAt);
    }

    synchronized Optional<Instant> down() {
        return Optional.ofNullable(downAt);
    }

    synchronized Optional<Instant> started() {
        return Optional.ofNullable(startedAt);
    }

    synchronized Optional<Instant> commanded() {
        return Optional.ofNullable(commandedAt);
    }
}
