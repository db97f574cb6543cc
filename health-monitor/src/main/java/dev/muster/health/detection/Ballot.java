package dev.muster.health.detection;

import dev.muster.events.HealthEvent.FailureClass;
import dev.muster.events.HealthEvent.ProbeReading;
import dev.muster.events.HealthEvent.ProbeStatus;
import dev.muster.events.HealthEvent.Sight;
import dev.muster.events.HealthEvent.VantageEvidence;
import dev.muster.events.HealthEvent.Vote;
import dev.muster.events.PlanEvent.SiteDeclared;
import dev.muster.events.PlanEvent.Watch;
import dev.muster.plan.Probe;
import dev.muster.plan.ProbeTarget;
import dev.muster.plan.VantageId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What the vantages of one plan say about one site now, counted by independent failure domains.
 *
 * <pre>
 *   vantage           contributes
 *   ──────────────────────────────────────────────────────────────
 *   never heard       UNHEARD   nothing
 *   report too old    STALE     nothing
 *   controls missed   BLIND     nothing: it cannot tell "down" from "I am cut off"
 *   all readings up   UP
 *   all down          DOWN
 *   anything else     PARTLY    the site is not gone, but something there is
 * </pre>
 */
final class Ballot {

    private final SiteDeclared declared;
    private final Watch watch;
    private final List<VantageEvidence> evidence;

    private Ballot(SiteDeclared declared, Watch watch, List<VantageEvidence> evidence) {
        this.declared = declared;
        this.watch = watch;
        this.evidence = evidence;
    }

    static Ballot count(
            SiteDeclared declared, Watch watch, Map<VantageId, VantageView> views, Instant now) {
        var wanted = new HashSet<String>();
        declared.site().probes().stream().map(Probe::name).forEach(wanted::add);
        wanted.addAll(watch.applicationProbes());
        wanted.addAll(watch.dataProbes());
        var evidence = new ArrayList<VantageEvidence>();
        for (var vantage : watch.vantages()) {
            evidence.add(evidence(vantage, views.get(vantage), wanted, watch.staleAfter(), now));
        }
        return new Ballot(declared, watch, List.copyOf(evidence));
    }

    private static VantageEvidence evidence(
            VantageId vantage,
            @Nullable VantageView view,
            Set<String> wanted,
            Duration staleAfter,
            Instant now) {
        if (view == null) {
            return new VantageEvidence(vantage, "", Vote.UNHEARD, Optional.empty(), List.of());
        }
        var readings = view.readings().stream().filter(r -> wanted.contains(r.probe())).toList();
        return new VantageEvidence(
                vantage,
                view.failureDomain(),
                vote(view, readings, wanted.size(), staleAfter, now),
                Optional.of(view.heardAt()),
                readings);
    }

    private static Vote vote(
            VantageView view,
            List<ProbeReading> readings,
            int wanted,
            Duration staleAfter,
            Instant now) {
        if (Duration.between(view.heardAt(), now).compareTo(staleAfter) > 0) {
            return Vote.STALE;
        }
        if (view.sight() == Sight.BLIND) {
            return Vote.BLIND;
        }
        if (readings.size() < wanted
                || readings.stream().allMatch(r -> r.status() == ProbeStatus.UNKNOWN)) {
            return Vote.UNHEARD;
        }
        if (readings.stream().allMatch(r -> r.status() == ProbeStatus.UP)) {
            return Vote.UP;
        }
        if (readings.stream().allMatch(r -> r.status() == ProbeStatus.DOWN)) {
            return Vote.DOWN;
        }
        // What could not be asked is not seen up: it neither makes a loss nor speaks against one.
        return readings.stream().anyMatch(r -> r.status() == ProbeStatus.UP)
                ? Vote.PARTLY
                : Vote.UNHEARD;
    }

    List<VantageEvidence> evidence() {
        return evidence;
    }

    boolean has(Vote vote) {
        return evidence.stream().anyMatch(e -> e.vote() == vote);
    }

    /** Enough independent vantages see everything down, and none outside the site sees anything. */
    boolean lost() {
        return domains(e -> e.vote() == Vote.DOWN) >= watch.quorum()
                && evidence.stream()
                        .noneMatch(
                                e ->
                                        !inside(e)
                                                && (e.vote() == Vote.UP
                                                        || e.vote() == Vote.PARTLY));
    }

    boolean healthy() {
        return domains(e -> e.vote() == Vote.UP) >= watch.quorum()
                && !has(Vote.DOWN)
                && !has(Vote.PARTLY);
    }

    FailureClass failureClass() {
        if (lost()) {
            var aliveInside =
                    evidence.stream()
                            .anyMatch(
                                    e ->
                                            inside(e)
                                                    && (e.vote() == Vote.UP
                                                            || e.vote() == Vote.PARTLY));
            return aliveInside ? FailureClass.SITE_ISOLATED : FailureClass.SITE_DOWN;
        }
        if (down(watch.applicationProbes())) {
            return FailureClass.APPLICATION_DOWN;
        }
        if (down(kubernetesProbes())) {
            return FailureClass.CONTROL_PLANE_DOWN;
        }
        if (down(watch.dataProbes())) {
            return FailureClass.DATA_PLANE_DEGRADED;
        }
        return has(Vote.BLIND) ? FailureClass.VANTAGE_BLIND : FailureClass.NONE;
    }

    /** Whether a quorum of clear-sighted vantages sees every one of these probes down. */
    private boolean down(List<String> probes) {
        return !probes.isEmpty()
                && domains(
                                e ->
                                        counts(e.vote())
                                                && e.readings().stream()
                                                        .filter(r -> probes.contains(r.probe()))
                                                        .allMatch(
                                                                r ->
                                                                        r.status()
                                                                                == ProbeStatus
                                                                                        .DOWN))
                        >= watch.quorum();
    }

    private static boolean counts(Vote vote) {
        return vote == Vote.UP || vote == Vote.DOWN || vote == Vote.PARTLY;
    }

    private List<String> kubernetesProbes() {
        return declared.site().probes().stream()
                .filter(
                        probe ->
                                probe.targets().get(declared.site().name())
                                        instanceof ProbeTarget.Kubernetes)
                .map(Probe::name)
                .toList();
    }

    private long domains(Predicate<VantageEvidence> which) {
        return evidence.stream()
                .filter(which)
                .map(VantageEvidence::failureDomain)
                .distinct()
                .count();
    }

    private boolean inside(VantageEvidence e) {
        return e.failureDomain().equals(declared.site().failureDomain());
    }
}
