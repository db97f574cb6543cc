package dev.muster.backup.app;

import dev.muster.events.DrEvent;
import dev.muster.events.FailoverEvent.ExecutionAborted;
import dev.muster.events.FailoverEvent.ExecutionCompleted;
import dev.muster.events.FailoverEvent.PointOfNoReturnPassed;
import dev.muster.events.PlanEvent.PlanDeclared;
import dev.muster.events.PlanEvent.PlanRetired;
import dev.muster.events.PlanEvent.SiteDeclared;
import dev.muster.events.wire.Topics;
import dev.muster.plan.Credential;
import dev.muster.plan.PlanId;
import dev.muster.plan.RecoveryPlan;
import dev.muster.plan.Site;
import dev.muster.plan.SiteId;
import dev.muster.service.Log;
import dev.muster.stream.LogReader;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which plans stand, where each of them is active, and how their sites are reached. */
@ApplicationScoped
public class Plans implements AutoCloseable {

    private final Log log;
    private final Optional<SiteId> site;
    private final Map<PlanId, RecoveryPlan> standing = new HashMap<>();
    private final Set<PlanId> everHeardOf = new HashSet<>();
    private final Map<PlanId, SiteId> active = new HashMap<>();
    private final Map<SiteId, Credential> kubeconfigs = new HashMap<>();
    private @Nullable LogReader reader;

    @Inject
    public Plans(Log log, BackupConfig config) {
        this.log = log;
        this.site = config.site().map(SiteId::new);
    }

    synchronized void start() {
        reader =
                log.reader(
                        "plans",
                        EnumSet.of(Topics.PLANS, Topics.SITES, Topics.FAILOVER_LOG),
                        LogReader.From.BEGINNING,
                        this::on);
    }

    private synchronized void on(DrEvent event, String id, Instant at) {
        switch (event) {
            case PlanDeclared declared -> {
                standing.put(declared.plan().name(), declared.plan());
                everHeardOf.add(declared.plan().name());
                declared.sites().forEach(this::reach);
            }
            case PlanRetired retired -> {
                standing.remove(retired.plan());
                everHeardOf.add(retired.plan());
            }
            case SiteDeclared declared -> reach(declared.site());
            case PointOfNoReturnPassed passed -> active.put(passed.plan(), passed.active());
            case ExecutionCompleted completed -> active.put(completed.plan(), completed.active());
            case ExecutionAborted aborted -> active.put(aborted.plan(), aborted.active());
            default -> {}
        }
    }

    private void reach(Site one) {
        one.kubeconfig()
                .ifPresentOrElse(
                        kubeconfig -> kubeconfigs.put(one.name(), kubeconfig),
                        () -> kubeconfigs.remove(one.name()));
    }

    /** Whether all of the log is known: what was not read yet would seem unwanted. */
    synchronized boolean known() {
        var present = reader;
        return present != null && present.caughtUp();
    }

    synchronized List<RecoveryPlan> standing() {
        return List.copyOf(standing.values());
    }

    /** All plans that are or were declared. */
    synchronized Set<PlanId> everHeardOf() {
        return Set.copyOf(everHeardOf);
    }

    /** The site whose data are backed up. */
    synchronized SiteId activeSite(RecoveryPlan plan) {
        return active.getOrDefault(plan.name(), plan.sites().primary());
    }

    /** This instance's own site; an instance without one only decides and answers. */
    Optional<SiteId> here() {
        return site;
    }

    /** The kubeconfig of a site, as it was last declared. */
    synchronized Optional<Credential> kubeconfig(SiteId of) {
        return Optional.ofNullable(kubeconfigs.get(of));
    }

    @Override
    public synchronized void close() {
        if (reader != null) {
            reader.close();
        }
    }
}
