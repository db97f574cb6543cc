package dev.muster.health.probe;

import dev.muster.events.HealthEvent.ProbeReading;
import dev.muster.events.HealthEvent.ProbeStatus;
import dev.muster.events.HealthEvent.Replication;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What one probe has seen lately: its status turns only after as many equal answers in a row as its
 * thresholds ask for.
 *
 * @param inRow how many answers in a row contradict the status
 */
public record ProbeState(
        ProbeStatus status,
        int inRow,
        String detail,
        Instant since,
        Optional<Replication> replication) {

    /**
     * After a first failure the next questions follow at once: a loss is told early, and surely.
     */
    public static final Duration BURST_PAUSE = Duration.ofMillis(50);

    public static ProbeState unasked(Instant now) {
        return new ProbeState(ProbeStatus.UNKNOWN, 0, "not asked yet", now, Optional.empty());
    }

    public ProbeState after(
            Observation observation, int failureThreshold, int successThreshold, Instant now) {
        var answer = observation.up() ? ProbeStatus.UP : ProbeStatus.DOWN;
        var known = newest(observation);
        if (answer == status) {
            return new ProbeState(status, 0, observation.detail(), since, known);
        }
        // What was never up needs no second success to be called up.
        var threshold =
                observation.up()
                        ? status == ProbeStatus.UNKNOWN ? 1 : successThreshold
                        : failureThreshold;
        return inRow + 1 >= threshold
                ? new ProbeState(answer, 0, observation.detail(), now, known)
                : new ProbeState(status, inRow + 1, observation.detail(), since, known);
    }

    /** How current a standby was is not forgotten when it can no longer tell. */
    private Optional<Replication> newest(Observation observation) {
        if (observation.replication().isEmpty()) {
            return replication.map(
                    r ->
                            new Replication(
                                    r.inRecovery(),
                                    r.readOnly(),
                                    r.position(),
                                    r.currentAsOf(),
                                    Optional.empty()));
        }
        var next = observation.replication().get();
        var before = replication.filter(r -> r.inRecovery() == next.inRecovery());
        var current =
                Stream.of(next.currentAsOf(), before.flatMap(Replication::currentAsOf))
                        .flatMap(Optional::stream)
                        .max(Instant::compareTo);
        return Optional.of(
                new Replication(
                        next.inRecovery(),
                        next.readOnly(),
                        next.position(),
                        current,
                        next.sinceLastMessage()));
    }

    /** Whether the last answer contradicts the status, so that it pays to ask again at once. */
    public boolean inDoubt() {
        return inRow > 0;
    }

    public ProbeReading reading(String probe) {
        return new ProbeReading(probe, status, detail, since, replication);
    }
}
