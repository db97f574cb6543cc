package dev.muster.backup.adapter.velero;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/** Waits until a backup or a restore has really ended, whoever began it and whenever. */
final class Following {

    /** Velero itself gives up what plugins do for it after four hours. */
    static final Duration LONGEST = Duration.ofHours(6);

    private static final Duration PAUSE = Duration.ofMillis(500);

    private Following() {}

    /** What is left of it at its end: the object, or nothing when it is gone. */
    static Optional<Seen> toItsEnd(VeleroApi api, Kind kind, String name, Consumer<Seen> progress)
            throws Trouble, InterruptedException {
        var seen = api.seen(kind, name);
        while (seen.isPresent() && !seen.get().standing().ended() && !overdue(seen.get())) {
            progress.accept(seen.get());
            Thread.sleep(PAUSE);
            seen = api.seen(kind, name);
        }
        return seen;
    }

    static boolean overdue(Seen seen) {
        return Duration.between(seen.created(), Instant.now()).compareTo(LONGEST) > 0;
    }

    /** How a run that is followed is described. */
    static String words(Seen seen, String doneField) {
        var total = seen.number("status", "progress", "totalItems");
        return (seen.phase().isEmpty() ? "not begun" : seen.phase())
                + (total == 0
                        ? ""
                        : ", "
                                + seen.number("status", "progress", doneField)
                                + " of "
                                + total
                                + " objects");
    }
}
