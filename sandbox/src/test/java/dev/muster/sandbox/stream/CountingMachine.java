package dev.muster.sandbox.stream;

import dev.muster.events.FailoverEvent.FailoverRequested;
import dev.muster.events.FailoverEvent.TroubleEnded;
import dev.muster.machine.Input;
import dev.muster.machine.Machine;
import dev.muster.machine.Outcome;
import dev.muster.plan.SiteId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Counts the requests of each plan and says each count once, so that a loss or a repetition shows.
 */
final class CountingMachine implements Machine<CountingMachine.Count> {

    /** How many requests were counted. */
    record Count(long requests, long resumed) {}

    @Override
    public String name() {
        return "counting";
    }

    @Override
    public Outcome<Count> decide(Optional<Count> known, Input input, Instant now) {
        var before = known.orElse(new Count(0, 0));
        return switch (input) {
            case Input.Happened(String _, FailoverRequested request) -> {
                var after = new Count(before.requests() + 1, before.resumed());
                yield new Outcome<>(
                        after,
                        List.of(
                                new TroubleEnded(
                                        request.plan(),
                                        new SiteId("n" + after.requests()),
                                        Instant.EPOCH)),
                        Optional.empty());
            }
            case Input.Resumed _ ->
                    new Outcome<>(
                            new Count(before.requests(), before.resumed() + 1),
                            List.of(),
                            Optional.empty());
            default -> new Outcome<>(before, List.of(), Optional.empty());
        };
    }
}
