package dev.muster.health.detection;

import dev.muster.events.HealthEvent.ProbeReading;
import dev.muster.events.HealthEvent.Sight;
import dev.muster.events.HealthEvent.SiteObserved;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The last report of one vantage.
 *
 * @param delay how long its reports take at least
 * @param heardAt when it counts as received: less what it waited on its way while others did not
 */
public record VantageView(
        String failureDomain,
        long incarnation,
        long sequence,
        Sight sight,
        List<ProbeReading> readings,
        LeastDelay delay,
        Instant heardAt) {

    public VantageView {
        readings = List.copyOf(readings);
    }

    /** The view after one more report; another process of the vantage may have another clock. */
    static VantageView of(SiteObserved report, Optional<VantageView> before, Instant now) {
        var took = Duration.between(report.observedAt(), now);
        var delay =
                before.filter(view -> view.incarnation == report.incarnation())
                        .map(view -> view.delay.with(took, now))
                        .orElse(LeastDelay.of(took));
        return new VantageView(
                report.failureDomain(),
                report.incarnation(),
                report.sequence(),
                report.sight(),
                report.readings(),
                delay,
                report.observedAt().plus(delay.known()));
    }

    /** Whether the report is later than this one; a repeated or overtaken report is no evidence. */
    boolean isBefore(SiteObserved report) {
        return report.incarnation() > incarnation
                || (report.incarnation() == incarnation && report.sequence() > sequence);
    }
}
