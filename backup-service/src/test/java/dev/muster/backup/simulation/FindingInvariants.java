package dev.muster.backup.simulation;

import dev.muster.backup.simulation.Books.Trouble;
import dev.muster.events.BackupEvent.BackupCompleted;
import dev.muster.events.BackupEvent.Finding;
import dev.muster.events.BackupEvent.Finding.Code;
import dev.muster.events.BackupEvent.FindingClosed;
import dev.muster.events.BackupEvent.FindingOpened;
import dev.muster.events.DrEvent;
import dev.muster.plan.Assurance.Engine;
import dev.muster.plan.Assurance.Engine.PostgresqlBackup;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What is told of trouble is so. */
final class FindingInvariants {

    private static final Duration GRACE = Duration.ofMinutes(5);

    private FindingInvariants() {}

    static final class InTurns extends Invariant {
        InTurns() {
            super(
                    "P14 In turns",
                    "a finding is opened and closed in turns, and none outlives its plan");
        }

        @Override
        void said(DrEvent event, Decision decision, Oracle oracle) {
            var open = oracle.books.open;
            if (event instanceof FindingOpened opened) {
                hold(!open.contains(Trouble.of(opened.finding())), opened);
            }
            if (event instanceof FindingClosed closed) {
                hold(open.contains(Trouble.of(closed.finding())), closed);
            }
        }

        @Override
        void decided(Decision decision, Oracle oracle) {
            var known =
                    decision.after().findings().stream()
                            .map(Trouble::of)
                            .collect(Collectors.toSet());
            hold(known.equals(oracle.books.open), known, " instead of ", oracle.books.open);
            hold(
                    known.stream()
                            .allMatch(
                                    one ->
                                            one.protection()
                                                    .flatMap(oracle.books::protection)
                                                    .isPresent()),
                    known,
                    " of what is not declared");
        }
    }

    static final class ClosedWhenOver extends Invariant {
        ClosedWhenOver() {
            super("P19 Closed when over", "a finding is closed only when it is no longer so");
        }

        @Override
        void said(DrEvent event, Decision decision, Oracle oracle) {
            if (event instanceof FindingClosed closed) {
                hold(!isSo(closed.finding(), decision, oracle), closed);
            }
        }

        private static boolean isSo(Finding finding, Decision decision, Oracle oracle) {
            var name = finding.protection().orElse("");
            var declared = oracle.books.protection(name);
            if (declared.isEmpty()) {
                return false;
            }
            var points = oracle.books.of(name);
            return switch (finding.code()) {
                case NO_RECOVERY_POINT -> points.isEmpty();
                case LOG_SILENT ->
                        !points.isEmpty() && silent(name, declared.get().engine(), decision);
                case BACKUP_FAILED ->
                        declared.get().engine() instanceof PostgresqlBackup
                                && decision.outcome().events().stream()
                                        .noneMatch(event -> isSuccess(event, name));
                case BACKUP_OVERDUE ->
                        declared.get().engine() instanceof PostgresqlBackup backup
                                && !points.isEmpty()
                                && points.getLast()
                                        .point()
                                        .asOf()
                                        .plus(backup.baseEvery().multipliedBy(2))
                                        .isBefore(decision.now());
                default -> false;
            };
        }

        private static boolean isSuccess(DrEvent event, String protection) {
            return event instanceof BackupCompleted done
                    && done.point().protection().equals(protection);
        }

        private static boolean silent(String name, Engine engine, Decision decision) {
            Optional<Instant> heard =
                    decision.after().catalogue().log(name).map(log -> log.heardAt());
            return engine instanceof PostgresqlBackup backup
                    && backup.continuousWal()
                    && heard.filter(at -> at.isAfter(decision.now().minus(Duration.ofMinutes(30))))
                            .isEmpty();
        }
    }

    static final class OpenedWhenSo extends Invariant {
        OpenedWhenSo() {
            super("P22 Opened when so", "a finding is opened only when it is so");
        }

        @Override
        void said(DrEvent event, Decision decision, Oracle oracle) {
            if (event instanceof FindingOpened opened) {
                hold(isSo(opened.finding(), decision.now(), oracle.books), opened);
            }
        }

        private static boolean isSo(Finding finding, Instant now, Books books) {
            var points = books.of(finding.protection().orElse(""));
            var rpo = Setup.RPO.multipliedBy(4).dividedBy(5);
            return switch (finding.code()) {
                case NO_RECOVERY_POINT -> points.isEmpty();
                case OBJECTIVE_AT_RISK, OBJECTIVE_MISSED -> olderThan(points, rpo, now);
                case STALE -> olderThan(points, Duration.ofDays(2), now);
                default -> true;
            };
        }

        private static boolean olderThan(List<Books.Known> points, Duration limit, Instant now) {
            return !points.isEmpty() && points.getLast().point().asOf().isBefore(now.minus(limit));
        }
    }

    static final class ToldInTime extends Invariant {
        ToldInTime() {
            super("P20 Told in time", "that there is nothing to come back from is told in time");
        }

        @Override
        void decided(Decision decision, Oracle oracle) {
            var books = oracle.books;
            books.watched.forEach(
                    (name, since) ->
                            hold(
                                    decision.now().isBefore(since.plus(GRACE))
                                            || !books.of(name).isEmpty()
                                            || books.open.contains(
                                                    new Trouble(
                                                            Code.NO_RECOVERY_POINT,
                                                            Optional.of(name))),
                                    name,
                                    " has no point since ",
                                    since));
        }
    }
}
