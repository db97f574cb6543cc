package dev.muster.health.app;

import dev.muster.events.HealthEvent.ProbeReading;
import dev.muster.events.HealthEvent.Sight;
import dev.muster.events.HealthEvent.SiteObserved;
import dev.muster.health.probe.Life;
import dev.muster.plan.SiteId;
import dev.muster.plan.VantageId;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;

/** Writes down what a vantage sees, so that readers can tell which report is the later one. */
final class Reporter {

    private static final Logger LOG = Logger.getLogger(Vantage.class);

    private final VantageId name;
    private final String failureDomain;
    private final Log log;
    private final Map<SiteId, Long> sequences = new HashMap<>();
    private Life life = Life.begins(Instant.now(), System.nanoTime());

    Reporter(VantageId name, String failureDomain, Log log) {
        this.name = name;
        this.failureDomain = failureDomain;
        this.log = log;
    }

    /** What the log does not take is not tried again: the next report says more. */
    void report(SiteId site, Sight sight, List<ProbeReading> readings) {
        var before = life;
        life = life.at(Instant.now(), System.nanoTime());
        if (life.number() != before.number()) {
            LOG.warnf("vantage=%s goes on with another time: this machine's clock was set", name);
        }
        var sequence = sequences.merge(site, 1L, Long::sum);
        var report =
                new SiteObserved(
                        site,
                        name,
                        failureDomain,
                        life.number(),
                        sequence,
                        life.wall(),
                        sight,
                        readings);
        log.writer()
                .write(report, name + ":" + site + ":" + life.number() + ":" + sequence)
                .exceptionally(
                        e -> {
                            LOG.debugf("vantage=%s could not report: %s", name, e);
                            return null;
                        });
    }
}
