package dev.muster.backup.simulation;

import dev.muster.backup.protection.Run.Purpose;
import dev.muster.backup.simulation.Books.Known;
import dev.muster.backup.simulation.Books.Rung;
import dev.muster.events.RecoveryPointId;
import dev.muster.events.RunId;
import dev.muster.plan.Assurance.Engine.PostgresqlBackup;
import dev.muster.plan.Assurance.Protection;
import java.time.Duration;
import java.time.Instant;

/** What is so a while after everything works again. */
final class Ending extends Invariant {

    static final long AFTER = 75 * 60_000L;
    private static final long LONGEST_RUN = 5 * 60_000;
    private static final Duration SETTLED = Duration.ofMinutes(3);

    private final World world;
    private final Books books;
    private final Instant now;

    Ending(World world) {
        super(
                "P18 Liveness",
                "when all works again every wish and run ends, backups are taken, tried and let go,"
                        + " and no finding is left");
        this.world = world;
        this.books = world.oracle.books;
        this.now = World.EPOCH.plusMillis(world.time.now());
    }

    void check() {
        world.oracle.tally.see("healed");
        runsEnd();
        for (var protection : books.protections()) {
            var newest = books.of(protection.name()).stream().reduce((_, later) -> later);
            hold(newest.isPresent(), protection.name(), " has no point");
            newest.ifPresent(one -> fresh(protection, one));
            proven(protection);
            if (protection.engine() instanceof PostgresqlBackup backup) {
                tidy(protection, backup);
            }
            truth(protection.name());
        }
        hold(books.open.isEmpty(), "still open: ", books.open);
    }

    private void runsEnd() {
        var late = world.time.now() - LONGEST_RUN;
        books.runs.forEach(
                (id, run) ->
                        hold(
                                run.ended
                                        || run.begunAt > late
                                        || books.protection(run.protection).isEmpty()
                                        || (run.purpose == Purpose.EXPIRY
                                                && !RemovalInvariants.mayGo(
                                                        run.last.action(), world.oracle, now)),
                                id,
                                " has not ended"));
    }

    private void fresh(Protection protection, Known newest) {
        var every =
                protection.engine() instanceof PostgresqlBackup backup
                        ? backup.baseEvery()
                        : Setup.TURN;
        hold(
                newest.point().asOf().isAfter(now.minus(every).minus(SETTLED)),
                "the newest of ",
                protection.name(),
                " is of ",
                newest.point().asOf(),
                ", now it is ",
                now);
        hold(newest.point().site().equals(books.active()), newest, " is of the wrong site");
    }

    private void proven(Protection protection) {
        protection
                .verify()
                .ifPresent(
                        wanted -> {
                            var least = wanted.every().multipliedBy(2).plus(SETTLED).toMillis();
                            var at =
                                    books.shown.getOrDefault(
                                            new Rung(protection.name(), wanted.level()), 0L);
                            hold(
                                    world.time.now() - at < least,
                                    protection.name(),
                                    " was not shown to be ",
                                    wanted);
                        });
    }

    /** A wish that was given up may still be carried out where its command waited to be read. */
    private boolean wasToGo(RecoveryPointId point) {
        return books.runs.values().stream()
                .filter(run -> run.ended && run.purpose == Purpose.REMOVAL)
                .anyMatch(run -> Acts.removes(run.last.action()).filter(point::equals).isPresent());
    }

    private boolean givenUp(RecoveryPointId point) {
        var run = books.runs.get(new RunId(point.value()));
        return run != null && run.ended;
    }

    private void tidy(Protection protection, PostgresqlBackup backup) {
        var goesOn =
                books.runs.values().stream()
                        .anyMatch(run -> !run.ended && run.purpose == Purpose.EXPIRY);
        if (now.isBefore(books.restUntil) || goesOn) {
            return;
        }
        var least = backup.retention().plus(backup.baseEvery().multipliedBy(2)).plus(SETTLED);
        for (var one : books.of(protection.name())) {
            hold(
                    one.point().asOf().isAfter(now.minus(least))
                            || books.newestProven(protection.name()).isEmpty()
                            || !one.point()
                                    .asOf()
                                    .isBefore(
                                            books.newestProven(protection.name())
                                                    .get()
                                                    .point()
                                                    .asOf()),
                    one.point().id(),
                    " is still kept");
        }
    }

    /**
     * What settled is known as it lies there. A run that ended because its site or its protection
     * was given up may leave something behind that nobody ever told of.
     */
    private void truth(String protection) {
        var settled = now.minus(SETTLED);
        for (var known : books.of(protection)) {
            hold(
                    world.bucket.containsKey(known.point().id())
                            || books.isGoing(known.point().id())
                            || wasToGo(known.point().id())
                            || world.goneSince.getOrDefault(known.point().id(), 0L)
                                    > world.time.now() - SETTLED.toMillis(),
                    known.point().id(),
                    " is known and not there");
        }
        for (var stored : world.bucket.values()) {
            hold(
                    !stored.point().protection().equals(protection)
                            || stored.point().completedAt().isAfter(settled)
                            || books.points.containsKey(stored.point().id())
                            || givenUp(stored.point().id()),
                    stored.point().id(),
                    " is there and not known");
        }
    }
}
