package dev.muster.failover.guard;

import dev.muster.events.Blocker;
import dev.muster.events.Blocker.Code;
import dev.muster.events.HealthEvent.FailureClass;
import dev.muster.events.HealthEvent.HealthAssessed;
import dev.muster.events.HealthEvent.VantageEvidence;
import dev.muster.events.HealthEvent.Verdict;
import dev.muster.events.HealthEvent.Vote;
import dev.muster.plan.RecoveryPlan.Strategy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Reasons that lie in what is, and is not, known of the two sites. */
final class EvidenceRules {

    /** Never fewer, whatever a plan says. */
    private static final int LEAST_QUORUM = 2;

    private EvidenceRules() {}

    static Optional<Blocker> stale(Situation s) {
        if (s.activeSeen().isEmpty()) {
            return blocker(
                    Code.EVIDENCE_STALE,
                    "nothing has been heard about " + s.active(),
                    "a verdict of the health-monitor");
        }
        var seen = s.activeSeen().get();
        return seen.olderThan(s.policy().evidenceLimit(), s.now())
                ? blocker(
                        Code.EVIDENCE_STALE,
                        "the last verdict on "
                                + s.active()
                                + " is "
                                + words(Duration.between(seen.heardAt(), s.now()))
                                + " old",
                        "a fresh verdict")
                : Optional.empty();
    }

    /** Counts for itself, by independent failure domains, whatever the verdict says. */
    static Optional<Blocker> quorum(Situation s) {
        var evidence = s.activeSeen().map(seen -> seen.assessed().evidence()).orElse(List.of());
        var down = domains(evidence, Vote.DOWN);
        var needed = needed(s);
        return down >= needed
                ? Optional.empty()
                : blocker(
                        Code.NO_QUORUM,
                        down
                                + " of "
                                + needed
                                + " needed vantages see "
                                + s.active()
                                + " down ("
                                + votes(evidence)
                                + "); alerts do not vote",
                        "more vantages to see the same");
    }

    static Optional<Blocker> tolerance(Situation s) {
        return s.activeSeen()
                .map(Sighting::assessed)
                .filter(health -> health.verdict() != Verdict.DOWN)
                .map(
                        health ->
                                new Blocker(
                                        Code.TOLERANCE_RUNNING,
                                        s.active()
                                                + " is "
                                                + lower(health.verdict())
                                                + health.suspectedSince()
                                                        .map(
                                                                since ->
                                                                        " for "
                                                                                + words(
                                                                                        Duration
                                                                                                .between(
                                                                                                        since,
                                                                                                        s
                                                                                                                .now())))
                                                        .orElse(""),
                                        "a loss that lasts "
                                                + words(s.plan().detection().tolerance())));
    }

    static Optional<Blocker> notASiteLoss(Situation s) {
        return s.activeSeen()
                .map(Sighting::assessed)
                .filter(health -> !isLoss(health.failureClass()))
                .map(
                        health ->
                                new Blocker(
                                        Code.NOT_A_SITE_LOSS,
                                        "what is seen of "
                                                + s.active()
                                                + " is "
                                                + lower(health.failureClass()),
                                        "the loss of the site, or a person's request"));
    }

    static Optional<Blocker> primaryUnhealthy(Situation s) {
        return s.activeSeen()
                        .filter(seen -> !seen.olderThan(s.policy().evidenceLimit(), s.now()))
                        .filter(seen -> seenWell(s, seen.assessed()))
                        .isPresent()
                ? Optional.empty()
                : blocker(
                        Code.PRIMARY_UNHEALTHY,
                        s.active() + " is not known to be healthy: a switchover needs both sites",
                        "a healthy " + s.active() + ", or a failover");
    }

    static Optional<Blocker> standbyUnhealthy(Situation s) {
        return s.targetSeen()
                .map(Sighting::assessed)
                .filter(health -> !seenWell(s, health))
                .map(
                        health ->
                                new Blocker(
                                        Code.STANDBY_UNHEALTHY,
                                        health.site()
                                                + " is "
                                                + lower(health.verdict())
                                                + " ("
                                                + lower(health.failureClass())
                                                + ")",
                                        "a healthy standby"));
    }

    /** As the vantages see it: an alert alone neither moves an application nor holds it. */
    private static boolean seenWell(Situation s, HealthAssessed health) {
        return health.verdict() == Verdict.HEALTHY
                || (health.verdict() == Verdict.SUSPECT
                        && !health.alerts().isEmpty()
                        && health.evidence().stream()
                                .noneMatch(e -> e.vote() == Vote.DOWN || e.vote() == Vote.PARTLY)
                        && domains(health.evidence(), Vote.UP) >= needed(s));
    }

    private static long domains(List<VantageEvidence> evidence, Vote vote) {
        return evidence.stream()
                .filter(e -> e.vote() == vote)
                .map(VantageEvidence::failureDomain)
                .distinct()
                .count();
    }

    private static int needed(Situation s) {
        return Math.max(LEAST_QUORUM, s.plan().detection().quorum());
    }

    /** The standby counts only as it was seen after the trouble began. */
    static Optional<Blocker> standbyNotSeen(Situation s) {
        if (s.target().isEmpty()) {
            return Optional.empty();
        }
        var since = s.activeSeen().flatMap(Sighting::troubleSince);
        var fresh =
                s.targetSeen()
                        .filter(seen -> !seen.olderThan(s.policy().evidenceLimit(), s.now()))
                        .filter(seen -> since.map(at -> !seen.heardAt().isBefore(at)).orElse(true));
        return fresh.isPresent()
                ? Optional.empty()
                : blocker(
                        Code.STANDBY_NOT_SEEN,
                        s.target().get() + " has not been seen since the trouble began",
                        "a fresh verdict on the standby");
    }

    static Optional<Blocker> standbyStillReceives(Situation s) {
        return s.targetSeen()
                .filter(seen -> seen.assessed().stillReceiving())
                .map(
                        seen ->
                                new Blocker(
                                        Code.STANDBY_STILL_RECEIVES,
                                        "the standby database still hears its primary at "
                                                + s.active(),
                                        "the replication to break, or a person's request"));
    }

    static Optional<Blocker> dataLoss(Situation s) {
        if (s.plan().data().isEmpty()) {
            return Optional.empty();
        }
        var restored = s.plan().strategy() == Strategy.BACKUP_RESTORE;
        var current =
                restored
                        ? s.recoverableTo()
                        : s.targetSeen().flatMap(seen -> seen.assessed().dataCurrentAsOf());
        if (current.isEmpty() && restored) {
            return blocker(
                    Code.DATA_LOSS_UNKNOWN,
                    "no recovery point is known for all of the plan's data",
                    "a backup that completes, or a person who accepts data loss");
        }
        if (current.isEmpty()) {
            return blocker(
                    Code.DATA_LOSS_UNKNOWN,
                    "the standby cannot tell how current its data are",
                    "a reading of the standby's replication, or a person who accepts data loss");
        }
        var limit = s.plan().failover().maxDataLoss();
        var loss = Duration.between(current.get(), suspectedSince(s).orElse(s.now()));
        return loss.compareTo(limit) > 0
                ? blocker(
                        Code.DATA_LOSS_TOO_LARGE,
                        "up to "
                                + words(loss)
                                + " of data would be lost, "
                                + words(limit)
                                + " are allowed",
                        restored
                                ? "a newer recovery point, or a person who accepts data loss"
                                : "the standby to catch up, or a person who accepts data loss")
                : Optional.empty();
    }

    private static Optional<Instant> suspectedSince(Situation s) {
        return s.activeSeen().flatMap(seen -> seen.assessed().suspectedSince());
    }

    private static boolean isLoss(FailureClass failureClass) {
        return failureClass == FailureClass.SITE_DOWN || failureClass == FailureClass.SITE_ISOLATED;
    }

    private static String votes(List<VantageEvidence> evidence) {
        return evidence.isEmpty()
                ? "none heard"
                : evidence.stream()
                        .map(e -> e.vantage() + ": " + lower(e.vote()))
                        .collect(Collectors.joining(", "));
    }

    private static String lower(Enum<?> word) {
        return word.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static String words(Duration duration) {
        var tenths = duration.toMillis() / 100;
        return tenths < 100 ? tenths / 10 + "." + Math.abs(tenths % 10) + " s" : tenths / 10 + " s";
    }

    private static Optional<Blocker> blocker(Code code, String detail, String waitsFor) {
        return Optional.of(new Blocker(code, detail, waitsFor));
    }

    static final List<GuardRule> LOSS =
            List.of(
                    EvidenceRules::stale,
                    EvidenceRules::quorum,
                    EvidenceRules::tolerance,
                    EvidenceRules::notASiteLoss);

    static final List<GuardRule> STANDBY =
            List.of(
                    EvidenceRules::standbyNotSeen,
                    EvidenceRules::standbyUnhealthy,
                    EvidenceRules::standbyStillReceives,
                    EvidenceRules::dataLoss);
}
