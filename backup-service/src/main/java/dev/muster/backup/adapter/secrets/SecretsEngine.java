package dev.muster.backup.adapter.secrets;

import dev.muster.backup.app.SiteEngine;
import dev.muster.events.BackupEvent;
import dev.muster.events.BackupEvent.EngineObserved;
import dev.muster.events.BackupEvent.Finding;
import dev.muster.plan.PlanId;
import dev.muster.plan.SecretWatch;
import dev.muster.plan.SiteId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Looks at the secrets that plans need at a site which stands by, and at the same ones where the
 * plan is active. Only reads; what it says of a secret is its name and the names of its keys.
 */
@ApplicationScoped
public class SecretsEngine implements SiteEngine {

    private static final Logger LOG = Logger.getLogger(SecretsEngine.class);
    private static final String ENGINE = "secrets";
    private static final Duration PAUSE = Duration.ofSeconds(30);
    private static final Duration SAY_AGAIN = Duration.ofMinutes(10);

    private final SecretClusters clusters;
    private final InstantSource clock;
    private final Map<PlanId, Memory> memories = new HashMap<>();

    /** What is remembered between two rounds, for as long as the same site is the active one. */
    private static final class Memory {
        final SiteId active;
        final Map<String, Primary.Known> learned = new HashMap<>();
        Optional<Instant> lookedAt = Optional.empty();
        Optional<Instant> saidAt = Optional.empty();
        List<Finding> said = List.of();

        Memory(SiteId active) {
            this.active = active;
        }
    }

    @Inject
    public SecretsEngine(SecretClusters clusters) {
        this(clusters, InstantSource.system());
    }

    public SecretsEngine(SecretClusters clusters, InstantSource clock) {
        this.clusters = clusters;
        this.clock = clock;
    }

    @Override
    public synchronized void look(Wanted wanted, Consumer<BackupEvent> news) {
        var plans = wanted.secrets().stream().map(Needed::plan).collect(Collectors.toSet());
        memories.keySet().retainAll(plans);
        for (var needed : wanted.secrets()) {
            var memory =
                    memories.compute(
                            needed.plan(),
                            (_, known) ->
                                    known == null || !known.active.equals(needed.active())
                                            ? new Memory(needed.active())
                                            : known);
            var now = clock.instant();
            if (passed(memory.lookedAt, PAUSE, now)) {
                memory.lookedAt = Optional.of(now);
                var findings = look(wanted, needed, memory, now);
                if (Thread.currentThread().isInterrupted()) {
                    return;
                }
                say(wanted.site(), needed, memory, findings, news);
            }
        }
    }

    /** A clock that was put back must not stop us. */
    private static boolean passed(Optional<Instant> since, Duration length, Instant now) {
        return since.map(at -> Duration.between(at, now).abs().compareTo(length) >= 0).orElse(true);
    }

    private List<Finding> look(Wanted wanted, Needed needed, Memory memory, Instant now) {
        var primary = new Primary(clusters, needed, memory.learned);
        var findings = new ArrayList<Finding>();
        var unreached = Optional.<Unread>empty();
        for (var watch : needed.secrets()) {
            try {
                if (unreached.isPresent()) {
                    throw unreached.get();
                }
                findings.addAll(
                        new Look(wanted.site(), watch, now, primary)
                                .at(clusters.at(wanted.kubeconfig())));
            } catch (Unread e) {
                unreached = Optional.of(e).filter(Unread::unreached);
                findings.add(Look.unreadable(wanted.site(), watch, e.said(), e.remedy()));
            }
        }
        return findings;
    }

    private void say(
            SiteId site,
            Needed needed,
            Memory memory,
            List<Finding> findings,
            Consumer<BackupEvent> news) {
        var now = clock.instant();
        var changed = memory.saidAt.isEmpty() || !memory.said.equals(findings);
        if (changed || passed(memory.saidAt, SAY_AGAIN, now)) {
            memory.saidAt = Optional.of(now);
            memory.said = List.copyOf(findings);
            news.accept(
                    new EngineObserved(
                            needed.plan(), SecretWatch.FIELD, ENGINE, site, findings, now));
        }
        if (changed) {
            LOG.infof(
                    "plan=%s site=%s of %d secrets, %d are not as they should be",
                    needed.plan(),
                    site,
                    needed.secrets().size(),
                    findings.stream().map(Finding::protection).distinct().count());
        }
    }
}
