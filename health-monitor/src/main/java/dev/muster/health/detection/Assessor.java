package dev.muster.health.detection;

import dev.muster.events.DrEvent;
import dev.muster.events.HealthEvent.AlertReceived;
import dev.muster.events.HealthEvent.FailureClass;
import dev.muster.events.HealthEvent.HealthAssessed;
import dev.muster.events.HealthEvent.SiteObserved;
import dev.muster.events.HealthEvent.Verdict;
import dev.muster.events.HealthEvent.Vote;
import dev.muster.events.PlanEvent.SiteDeclared;
import dev.muster.events.PlanEvent.Watch;
import dev.muster.machine.Input;
import dev.muster.machine.Machine;
import dev.muster.machine.Outcome;
import dev.muster.plan.PlanId;
import dev.muster.plan.VantageId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Turns the reports of the vantages of one site into a verdict per plan.
 *
 * <pre>
 *   HEALTHY ──some see trouble, or an alert fires──▶ SUSPECT ──a quorum sees it lost,──▶ DOWN
 *      ▲                                               │       without a break, for the
 *      └──────────── a quorum sees it well ────────────┘       plan's tolerance
 *   UNKNOWN: too few are heard to say anything
 * </pre>
 */
public final class Assessor implements Machine<AssessorState> {

    private final DetectionPolicy policy;

    public Assessor(DetectionPolicy policy) {
        this.policy = policy;
    }

    @Override
    public String name() {
        return "assessor";
    }

    @Override
    public Outcome<AssessorState> decide(Optional<AssessorState> known, Input input, Instant now) {
        var before = known.orElse(AssessorState.UNHEARD_OF);
        var state =
                switch (input) {
                    case Input.Happened happened -> learn(before, happened.event(), now);
                    case Input.Woken _ -> before;
                    case Input.Resumed _ ->
                            forget(
                                    before,
                                    before.frozenUntil().map(_ -> now.plus(policy.clockFreeze())));
                    case Input.ClockJumped _ ->
                            forget(before, Optional.of(now.plus(policy.clockFreeze())));
                };
        if (state.declared().isEmpty()) {
            return new Outcome<>(state, List.of(), Optional.empty());
        }
        var said = new ArrayList<DrEvent>();
        var standings = new LinkedHashMap<PlanId, Standing>();
        var wakeAt = policy.nextSignOfLife(now);
        for (var watch : state.declared().get().watches()) {
            var standing = assess(state, watch, now, said);
            standings.put(watch.plan(), standing);
            wakeAt = earlier(wakeAt, wakeFor(standing, watch, now));
        }
        var next =
                new AssessorState(
                        state.declared(),
                        state.views(),
                        state.alerts(),
                        standings,
                        state.frozenUntil().filter(now::isBefore));
        return new Outcome<>(next, said, Optional.of(wakeAt));
    }

    private Standing assess(AssessorState state, Watch watch, Instant now, List<DrEvent> said) {
        var declared = state.declared().orElseThrow();
        var ballot = Ballot.count(declared, watch, state.views(), now);
        var alerts = alerts(state, watch);
        var before = Optional.ofNullable(state.standings().get(watch.plan()));
        var frozen = state.frozenUntil().filter(now::isBefore).isPresent();
        var failureClass = ballot.failureClass();
        var gone = ballot.lost() || failureClass == FailureClass.APPLICATION_DOWN;
        var lostSince =
                gone && !frozen
                        ? before.filter(b -> isSameTrouble(b.failureClass(), failureClass))
                                .flatMap(Standing::lostSince)
                                .or(() -> Optional.of(now))
                        : Optional.<Instant>empty();
        var verdict = verdict(ballot, lostSince, alerts, watch.tolerance(), now);
        var suspectedSince =
                verdict == Verdict.HEALTHY || verdict == Verdict.UNKNOWN
                        ? Optional.<Instant>empty()
                        : before.flatMap(Standing::suspectedSince).or(() -> Optional.of(now));
        var health =
                new HealthAssessed(
                        watch.plan(),
                        declared.site().name(),
                        verdict,
                        failureClass,
                        suspectedSince,
                        now,
                        ballot.evidence(),
                        DataReadings.currentAsOf(ballot.evidence(), watch.dataProbes()),
                        DataReadings.receiving(
                                ballot.evidence(), watch.dataProbes(), watch.tolerance(), now),
                        alerts);
        var due =
                before.map(b -> b.tells(health) || policy.signOfLifeIsDue(b.saidAt(), now))
                        .orElse(true);
        if (due) {
            said.add(health);
        }
        return new Standing(
                verdict,
                failureClass,
                suspectedSince,
                lostSince,
                Standing.votes(ballot.evidence()),
                alerts,
                health.stillReceiving(),
                due ? now : before.orElseThrow().saidAt());
    }

    /** An application that has been down for long makes no site lost for long. */
    private static boolean isSameTrouble(FailureClass before, FailureClass now) {
        return (before == FailureClass.APPLICATION_DOWN) == (now == FailureClass.APPLICATION_DOWN);
    }

    private static Verdict verdict(
            Ballot ballot,
            Optional<Instant> lostSince,
            List<String> alerts,
            Duration tolerance,
            Instant now) {
        if (lostSince.filter(since -> !now.isBefore(since.plus(tolerance))).isPresent()) {
            return Verdict.DOWN;
        }
        if (ballot.has(Vote.DOWN) || ballot.has(Vote.PARTLY) || !alerts.isEmpty()) {
            return Verdict.SUSPECT;
        }
        return ballot.healthy() ? Verdict.HEALTHY : Verdict.UNKNOWN;
    }

    private static Instant wakeFor(Standing standing, Watch watch, Instant now) {
        return standing.lostSince()
                .map(since -> since.plus(watch.tolerance()))
                .filter(now::isBefore)
                .orElse(Instant.MAX);
    }

    private static List<String> alerts(AssessorState state, Watch watch) {
        if (state.alerts().isEmpty()) {
            return List.of();
        }
        return state.alerts().values().stream()
                .filter(AlertReceived::firing)
                .filter(alert -> alert.plan().map(watch.plan()::equals).orElse(true))
                .map(AlertReceived::name)
                .distinct()
                .sorted()
                .toList();
    }

    private static AssessorState learn(AssessorState state, DrEvent event, Instant now) {
        return switch (event) {
            case SiteDeclared declared ->
                    new AssessorState(
                            Optional.of(declared),
                            state.views(),
                            state.alerts(),
                            state.standings(),
                            state.frozenUntil());
            case SiteObserved report -> hear(state, report, now);
            case AlertReceived alert -> hint(state, alert);
            default -> state;
        };
    }

    private static AssessorState hear(AssessorState state, SiteObserved report, Instant now) {
        var before = state.views().get(report.vantage());
        if (before != null && !before.isBefore(report)) {
            return state;
        }
        Map<VantageId, VantageView> views = new LinkedHashMap<>(state.views());
        views.put(report.vantage(), VantageView.of(report, Optional.ofNullable(before), now));
        return new AssessorState(
                state.declared(), views, state.alerts(), state.standings(), state.frozenUntil());
    }

    /**
     * Everything said of one incident folds into one: repetitions change nothing, and a resolved
     * alert stays resolved however late its firing arrives. A full list drops the oldest.
     */
    private static AssessorState hint(AssessorState state, AlertReceived alert) {
        var alerts = new LinkedHashMap<>(state.alerts());
        alerts.merge(alert.identity(), alert, (old, next) -> old.firing() ? next : old);
        while (alerts.size() > DetectionPolicy.ALERTS_KEPT) {
            alerts.entrySet().stream()
                    .min(Comparator.comparing(entry -> entry.getValue().receivedAt()))
                    .ifPresent(oldest -> alerts.remove(oldest.getKey()));
        }
        return new AssessorState(
                state.declared(), state.views(), alerts, state.standings(), state.frozenUntil());
    }

    /** Times that were measured by another host or clock prove nothing. */
    private static AssessorState forget(AssessorState state, Optional<Instant> frozenUntil) {
        return new AssessorState(state.declared(), Map.of(), state.alerts(), Map.of(), frozenUntil);
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }
}
