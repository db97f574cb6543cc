package dev.muster.health.detection;

import dev.muster.events.HealthEvent.ProbeReading;
import dev.muster.events.HealthEvent.Sight;
import dev.muster.events.HealthEvent.SiteObserved;
import java.time.Instant;
import java.util.List;

/** The last report of one vantage, and when it was received here. */
public record VantageView(
        String failureDomain,
        long incarnation,
        long sequence,
        Sight sight,
        List<ProbeReading> readings,
        Instant heardAt) {

    public VantageView {
        readings = List.copyOf(readings);
    }

    static VantageView of(SiteObserved report, Instant now) {
        return new VantageView(
                report.failureDomain(),
                report.incarnation(),
                report.sequence(),
                report.sight(),
                report.readings(),
                now);
    }

    /** Whether the report is later than this one; a repeated or overtaken report is no evidence. */
    boolean isBefore(SiteObserved report) {
        return report.incarnation() > incarnation
                || (report.incarnation() == incarnation && report.sequence() > sequence);
    }
}
