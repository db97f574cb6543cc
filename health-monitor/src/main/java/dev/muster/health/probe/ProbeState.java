package dev.muster.health.probe;

import dev.muster.events.HealthEvent.ProbeReading;
import dev.muster.events.HealthEvent.ProbeStatus;
import dev.muster.events.HealthEvent.Replication;
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

    public static ProbeState unasked(Instant now) {
        return new ProbeState(ProbeStatus.UNKNOWN, 0, "not asked yet", now, Optional.empty());
    }

    /**
     * What is known after one more answer; a question that came to nothing leaves nothing known.
     */
    public ProbeState after(
            Observation observation, int failureThreshold, int successThreshold, Instant now) {
        var answer =
                switch (observation.answer()) {
                    case UP -> ProbeStatus.UP;
                    case DOWN -> ProbeStatus.DOWN;
                    case NONE -> ProbeStatus.UNKNOWN;
                };
        var known = newest(observation);
        if (answer == status) {
            return new ProbeState(status, 0, observation.detail(), since, known);
        }
        var threshold = threshold(answer, failureThreshold, successThreshold);
        return inRow + 1 >= threshold
                ? new ProbeState(answer, 0, observation.detail(), now, known)
                : new ProbeState(status, inRow + 1, observation.detail(), since, known);
    }

    /** What was never up needs no second success to be called up. */
    private int threshold(ProbeStatus answer, int failureThreshold, int successThreshold) {
        return switch (answer) {
            case UNKNOWN -> 1;
            case UP -> status == ProbeStatus.UNKNOWN ? 1 : successThreshold;
            case DOWN -> failureThreshold;
        };
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
        var before =
                replication
                        .filter(r -> r.inRecovery() == next.inRecovery())
                        .filter(r -> !isBehind(next.position(), r.position()));
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

    /** A server whose log has gone back was made anew: what it once held is not there any more. */
    private static boolean isBehind(String position, String other) {
        return Long.compareUnsigned(bytes(position), bytes(other)) < 0;
    }

    /** A write-ahead log location such as {@code 16/B374D848}, as PostgreSQL's type pg_lsn. */
    private static long bytes(String position) {
        int slash = position.indexOf('/');
        return slash < 0
                ? 0
                : (Long.parseUnsignedLong(position, 0, slash, 16) << 32)
                        | Long.parseUnsignedLong(position, slash + 1, position.length(), 16);
    }

    /** Whether the last answer contradicts the status, so that it pays to ask again at once. */
    public boolean inDoubt() {
        return inRow > 0;
    }

    public ProbeReading reading(String probe) {
        return new ProbeReading(probe, status, detail, since, replication);
    }
}
