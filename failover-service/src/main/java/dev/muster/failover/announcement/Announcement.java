package dev.muster.failover.announcement;

import dev.muster.events.Blocker;
import dev.muster.events.FailoverEvent;
import dev.muster.events.FailoverEvent.ApprovalAwaited;
import dev.muster.events.FailoverEvent.ExecutionAborted;
import dev.muster.events.FailoverEvent.ExecutionCompleted;
import dev.muster.events.FailoverEvent.ExecutionHeld;
import dev.muster.events.FailoverEvent.ExecutionStarted;
import dev.muster.events.FailoverEvent.FailoverHeld;
import dev.muster.events.FailoverEvent.PersonAwaited;
import dev.muster.events.FailoverEvent.RequestRefused;
import dev.muster.events.HealthEvent.Verdict;
import dev.muster.plan.RecoveryPlan;
import dev.muster.plan.RecoveryPlan.Moment;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What people are told of an event of the failover log.
 *
 * @param text one or a few lines for a person who reads them on a telephone at night
 */
public record Announcement(Moment moment, String text) {

    /** Empty for what nobody has to be woken for. */
    public static Optional<Announcement> of(FailoverEvent event, RecoveryPlan plan) {
        return switch (event) {
            case ExecutionStarted e ->
                    say(
                            Moment.DECIDED,
                            plan,
                            lower(e.kind())
                                    + " from "
                                    + e.from()
                                    + " to "
                                    + e.to()
                                    + " has begun: "
                                    + e.reason()
                                    + " ("
                                    + e.execution()
                                    + ", epoch "
                                    + e.epoch()
                                    + ")");
            case ApprovalAwaited e ->
                    say(
                            Moment.DECIDED,
                            plan,
                            e.execution() + " waits for " + e.missing() + " more to approve");
            case FailoverHeld e when e.verdict() == Verdict.DOWN ->
                    say(
                            Moment.HELD,
                            plan,
                            e.site() + " is down, and nothing is moved:" + lines(e.blockers()));
            case ExecutionHeld e ->
                    say(
                            Moment.HELD,
                            plan,
                            e.execution()
                                    + " stands still: "
                                    + e.reason()
                                    + "; waits for "
                                    + e.waitsFor());
            case PersonAwaited e ->
                    say(
                            Moment.HELD,
                            plan,
                            e.execution() + " waits for you at " + e.step() + ": " + e.prompt());
            case ExecutionCompleted e ->
                    say(
                            Moment.COMPLETED,
                            plan,
                            "serves from "
                                    + e.active()
                                    + ", verified from outside after "
                                    + words(e.recoveryTime())
                                    + (plan.data().isEmpty() ? "" : "; " + loss(e.dataLoss())));
            case ExecutionAborted e ->
                    say(
                            Moment.FAILED,
                            plan,
                            e.execution()
                                    + " was undone, "
                                    + e.active()
                                    + " is active again: "
                                    + e.reason());
            case RequestRefused e ->
                    say(Moment.FAILED, plan, e.requestId() + " was refused:" + lines(e.blockers()));
            case FailoverHeld _,
                    FailoverEvent.TroubleEnded _,
                    FailoverEvent.StepFinished _,
                    FailoverEvent.PointOfNoReturnPassed _,
                    FailoverEvent.ExecutionResumed _,
                    FailoverEvent.FailoverRequested _ ->
                    Optional.empty();
        };
    }

    private static Optional<Announcement> say(Moment moment, RecoveryPlan plan, String what) {
        return Optional.of(
                new Announcement(moment, plan.criticality() + " " + plan.name() + ": " + what));
    }

    private static String loss(Optional<Duration> loss) {
        return loss.map(
                        most ->
                                most.isZero()
                                        ? "no data were lost"
                                        : "at most " + words(most) + " of data were lost")
                .orElse("how much data were lost is not known");
    }

    private static String lines(List<Blocker> blockers) {
        return blockers.stream()
                .map(blocker -> "\n- " + blocker.detail() + "; waits for " + blocker.waitsFor())
                .collect(Collectors.joining());
    }

    private static String words(Duration duration) {
        return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1e3);
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
