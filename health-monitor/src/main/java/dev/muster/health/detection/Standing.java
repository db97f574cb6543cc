package dev.muster.health.detection;

import dev.muster.events.HealthEvent.FailureClass;
import dev.muster.events.HealthEvent.HealthAssessed;
import dev.muster.events.HealthEvent.VantageEvidence;
import dev.muster.events.HealthEvent.Verdict;
import dev.muster.events.HealthEvent.Vote;
import dev.muster.plan.VantageId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How one plan's view of the site stands.
 *
 * @param suspectedSince when the present trouble was first seen
 * @param lostSince since when a quorum sees the site lost without a break
 * @param saidAt when the verdict was last said
 */
public record Standing(
        Verdict verdict,
        FailureClass failureClass,
        Optional<Instant> suspectedSince,
        Optional<Instant> lostSince,
        Map<VantageId, Vote> votes,
        List<String> alerts,
        boolean stillReceiving,
        Instant saidAt) {

    public Standing {
        votes = Map.copyOf(votes);
        alerts = List.copyOf(alerts);
    }

    /** Whether a reader of the last verdict would learn something new from this one. */
    boolean tells(HealthAssessed next) {
        return verdict != next.verdict()
                || failureClass != next.failureClass()
                || stillReceiving != next.stillReceiving()
                || !alerts.equals(next.alerts())
                || !votes.equals(votes(next.evidence()));
    }

    static Map<VantageId, Vote> votes(List<VantageEvidence> evidence) {
        var votes = new TreeMap<VantageId, Vote>();
        evidence.forEach(e -> votes.put(e.vantage(), e.vote()));
        return votes;
    }
}
