package dev.muster.events;

import dev.muster.plan.PlanId;
import dev.muster.plan.SiteId;
import dev.muster.plan.VantageId;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** What was seen of a site, by whom, and what that amounts to. */
public sealed interface HealthEvent extends DrEvent {

    /**
     * One alert of a webhook call, mapped to a site; a hint, never evidence.
     *
     * @param identity fingerprint and start: the same for all that is said of one incident
     * @param plan the plan whose matchers it met, if any
     */
    record AlertReceived(
            String identity,
            SiteId site,
            Optional<PlanId> plan,
            boolean firing,
            Map<String, String> labels,
            Map<String, String> annotations,
            Instant startsAt,
            Instant receivedAt)
            implements HealthEvent {
        public AlertReceived {
            labels = sorted(labels);
            annotations = sorted(annotations);
        }

        @Override
        public String key() {
            return site.value();
        }

        public String name() {
            return labels.getOrDefault("alertname", "unnamed alert");
        }
    }

    /** A copy in the order in which it is written down. */
    private static SortedMap<String, String> sorted(Map<String, String> texts) {
        var sorted = new TreeMap<>(texts);
        sorted.values().forEach(Objects::requireNonNull);
        return Collections.unmodifiableSortedMap(sorted);
    }

    /**
     * What one vantage currently sees of one site: sent on change and as a heartbeat.
     *
     * @param incarnation when the vantage's process was started or its clock was set, in
     *     milliseconds: orders these, and in each the delays of reports are learned anew
     * @param sequence counts the reports of one incarnation, from 1
     * @param sight whether the vantage can see anything at all
     * @param readings the current reading of every probe, not only of those that changed
     */
    record SiteObserved(
            SiteId site,
            VantageId vantage,
            String failureDomain,
            long incarnation,
            long sequence,
            Instant observedAt,
            Sight sight,
            List<ProbeReading> readings)
            implements HealthEvent {
        public SiteObserved {
            readings = List.copyOf(readings);
        }

        @Override
        public String key() {
            return site.value();
        }
    }

    /** Whether a vantage reaches the control targets that are known to be there. */
    enum Sight {
        CLEAR,
        BLIND
    }

    /** What a probe says after its thresholds; {@code UNKNOWN} until it was asked often enough. */
    enum ProbeStatus {
        UP,
        DOWN,
        UNKNOWN
    }

    /**
     * The current answer of one probe at one vantage.
     *
     * @param probe its name; plan probes carry the plan in front, as {@code shop/checkout}
     * @param detail why, in words for a person, without secrets
     * @param since when this status began at the vantage
     */
    record ProbeReading(
            String probe,
            ProbeStatus status,
            String detail,
            Instant since,
            Optional<Replication> replication) {}

    /**
     * What a PostgreSQL server said of itself.
     *
     * @param inRecovery true on a standby
     * @param readOnly whether new sessions can write nothing by default
     * @param position the write-ahead log location: written on a primary, replayed on a standby
     * @param currentAsOf on a standby: it holds everything that its primary had committed then, by
     *     the primary's clock; empty when the standby cannot tell
     * @param sinceLastMessage time since the primary was last heard; empty when not connected to it
     */
    record Replication(
            boolean inRecovery,
            boolean readOnly,
            String position,
            Optional<Instant> currentAsOf,
            Optional<Duration> sinceLastMessage) {}

    /** What is held of a site. */
    enum Verdict {
        HEALTHY,
        SUSPECT,
        DOWN,
        UNKNOWN
    }

    /** What kind of trouble it is. */
    enum FailureClass {
        NONE,
        SITE_DOWN,
        SITE_ISOLATED,
        VANTAGE_BLIND,
        APPLICATION_DOWN,
        CONTROL_PLANE_DOWN,
        DATA_PLANE_DEGRADED
    }

    /** What one vantage contributes to a verdict. */
    enum Vote {
        UP,
        DOWN,
        PARTLY,
        BLIND,
        STALE,
        UNHEARD
    }

    /** One vantage's share of a verdict, with all its readings. */
    record VantageEvidence(
            VantageId vantage,
            String failureDomain,
            Vote vote,
            Optional<Instant> heardAt,
            List<ProbeReading> readings) {
        public VantageEvidence {
            readings = List.copyOf(readings);
        }
    }

    /**
     * The verdict on one site for one plan; sent on change and as a heartbeat.
     *
     * @param suspectedSince when the first evidence of the present trouble was received
     * @param dataCurrentAsOf all the standby data of the site is complete up to this instant; empty
     *     when there is none or it cannot be told
     * @param stillReceiving true when a standby there heard its primary within the tolerance
     * @param alerts names of the alerts that fire about the site
     */
    record HealthAssessed(
            PlanId plan,
            SiteId site,
            Verdict verdict,
            FailureClass failureClass,
            Optional<Instant> suspectedSince,
            Instant assessedAt,
            List<VantageEvidence> evidence,
            Optional<Instant> dataCurrentAsOf,
            boolean stillReceiving,
            List<String> alerts)
            implements HealthEvent {
        public HealthAssessed {
            evidence = List.copyOf(evidence);
            alerts = List.copyOf(alerts);
        }

        @Override
        public String key() {
            return plan.value();
        }
    }
}
