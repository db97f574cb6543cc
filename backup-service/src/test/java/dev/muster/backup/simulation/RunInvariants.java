package dev.muster.backup.simulation;

import dev.muster.backup.protection.PlanProtection;
import dev.muster.backup.protection.Run;
import dev.muster.backup.protection.Run.Purpose;
import dev.muster.events.BackupAction.TakePostgresBase;
import dev.muster.events.BackupEvent.EngineReported;
import dev.muster.events.BackupEvent.RunCommanded;
import dev.muster.events.BackupEvent.RunReported;
import dev.muster.events.BackupResult.Failed;
import dev.muster.events.BackupResult.Unavailable;
import dev.muster.events.BackupResult.Underway;
import dev.muster.events.DrEvent;
import dev.muster.events.FailoverEvent;
import dev.muster.events.PlanEvent;
import dev.muster.events.RunId;
import dev.muster.machine.Input;
import java.time.Duration;
import java.time.Instant;

/** What is commanded is carried out to its end, once, where it belongs. */
final class RunInvariants {

    private static final Duration SILENCE = Duration.ofSeconds(15);

    private RunInvariants() {}

    /** Of what is not declared nothing is asked for any more. */
    static boolean isSilent(Run run, Oracle oracle) {
        return oracle.books.protection(run.protection()).isEmpty();
    }

    static final class OneBaseAtATime extends Invariant {
        OneBaseAtATime() {
            super(
                    "P5 One at a time",
                    "no base backup begins beside another of its protection unless a person asks");
        }

        @Override
        void said(DrEvent event, Decision decision, Oracle oracle) {
            if (event instanceof RunCommanded command
                    && command.action() instanceof TakePostgresBase take
                    && !oracle.books.runs.containsKey(command.run())
                    && decision.heard(DrEvent.class).flatMap(Books::request).isEmpty()) {
                var others =
                        decision.after().runs().values().stream()
                                .filter(run -> run.purpose() == Purpose.BACKUP)
                                .filter(run -> run.protection().equals(take.protection()))
                                .filter(run -> !run.id().equals(command.run()))
                                .map(Run::id)
                                .toList();
                hold(others.isEmpty(), command.run(), " beside ", others);
            }
        }
    }

    static final class OneStory extends Invariant {
        OneStory() {
            super(
                    "P12 One story",
                    "the attempts of a run are counted from 1 without a gap, it ends because of"
                            + " what was heard of it, and nothing follows its end");
        }

        @Override
        void said(DrEvent event, Decision decision, Oracle oracle) {
            if (event instanceof RunCommanded command) {
                var book = oracle.books.runs.get(command.run());
                hold(book == null || !book.ended, command.run(), " had ended");
                var expected = book == null ? 1 : book.last.attempt() + 1;
                hold(command.attempt() == expected, command.run(), " attempt ", command.attempt());
            }
        }

        @Override
        void decided(Decision decision, Oracle oracle) {
            var after = decision.after().runs();
            for (var run : decision.runsBefore().values()) {
                hold(
                        after.containsKey(run.id()) || mayEnd(run, decision, oracle),
                        run.id(),
                        " ended by ",
                        decision.input());
            }
            for (var id : after.keySet()) {
                var book = oracle.books.runs.get(id);
                hold(book != null && !book.ended, id, " was never commanded, or had ended");
            }
        }

        private static boolean mayEnd(Run run, Decision decision, Oracle oracle) {
            if (!(decision.input() instanceof Input.Happened happened)) {
                return false;
            }
            return switch (happened.event()) {
                case RunReported report -> isEnd(run, report);
                case EngineReported report -> report.run().equals(run.id());
                case PlanEvent _ -> wasSilent(run, decision) || isSilent(run, oracle);
                case FailoverEvent _ ->
                        run.purpose() == Purpose.BACKUP
                                && !run.site().equals(oracle.books.active());
                default -> false;
            };
        }

        private static boolean wasSilent(Run run, Decision decision) {
            return decision.before().flatMap(PlanProtection::declared).stream()
                    .flatMap(known -> known.plan().assurance().protection().stream())
                    .noneMatch(one -> one.name().equals(run.protection()));
        }

        private static boolean isEnd(Run run, RunReported report) {
            return report.run().equals(run.id())
                    && switch (report.result()) {
                        case Underway _, Unavailable _ -> false;
                        case Failed _ ->
                                report.attempt() >= run.attempt()
                                        && run.purpose() != Purpose.EXPIRY;
                        default -> true;
                    };
        }
    }

    static final class AskedAgain extends Invariant {
        AskedAgain() {
            super(
                    "P11 Asked again",
                    "what was commanded is commanded again when it is silent or the time was lost,"
                            + " and whoever waits is woken");
        }

        @Override
        void decided(Decision decision, Oracle oracle) {
            var now = decision.now();
            var wake = decision.outcome().wakeAt();
            hold(
                    oracle.books.declared.isEmpty()
                            || wake.filter(at -> !at.isAfter(now.plusSeconds(30))).isPresent(),
                    "wakes at ",
                    wake);
            for (var run : decision.after().runs().values()) {
                var due = run.notBefore().orElse(run.heardAt().plus(SILENCE));
                hold(now.isBefore(due) || rests(run, oracle, now), run.id(), " was due at ", due);
                hold(
                        wake.filter(at -> !at.isAfter(due)).isPresent() || rests(run, oracle, now),
                        run.id(),
                        " is due at ",
                        due,
                        ", wakes at ",
                        wake);
                hold(
                        !timeIsLost(decision.input())
                                || commanded(decision, run.id())
                                || rests(run, oracle, now),
                        run.id(),
                        " was measured by another clock");
            }
        }

        private static boolean timeIsLost(Input input) {
            return input instanceof Input.Resumed || input instanceof Input.ClockJumped;
        }

        /** What retention lets go may have to wait until that is beyond doubt. */
        private static boolean rests(Run run, Oracle oracle, Instant now) {
            return isSilent(run, oracle)
                    || (run.purpose() == Purpose.EXPIRY
                            && !RemovalInvariants.mayGo(run.action(), oracle, now));
        }

        private static boolean commanded(Decision decision, RunId run) {
            return decision.outcome().events().stream()
                    .anyMatch(
                            event ->
                                    event instanceof RunCommanded command
                                            && command.run().equals(run));
        }
    }

    static final class RetiredIsQuiet extends Invariant {
        RetiredIsQuiet() {
            super("P15 Retired", "of a plan that is not declared nothing is commanded");
        }

        @Override
        void said(DrEvent event, Decision decision, Oracle oracle) {
            if (event instanceof RunCommanded command) {
                hold(oracle.books.declared.isPresent(), command.run());
            }
        }
    }

    static final class AtTheRightSite extends Invariant {
        AtTheRightSite() {
            super(
                    "P17 At the right site",
                    "backups and removals are commanded where the authority is, trials elsewhere");
        }

        @Override
        void said(DrEvent event, Decision decision, Oracle oracle) {
            if (event instanceof RunCommanded command) {
                var run = decision.after().runs().get(command.run());
                var there = command.site().equals(oracle.books.active());
                hold(
                        run == null
                                || switch (run.purpose()) {
                                    case BACKUP, EXPIRY, REMOVAL -> there;
                                    case VERIFICATION -> !there || command.attempt() > 1;
                                    case RESTORE -> true;
                                },
                        command.run(),
                        " at ",
                        command.site());
            }
        }
    }
}
