package dev.muster.failover.decision;

import dev.muster.plan.RecoveryPlan;
import dev.muster.plan.RecoveryPlan.DataSet;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Up to when backups can bring each data set back, as backup-service said. */
public record Recoverable(Map<String, Instant> until) {

    static final Recoverable NOTHING = new Recoverable(Map.of());

    public Recoverable {
        until = Map.copyOf(until);
    }

    /** The data set can be brought back up to then; what could be before still can. */
    Recoverable with(String data, Instant at) {
        var next = new LinkedHashMap<>(until);
        next.merge(data, at, (one, other) -> one.isAfter(other) ? one : other);
        return new Recoverable(next);
    }

    /** Up to when all data of the plan can be brought back; the data set that is behind counts. */
    Optional<Instant> all(RecoveryPlan plan) {
        var names = plan.data().stream().map(DataSet::name).toList();
        return until.keySet().containsAll(names)
                ? names.stream().map(until::get).min(Instant::compareTo)
                : Optional.empty();
    }
}
