package dev.muster.failover.guard;

import dev.muster.events.Blocker;
import dev.muster.events.Blocker.Code;
import dev.muster.events.FailoverEvent.FailoverRequested;
import dev.muster.events.FailoverEvent.Kind;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** All that speaks against a move now; a move may begin only if nothing does. */
public final class FailoverRules {

    private static final Set<Code> NEEDS_ALLOWED_DATA_LOSS =
            Set.of(Code.DATA_LOSS_TOO_LARGE, Code.DATA_LOSS_UNKNOWN);

    private FailoverRules() {}

    /** What speaks against a failover that nobody asked for. */
    public static List<Blocker> againstAutomatic(Situation situation) {
        return Stream.of(
                        PlanRules.STANDING,
                        EvidenceRules.LOSS,
                        EvidenceRules.STANDBY,
                        PlanRules.AUTOMATIC)
                .flatMap(List::stream)
                .map(rule -> rule.check(situation))
                .flatMap(Optional::stream)
                .toList();
    }

    /** What speaks against a person's request; a person waives what only restrains automation. */
    public static List<Blocker> againstRequest(Situation situation, FailoverRequested request) {
        return request.kind() == Kind.SWITCHOVER
                ? againstSwitchover(situation)
                : againstAutomatic(situation).stream()
                        .filter(blocker -> !waives(request, blocker.code()))
                        .toList();
    }

    /** What speaks against going past the point of no return of a move under way. */
    public static List<Blocker> beforeNoReturn(Situation situation) {
        var rules =
                List.<GuardRule>of(
                        PlanRules::paused,
                        EvidenceRules::standbyNotSeen,
                        EvidenceRules::standbyUnhealthy);
        return rules.stream().map(rule -> rule.check(situation)).flatMap(Optional::stream).toList();
    }

    private static List<Blocker> againstSwitchover(Situation situation) {
        var rules =
                List.<GuardRule>of(
                        EvidenceRules::primaryUnhealthy,
                        EvidenceRules::standbyNotSeen,
                        EvidenceRules::standbyUnhealthy,
                        EvidenceRules::dataLoss);
        return Stream.concat(PlanRules.STANDING.stream(), rules.stream())
                .map(rule -> rule.check(situation))
                .flatMap(Optional::stream)
                .toList();
    }

    private static boolean waives(FailoverRequested request, Code code) {
        return NEEDS_ALLOWED_DATA_LOSS.contains(code) ? request.allowDataLoss() : code.waivable();
    }
}
