package dev.muster.failover.simulation;

import dev.muster.events.StepEvent.StepCommanded;
import dev.muster.events.StepResult;
import dev.muster.events.StepResult.Done;
import dev.muster.events.StepResult.Facts;
import dev.muster.events.StepResult.Rejected;
import dev.muster.events.StepResult.Unavailable;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is done to PostgreSQL servers, as the adapter does it. */
final class DatabaseEffects {

    private DatabaseEffects() {}

    /** A session on one server: opened, under the lock of authority, and lost with its server. */
    abstract static class OnDatabase extends Effect {

        final Database database;
        private final Database.Session session;
        private int opened;

        OnDatabase(StepCommanded command, int site, Hands hands) {
            super(command, hands);
            database = world.databases[plan][site];
            session = new Database.Session(command.epoch().value());
        }

        abstract @Nullable StepResult work();

        boolean locks() {
            return true;
        }

        private boolean reached() {
            return database.running && world.answers(place, database.site);
        }

        @Override
        @Nullable StepResult next() {
            if (moment == 0) {
                if (!reached()) {
                    return noAnswer();
                }
                opened = database.start;
                return goOn();
            }
            if (session.ended || opened != database.start || !reached()) {
                return arrivesUnanswered() ? actUnanswered() : stoppedAnswering();
            }
            return moment == 1 && locks() ? underLock() : work();
        }

        /** The order gets there and its answer does not come back. */
        private boolean arrivesUnanswered() {
            return !session.ended
                    && opened == database.start
                    && database.running
                    && world.alive(database.site)
                    && moment > 1
                    && world.network.open(place, database.site);
        }

        private StepResult actUnanswered() {
            work();
            return stoppedAnswering();
        }

        private @Nullable StepResult underLock() {
            if (!database.lock(session)) {
                return new Unavailable("another executor holds the lock");
            }
            if (!resources.accepts(command.epoch(), database.epochSeen)) {
                return olderThan(database.epochSeen);
            }
            if (!allowed()) {
                return paused();
            }
            return goOn();
        }

        boolean record() {
            if (!resources.accepts(command.epoch(), database.epochSeen)) {
                return false;
            }
            world.oracle.recorded(command, plan, database.site, database.epochSeen);
            database.epochSeen = command.epoch().value();
            return true;
        }

        @Override
        void abandon() {
            session.ended = true;
            database.unlock(session);
        }
    }

    /** Read-only from now on, and after a restart. */
    static final class Fence extends OnDatabase {

        Fence(StepCommanded command, int site, Hands hands) {
            super(command, site, hands);
        }

        @Override
        @Nullable StepResult work() {
            return switch (moment) {
                case 2 -> tellTheDisk();
                case 3 -> tellTheServer();
                default -> database.readOnly ? stopped() : lookAgain("is not read-only yet");
            };
        }

        private @Nullable StepResult tellTheDisk() {
            if (!database.primary) {
                return new Done("is a standby: takes no writes", Facts.NONE);
            }
            if (resources.fenceRecordsEpoch() && !record()) {
                return olderThan(database.epochSeen);
            }
            database.startsReadOnly = true;
            return resources.readsBack() ? goOn() : done();
        }

        private @Nullable StepResult tellTheServer() {
            database.readOnly = true;
            world.oracle.fenced(command, database);
            world.changed();
            return goOn();
        }

        private StepResult stopped() {
            var at = Optional.of(Long.toString(world.now()));
            return new Done("stopped", new Facts(at, Optional.empty()));
        }
    }

    /** Takes writes again. */
    static final class Release extends OnDatabase {

        Release(StepCommanded command, int site, Hands hands) {
            super(command, site, hands);
        }

        @Override
        @Nullable StepResult work() {
            return switch (moment) {
                case 2 -> authorise();
                case 3 -> lift();
                default -> done();
            };
        }

        private @Nullable StepResult authorise() {
            if (!database.primary) {
                return new Rejected("is a standby: it never took writes");
            }
            return record() ? goOn() : olderThan(database.epochSeen);
        }

        private @Nullable StepResult lift() {
            database.readOnly = false;
            database.startsReadOnly = true;
            world.oracle.lifted(database, command.epoch().value(), command);
            world.changed();
            return goOn();
        }
    }

    /** A standby becomes the primary. */
    static final class Promotion extends OnDatabase {

        private Optional<Instant> currentAsOf = Optional.empty();

        Promotion(StepCommanded command, int site, Hands hands) {
            super(command, site, hands);
        }

        @Override
        @Nullable StepResult work() {
            return switch (moment) {
                case 2 -> promote();
                case 3 -> record() ? goOn() : olderThan(database.epochSeen);
                case 4 -> allowWrites();
                default ->
                        database.readOnly
                                ? lookAgain("is promoted, and still read-only")
                                : promoted();
            };
        }

        private @Nullable StepResult promote() {
            if (!database.primary) {
                currentAsOf = Optional.of(Host.EPOCH.plusMillis(database.currentAsOf(world.now())));
                world.oracle.promoted(command, database);
                database.primary = true;
                world.changed();
            }
            return goOn();
        }

        private @Nullable StepResult allowWrites() {
            if (database.readOnly) {
                database.startsReadOnly = false;
                database.readOnly = false;
                world.oracle.lifted(database, command.epoch().value(), command);
                world.changed();
            }
            return goOn();
        }

        private StepResult promoted() {
            var at = Optional.of(Long.toString(world.now()));
            return new Done("primary", new Facts(at, currentAsOf));
        }
    }

    /** The standby has everything up to where its primary stopped. */
    static final class Drain extends OnDatabase {

        private final String upTo;

        Drain(StepCommanded command, int site, String upTo, Hands hands) {
            super(command, site, hands);
            this.upTo = upTo;
        }

        @Override
        boolean locks() {
            return false;
        }

        @Override
        @Nullable StepResult work() {
            if (upTo.isEmpty()) {
                return new Rejected("it is not known where the primary was stopped");
            }
            if (database.primary) {
                return new Rejected("is not a standby: there is nothing to drain");
            }
            return database.currentAsOf(world.now()) >= Long.parseLong(upTo)
                    ? done()
                    : lookAgain("has not replayed everything");
        }
    }
}
