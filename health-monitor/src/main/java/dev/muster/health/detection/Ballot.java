package dev.muster.health.detection;

import dev.muster.events.HealthEvent.FailureClass;
import dev.muster.events.HealthEvent.ProbeReading;
import dev.muster.events.HealthEvent.ProbeStatus;
import dev.muster.events.HealthEvent.Sight;
import dev.muster.events.HealthEvent.VantageEvidence;
import dev.muster.events.HealthEvent.Vote;
import dev.muster.events.PlanEvent.SiteDeclared;
import dev.muster.events.PlanEvent.Watch;
import dev.muster.plan.ProbeTarget;
import dev.muster.plan.VantageId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
        var wanted = new ArrayList<String>();
        declared.site().probes().forEach(probe -> wanted.add(probe.name()));
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
            List<String> wanted,
            Duration staleAfter,
            Instant now) {
        if (view == null) {
            return new VantageEvidence(vantage, "", Vote.UNHEARD, Optional.empty(), List.of());
        }
        var readings = new ArrayList<>(view.readings());
        readings.removeIf(reading -> !wanted.contains(reading.probe()));
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
        if (readings.size() < wanted || all(readings, ProbeStatus.UNKNOWN)) {
            return Vote.UNHEARD;
        }
        if (all(readings, ProbeStatus.UP)) {
            return Vote.UP;
        }
        if (all(readings, ProbeStatus.DOWN)) {
            return Vote.DOWN;
        }
        // What could not be asked is not seen up: it neither makes a loss nor speaks against one.
        return any(readings, ProbeStatus.UP) ? Vote.PARTLY : Vote.UNHEARD;
    }

    private static boolean any(List<ProbeReading> readings, ProbeStatus status) {
        for (var reading : readings) {
            if (reading.status() == status) {
                return true;
            }
        }
        return false;
    }

    private static boolean all(List<ProbeReading> readings, ProbeStatus status) {
        for (var reading : readings) {
            if (reading.status() != status) {
                return false;
            }
        }
        return true;
    }

    List<VantageEvidence> evidence() {
        return evidence;
    }

    boolean has(Vote vote) {
        return any(e -> e.vote() == vote);
    }

    /** Enough independent vantages see everything down, and none outside the site sees anything. */
    boolean lost() {
        return domains(e -> e.vote() == Vote.DOWN) >= watch.quorum()
                && !any(e -> sees(e) && !inside(e));
    }

    boolean healthy() {
        return domains(e -> e.vote() == Vote.UP) >= watch.quorum()
                && !has(Vote.DOWN)
                && !has(Vote.PARTLY);
    }

    FailureClass failureClass() {
        if (lost()) {
            return any(e -> sees(e) && inside(e))
                    ? FailureClass.SITE_ISOLATED
                    : FailureClass.SITE_DOWN;
        }
        if (has(Vote.DOWN) || has(Vote.PARTLY)) {
            if (down(watch.applicationProbes())) {
                return FailureClass.APPLICATION_DOWN;
            }
            if (down(kubernetesProbes())) {
                return FailureClass.CONTROL_PLANE_DOWN;
            }
            if (down(watch.dataProbes())) {
                return FailureClass.DATA_PLANE_DEGRADED;
            }
        }
        return has(Vote.BLIND) ? FailureClass.VANTAGE_BLIND : FailureClass.NONE;
    }

    /** Whether a quorum of clear-sighted vantages sees every one of these probes down. */
    private boolean down(List<String> probes) {
        return !probes.isEmpty()
                && domains(e -> (sees(e) || e.vote() == Vote.DOWN) && down(e, probes))
                        >= watch.quorum();
    }

    private static boolean down(VantageEvidence evidence, List<String> probes) {
        for (var reading : evidence.readings()) {
            if (probes.contains(reading.probe()) && reading.status() != ProbeStatus.DOWN) {
                return false;
            }
        }
        return true;
    }

    private static boolean sees(VantageEvidence e) {
        return e.vote() == Vote.UP || e.vote() == Vote.PARTLY;
    }

    private List<String> kubernetesProbes() {
        var names = new ArrayList<String>();
        for (var probe : declared.site().probes()) {
            if (probe.targets().get(declared.site().name()) instanceof ProbeTarget.Kubernetes) {
                names.add(probe.name());
            }
        }
        return names;
    }

    private boolean any(Predicate<VantageEvidence> which) {
        for (var e : evidence) {
            if (which.test(e)) {
                return true;
            }
        }
        return false;
    }

    private int domains(Predicate<VantageEvidence> which) {
        var domains = new HashSet<String>();
        for (var e : evidence) {
            if (which.test(e)) {
                domains.add(e.failureDomain());
            }
        }
        return domains.size();
    }

    private boolean inside(VantageEvidence e) {
        return e.failureDomain().equals(declared.site().failureDomain());
    }
}
