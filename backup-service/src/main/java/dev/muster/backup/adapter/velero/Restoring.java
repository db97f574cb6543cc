package dev.muster.backup.adapter.velero;

import dev.muster.events.RecoveryPoint;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** One restore at one site, from the wait for its backup to its end. */
final class Restoring {

    /** Velero looks through its store once a minute; a look may take a while. */
    private static final Duration FOUND_WITHIN = Duration.ofMinutes(5);

    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final VeleroApi api;
    private final Consumer<String> waiting;

    Restoring(VeleroApi api, Consumer<String> waiting) {
        this.api = api;
        this.waiting = waiting;
    }

    /**
     * The backup as the site's Velero knows it; a backup that another site took is found when
     * Velero has looked through its store.
     */
    Seen backup(RecoveryPoint point) throws Missing, Trouble, InterruptedException {
        var name = Identity.backup(point);
        var until = System.nanoTime() + FOUND_WITHIN.toNanos();
        var seen = api.seen(Kind.BACKUP, name);
        while (seen.isEmpty()) {
            var locations = api.locations();
            var location =
                    locations.stream().filter(one -> Identity.liesIn(point, one)).findFirst();
            if (location.isEmpty()) {
                throw new Missing(
                        "no location here leads to "
                                + point.location()
                                + ": create a BackupStorageLocation with that bucket");
            }
            if (System.nanoTime() > until) {
                throw new Missing(
                        "Velero has not found backup "
                                + name
                                + " within "
                                + FOUND_WITHIN.toMinutes()
                                + " minutes: location "
                                + location.get().name()
                                + " is "
                                + location.get().phase()
                                + ", last looked through "
                                + location.get().synced().map(Object::toString).orElse("never"));
            }
            waiting.accept("waits until Velero has found backup " + name + " in its store");
            Thread.sleep(PAUSE);
            seen = api.seen(Kind.BACKUP, name);
        }
        return seen.get();
    }

    /** The backup is not there, and waiting does not help. */
    static final class Missing extends Exception {
        private static final long serialVersionUID = 1L;

        Missing(String message) {
            super(message);
        }
    }

    /** Begins the restore unless it has begun, and follows it to its end. */
    Optional<Seen> restore(
            String name, Map<String, String> labels, Map<String, String> annotations, Object spec)
            throws Trouble, InterruptedException {
        if (api.find(Kind.RESTORE, name).isEmpty()) {
            api.create(Kind.RESTORE, name, labels, annotations, spec);
        }
        return Following.toItsEnd(
                api,
                Kind.RESTORE,
                name,
                seen -> waiting.accept(Following.words(seen, "itemsRestored")));
    }
}
