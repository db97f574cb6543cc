package dev.muster.backup.simulation;

import dev.muster.events.BackupEvent.BackupCompleted;
import dev.muster.events.BackupEvent.EngineReported;
import dev.muster.events.BackupEvent.LogShipped;
import dev.muster.events.BackupEvent.RecoveryPointExpired;
import dev.muster.events.BackupEvent.RecoveryPointExtended;
import dev.muster.events.BackupEvent.RecoveryPointVerified;
import dev.muster.events.BackupEvent.RunReported;
import dev.muster.events.BackupEvent.TrialOutcome;
import dev.muster.events.BackupResult.Taken;
import dev.muster.events.DrEvent;
import dev.muster.events.RecoveryPoint;
import dev.muster.plan.Assurance.Engine.PostgresqlBackup;
import dev.muster.plan.Assurance.Engine.Velero;
import java.util.Optional;

/** What is known of recovery points is so. */
final class PointInvariants {

    private PointInvariants() {}

    static final class OnlyWhatWasRead extends Invariant {
        OnlyWhatWasRead() {
            super("P1 Read back", "no point is announced that nobody read from where it lies");
        }

        @Override
        void said(DrEvent event, Decision decision, Oracle oracle) {
            if (event instanceof BackupCompleted done) {
                hold(oracle.read.contains(done.point()), done.point().id());
            }
        }
    }

    static final class AnnouncedOnce extends Invariant {
        AnnouncedOnce() {
            super("P2 Announced once", "a point is announced once for as long as it is there");
        }

        @Override
        void said(DrEvent event, Decision decision, Oracle oracle) {
            if (event instanceof BackupCompleted done) {
                hold(!oracle.books.points.containsKey(done.point().id()), done.point().id());
            }
        }
    }

    static final class NothingForgotten extends Invariant {
        NothingForgotten() {
            super(
                    "P3 Not forgotten",
                    "what was reported is known until it is said to be gone, and that is said only"
                            + " of what was looked for and not found");
        }

        @Override
        void said(DrEvent event, Decision decision, Oracle oracle) {
            if (event instanceof RecoveryPointExpired gone) {
                hold(oracle.books.points.containsKey(gone.point()), gone.point(), " not known");
                hold(oracle.foundGone.contains(gone.point()), gone.point(), " may be there");
            }
        }

        @Override
        void decided(Decision decision, Oracle oracle) {
            var known = decision.after().catalogue().points();
            var books = oracle.books.points;
            hold(
                    known.size() == books.size()
                            && known.stream().allMatch(one -> books.containsKey(one.point().id())),
                    known.size(),
                    " points are known, ",
                    books.size(),
                    " were announced and not let go");
            reported(decision, oracle)
                    .ifPresent(
                            point -> hold(books.containsKey(point.id()), point.id(), " is lost"));
        }

        private static Optional<RecoveryPoint> reported(Decision decision, Oracle oracle) {
            var run = decision.heard(RunReported.class).map(RunReported::result);
            var engine =
                    decision.heard(EngineReported.class)
                            .filter(
                                    report ->
                                            oracle.books
                                                    .protection(report.protection())
                                                    .filter(one -> one.engine() instanceof Velero)
                                                    .isPresent())
                            .map(EngineReported::result);
            return run.or(() -> engine)
                    .filter(Taken.class::isInstance)
                    .map(taken -> ((Taken) taken).point());
        }
    }

    static final class ShownAndNoMore extends Invariant {
        ShownAndNoMore() {
            super(
                    "P9 Shown",
                    "a point stands where trials that were really made have put it, and a trial"
                            + " that could not be made moves nothing");
        }

        @Override
        void said(DrEvent event, Decision decision, Oracle oracle) {
            if (!(event instanceof RecoveryPointVerified trial)) {
                return;
            }
            var book = oracle.books.runs.get(trial.run());
            var wanted = book == null ? null : Acts.tries(book.last.action()).orElse(null);
            hold(
                    wanted != null
                            && wanted.point().equals(trial.point())
                            && wanted.rung() == trial.level(),
                    trial.run(),
                    " was to try ",
                    wanted);
            var reading =
                    new Oracle.Reading(
                            trial.run(),
                            trial.point(),
                            trial.level(),
                            trial.outcome() == TrialOutcome.PASSED);
            hold(
                    !Books.decides(trial.outcome()) || oracle.readings.contains(reading),
                    trial.run(),
                    " did not find ",
                    trial.outcome());
        }

        @Override
        void decided(Decision decision, Oracle oracle) {
            for (var known : decision.after().catalogue().points()) {
                var book = oracle.books.points.get(known.point().id());
                hold(
                        book != null
                                && book.level() == known.level()
                                && book.proven() == known.proven(),
                        known.point().id(),
                        " is taken to be ",
                        known.level(),
                        known.proven() ? ", proven, but is " : ", unproven, but is ",
                        book);
            }
        }
    }

    static final class ReachIsDurable extends Invariant {
        ReachIsDurable() {
            super(
                    "P10 Durable reach",
                    "how far points reach is what the active site's shipper said, over no gap");
        }

        @Override
        void said(DrEvent event, Decision decision, Oracle oracle) {
            if (event instanceof RecoveryPointExtended extended) {
                var shipped = decision.heard(LogShipped.class);
                hold(
                        shipped.filter(log -> log.site().equals(oracle.books.active()))
                                .filter(log -> log.gaps().isEmpty())
                                .filter(log -> log.protection().equals(extended.protection()))
                                .filter(log -> !extended.reachableTo().isAfter(log.reachableTo()))
                                .isPresent(),
                        extended,
                        " after ",
                        shipped);
                hold(
                        oracle.books
                                .protection(extended.protection())
                                .filter(one -> one.engine() instanceof PostgresqlBackup)
                                .isPresent(),
                        extended.protection());
            }
        }
    }
}
