package dev.muster.backup.protection;

import dev.muster.backup.catalog.ShippedLog;
import dev.muster.backup.protection.Run.Purpose;
import dev.muster.events.BackupEvent.BackupRequested;
import dev.muster.events.BackupEvent.EngineObserved;
import dev.muster.events.BackupEvent.EngineReported;
import dev.muster.events.BackupEvent.FindingClosed;
import dev.muster.events.BackupEvent.LogShipped;
import dev.muster.events.BackupEvent.ObjectsRestoreRequested;
import dev.muster.events.BackupEvent.RecoveryPointExtended;
import dev.muster.events.BackupEvent.RemovalRequested;
import dev.muster.events.BackupEvent.RestoreRequested;
import dev.muster.events.BackupEvent.RunReported;
import dev.muster.events.BackupEvent.VerificationRequested;
import dev.muster.events.DrEvent;
import dev.muster.events.FailoverEvent.ExecutionAborted;
import dev.muster.events.FailoverEvent.ExecutionCompleted;
import dev.muster.events.FailoverEvent.PointOfNoReturnPassed;
import dev.muster.events.PlanEvent.PlanDeclared;
import dev.muster.events.PlanEvent.PlanRetired;
import dev.muster.machine.Input;
import dev.muster.machine.Machine;
import dev.muster.machine.Outcome;
import dev.muster.plan.Assurance.Engine.PostgresqlBackup;
import dev.muster.plan.SecretWatch;
import dev.muster.plan.SiteId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Decides for one plan: what to back up, what to try, what to let go, what to warn of.
 *
 * <pre>
 *   run:  commanded ─▶ under way ─▶ taken │ tried │ restored │ removed │ failed
 *             ▲  │ silent, or what it needs does not answer
 *             └──┘ commanded again, with the next attempt: executors look before they act
 * </pre>
 */
public final class ProtectionMachine implements Machine<PlanProtection> {

    /** After a clock jump nothing is removed for so long: an age that was measured may be wrong. */
    static final Duration REMOVALS_REST = Duration.ofHours(1);

    private static final Duration QUICKEST_NEWS = Duration.ofSeconds(1);
    private static final Duration SLOWEST_NEWS = Duration.ofSeconds(10);

    @Override
    public String name() {
        return "protection";
    }

    @Override
    public Outcome<PlanProtection> decide(
            Optional<PlanProtection> known, Input input, Instant now) {
        var turn = new Turn(known.orElse(PlanProtection.UNHEARD_OF), now);
        switch (input) {
            case Input.Happened happened -> hear(turn, happened.event());
            case Input.Woken _ -> {}
            case Input.Resumed _ -> forgetTime(turn);
            case Input.ClockJumped _ -> {
                forgetTime(turn);
                turn.removalsFrom = Optional.of(now.plus(REMOVALS_REST));
            }
        }
        turn.removalsFrom = turn.removalsFrom.filter(now::isBefore);
        if (turn.declared.isPresent()) {
            turn.watchedSince = Optional.of(turn.watchedSince.orElse(now));
            Upkeep.run(turn);
            Findings.review(turn);
        }
        return turn.outcome();
    }

    private static void hear(Turn turn, DrEvent event) {
        switch (event) {
            case PlanDeclared declared -> declare(turn, declared);
            case PlanRetired _ -> retire(turn);
            case PointOfNoReturnPassed passed -> activate(turn, passed.active());
            case ExecutionCompleted completed -> activate(turn, completed.active());
            case ExecutionAborted aborted -> activate(turn, aborted.active());
            case LogShipped shipped -> ship(turn, shipped);
            case RunReported report -> Reports.take(turn, report);
            case BackupRequested wish -> Wishes.backUp(turn, wish);
            case VerificationRequested wish -> Wishes.verify(turn, wish);
            case RestoreRequested wish -> Wishes.restore(turn, wish);
            case ObjectsRestoreRequested wish -> ObjectWishes.restore(turn, wish);
            case RemovalRequested wish -> ObjectWishes.remove(turn, wish);
            case EngineReported report -> EngineReports.take(turn, report);
            case EngineObserved news -> EngineReports.observe(turn, news);
            default -> {}
        }
    }

    private static void declare(Turn turn, PlanDeclared declared) {
        turn.runs.values().removeIf(run -> run.purpose() == Purpose.REMOVAL && turn.isSilent(run));
        turn.declared = Optional.of(declared);
        var names = turn.protections().stream().map(one -> one.name()).toList();
        fallSilent(turn);
        turn.attempts.keySet().retainAll(names);
        turn.extended.keySet().retainAll(names);
        turn.engines = turn.engines.only(turn.heardOf(), declared.plan().sites().all());
        Authority.follow(turn);
    }

    /**
     * What is not declared any more is not asked for again; but a point may be going already, and
     * when it has gone that has to be known.
     */
    private static void fallSilent(Turn turn) {
        turn.runs.values().removeIf(run -> turn.isSilent(run) && run.removes().isEmpty());
    }

    /** Nothing is begun any more; the points stay where they are, and known. */
    private static void retire(Turn turn) {
        turn.engines = turn.engines.without(SecretWatch.FIELD);
        turn.declared.ifPresent(
                declared ->
                        turn.findings.forEach(
                                finding ->
                                        turn.say(
                                                new FindingClosed(
                                                        declared.plan().name(),
                                                        finding,
                                                        turn.now))));
        turn.findings = List.of();
        turn.declared = Optional.empty();
        turn.watchedSince = Optional.empty();
        fallSilent(turn);
    }

    /** What a site lacked while it stood by says nothing of the next time it does. */
    private static void activate(Turn turn, SiteId site) {
        turn.active = Optional.of(site);
        turn.engines = turn.engines.observed(SecretWatch.FIELD, site, List.of());
        Authority.follow(turn);
    }

    /** Only the log of the site that holds the authority carries the truth further. */
    private static void ship(Turn turn, LogShipped shipped) {
        var protection = turn.declared.flatMap(_ -> turn.protection(shipped.protection()));
        if (protection.isEmpty()
                || !shipped.site().equals(turn.activeSite())
                || !(protection.get().engine() instanceof PostgresqlBackup backup)) {
            return;
        }
        turn.catalogue =
                turn.catalogue.shipped(
                        shipped.protection(),
                        new ShippedLog(
                                shipped.position(),
                                shipped.reachableTo(),
                                shipped.gaps(),
                                turn.now));
        var last = turn.extended.get(shipped.protection());
        var news =
                shipped.gaps().isEmpty() && turn.catalogue.newest(shipped.protection()).isPresent();
        if (news && (last == null || !shipped.reachableTo().isBefore(last.plus(newsEvery(turn))))) {
            turn.extended.put(shipped.protection(), shipped.reachableTo());
            turn.say(
                    new RecoveryPointExtended(
                            turn.planId(),
                            shipped.protection(),
                            Optional.of(backup.of()),
                            shipped.position(),
                            shipped.reachableTo(),
                            turn.now));
        }
    }

    /** A quarter of the objective is fresh enough for whoever decides by it. */
    private static Duration newsEvery(Turn turn) {
        var quarter = turn.plan().plan().objectives().rpo().dividedBy(4);
        if (quarter.compareTo(QUICKEST_NEWS) < 0) {
            return QUICKEST_NEWS;
        }
        return quarter.compareTo(SLOWEST_NEWS) > 0 ? SLOWEST_NEWS : quarter;
    }

    /** A new host, or another clock: what was measured before proves nothing now. */
    private static void forgetTime(Turn turn) {
        turn.watchedSince = turn.watchedSince.map(_ -> turn.now);
        turn.runs.replaceAll((_, run) -> run.forgetTime(turn.now));
        turn.attempts.replaceAll(
                (_, attempts) ->
                        new Attempts(attempts.failures(), Optional.empty(), attempts.reasons()));
    }
}
