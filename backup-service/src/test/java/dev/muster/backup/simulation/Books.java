package dev.muster.backup.simulation;

import dev.muster.backup.protection.Run;
import dev.muster.events.BackupEvent;
import dev.muster.events.BackupEvent.BackupCompleted;
import dev.muster.events.BackupEvent.BackupRequestRefused;
import dev.muster.events.BackupEvent.BackupRequested;
import dev.muster.events.BackupEvent.Finding;
import dev.muster.events.BackupEvent.FindingClosed;
import dev.muster.events.BackupEvent.FindingOpened;
import dev.muster.events.BackupEvent.ObjectsRestoreRequested;
import dev.muster.events.BackupEvent.RecoveryPointExpired;
import dev.muster.events.BackupEvent.RecoveryPointVerified;
import dev.muster.events.BackupEvent.RemovalRequested;
import dev.muster.events.BackupEvent.RestoreRequested;
import dev.muster.events.BackupEvent.RunCommanded;
import dev.muster.events.BackupEvent.TrialOutcome;
import dev.muster.events.BackupEvent.VerificationRequested;
import dev.muster.events.DrEvent;
import dev.muster.events.FailoverEvent.ExecutionAborted;
import dev.muster.events.FailoverEvent.ExecutionCompleted;
import dev.muster.events.FailoverEvent.PointOfNoReturnPassed;
import dev.muster.events.PlanEvent.PlanDeclared;
import dev.muster.events.PlanEvent.PlanRetired;
import dev.muster.events.RecoveryPoint;
import dev.muster.events.RecoveryPointId;
import dev.muster.events.RunId;
import dev.muster.machine.Input;
import dev.muster.plan.Assurance.Level;
import dev.muster.plan.Assurance.Protection;
import dev.muster.plan.SiteId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What an attentive reader of the log knows, kept beside the machine and not by it. */
final class Books {

    private static final Duration REST = Duration.ofHours(1);

    Optional<PlanDeclared> declared = Optional.empty();
    private Optional<SiteId> active = Optional.empty();
    final Map<RecoveryPointId, Known> points = new LinkedHashMap<>();
    final Map<RunId, Book> runs = new HashMap<>();
    final Map<String, Wish> wishes = new LinkedHashMap<>();
    final Map<Rung, Long> shown = new HashMap<>();
    final Set<Trouble> open = new HashSet<>();
    Instant restUntil = Instant.MIN;

    /** Since when time was measured without a break, by protection. */
    final Map<String, Instant> watched = new HashMap<>();

    /** A point, and what was shown of it; {@code good} = nothing was wrong at the last trial. */
    record Known(RecoveryPoint point, Level level, boolean good) {
        boolean proven() {
            return good && level.reaches(Level.READABLE);
        }
    }

    /** A level that a protection was last shown to have, whichever of its points it was. */
    record Rung(String protection, Level level) {}

    /** A run that was commanded. */
    static final class Book {
        final Run.Purpose purpose;
        final String protection;
        final long begunAt;
        final Optional<Wish> wish;
        RunCommanded last;
        boolean ended;

        Book(Run run, RunCommanded last, long begunAt, Optional<Wish> wish) {
            this.purpose = run.purpose();
            this.protection = run.protection();
            this.last = last;
            this.begunAt = begunAt;
            this.wish = wish;
        }
    }

    /** What somebody asked for, and what came of it. */
    static final class Wish {
        final BackupEvent event;
        final List<RunId> runs = new ArrayList<>();
        int refused;

        Wish(BackupEvent event) {
            this.event = event;
        }
    }

    /** What makes two findings the same. */
    record Trouble(Finding.Code code, Optional<String> protection) {
        static Trouble of(Finding finding) {
            return new Trouble(finding.code(), finding.protection());
        }
    }

    /** The id of a wish; nothing for any other event. */
    static Optional<String> request(DrEvent event) {
        return switch (event) {
            case BackupRequested wish -> Optional.of(wish.requestId());
            case VerificationRequested wish -> Optional.of(wish.requestId());
            case RestoreRequested wish -> Optional.of(wish.requestId());
            case ObjectsRestoreRequested wish -> Optional.of(wish.requestId());
            case RemovalRequested wish -> Optional.of(wish.requestId());
            default -> Optional.empty();
        };
    }

    SiteId active() {
        return active.orElse(Setup.SITES.getFirst());
    }

    List<Protection> protections() {
        return declared.map(known -> known.plan().assurance().protection()).orElse(List.of());
    }

    Optional<Protection> protection(String name) {
        return protections().stream().filter(one -> one.name().equals(name)).findFirst();
    }

    /** The points of a protection, oldest first. */
    List<Known> of(String protection) {
        return points.values().stream()
                .filter(known -> known.point().protection().equals(protection))
                .sorted(
                        Comparator.comparing((Known known) -> known.point().asOf())
                                .thenComparing(known -> known.point().id()))
                .toList();
    }

    Optional<Known> newestProven(String protection) {
        return of(protection).stream().filter(Known::proven).reduce((_, later) -> later);
    }

    /** Whether something is under way that takes the point away. */
    boolean isGoing(RecoveryPointId point) {
        return runs.values().stream()
                .anyMatch(
                        run ->
                                !run.ended
                                        && Acts.removes(run.last.action())
                                                .filter(point::equals)
                                                .isPresent());
    }

    void hear(Input input, Instant now) {
        if (!now.isBefore(restUntil)) {
            restUntil = Instant.MIN;
        }
        switch (input) {
            case Input.Happened happened -> hear(happened.event(), now);
            case Input.Woken _ -> {}
            case Input.Resumed _ -> watched.replaceAll((_, _) -> now);
            case Input.ClockJumped _ -> {
                watched.replaceAll((_, _) -> now);
                restUntil = now.plus(REST);
            }
        }
    }

    private void hear(DrEvent event, Instant now) {
        request(event)
                .ifPresent(id -> wishes.computeIfAbsent(id, _ -> new Wish((BackupEvent) event)));
        switch (event) {
            case PlanDeclared news -> {
                declared = Optional.of(news);
                var names = protections().stream().map(Protection::name).toList();
                watched.keySet().retainAll(names);
                names.forEach(name -> watched.putIfAbsent(name, now));
            }
            case PlanRetired _ -> {
                declared = Optional.empty();
                watched.clear();
            }
            case PointOfNoReturnPassed passed -> active = Optional.of(passed.active());
            case ExecutionCompleted completed -> active = Optional.of(completed.active());
            case ExecutionAborted aborted -> active = Optional.of(aborted.active());
            default -> {}
        }
    }

    void read(DrEvent event, Decision decision, long time) {
        switch (event) {
            case BackupCompleted done ->
                    points.put(done.point().id(), new Known(done.point(), Level.RECORDED, true));
            case RecoveryPointExpired gone -> points.remove(gone.point());
            case RecoveryPointVerified trial -> {
                var known = points.computeIfPresent(trial.point(), (_, one) -> shown(one, trial));
                if (known != null && trial.outcome() == TrialOutcome.PASSED) {
                    shown.put(new Rung(known.point().protection(), trial.level()), time);
                }
            }
            case FindingOpened opened -> open.add(Trouble.of(opened.finding()));
            case FindingClosed closed -> open.remove(Trouble.of(closed.finding()));
            case BackupRequestRefused no -> wish(no.requestId()).ifPresent(wish -> wish.refused++);
            case RunCommanded command -> {
                var book = runs.get(command.run());
                if (book == null) {
                    begun(command, decision, time);
                } else {
                    book.last = command;
                }
            }
            default -> {}
        }
    }

    private void begun(RunCommanded command, Decision decision, long time) {
        var wish =
                decision.heard(DrEvent.class)
                        .flatMap(Books::request)
                        .filter(id -> command.run().value().endsWith("-" + id))
                        .flatMap(this::wish);
        wish.ifPresent(one -> one.runs.add(command.run()));
        var run = decision.after().runs().get(command.run());
        if (run != null) {
            runs.put(command.run(), new Book(run, command, time, wish));
        }
    }

    private Optional<Wish> wish(String id) {
        return Optional.ofNullable(wishes.get(id));
    }

    private static Known shown(Known known, RecoveryPointVerified trial) {
        var rung = trial.level();
        return switch (trial.outcome()) {
            case PASSED ->
                    new Known(
                            known.point(),
                            known.level().reaches(rung) ? known.level() : rung,
                            true);
            case FAILED ->
                    new Known(
                            known.point(),
                            known.level().reaches(rung) ? rung.below() : known.level(),
                            false);
            case UNDECIDED -> known;
        };
    }

    /** Whether the outcome of a trial says something about the point. */
    static boolean decides(TrialOutcome outcome) {
        return outcome != TrialOutcome.UNDECIDED;
    }

    void end(Decision decision) {
        for (var id : decision.runsBefore().keySet()) {
            var book = runs.get(id);
            if (book != null && !decision.after().runs().containsKey(id)) {
                book.ended = true;
            }
        }
    }
}
