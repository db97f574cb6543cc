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
import java.util.ArrayDeque;
import java.util.Deque;
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
    private static final int VERSIONS_KEPT = 5;

    private final Map<PlanId, RecoveryPlan> standing = new HashMap<>();
    private final Map<PlanId, Deque<RecoveryPlan>> declared = new HashMap<>();
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
                stands(declared.plan());
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

    private void stands(RecoveryPlan plan) {
        standing.put(plan.name(), plan);
        everHeardOf.add(plan.name());
        var versions = declared.computeIfAbsent(plan.name(), _ -> new ArrayDeque<>());
        versions.addLast(plan);
        if (versions.size() > VERSIONS_KEPT) {
            versions.removeFirst();
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

    /** The last versions of every plan that is or was declared: what they began may be left. */
    synchronized List<RecoveryPlan> declared() {
        return declared.values().stream().flatMap(Deque::stream).toList();
    }

    /** All plans that are or were declared. */
    synchronized Set<PlanId> everHeardOf() {
        return Set.copyOf(everHeardOf);
    }

    /** The site whose data are backed up. */
    synchronized SiteId activeSite(RecoveryPlan plan) {
        return active.getOrDefault(plan.name(), plan.sites().primary());
    }

    /**
     * Whether this instance's site is where the plan is active, by all that the log says. A command
     * may have waited while its site was away: what is true of the data then lies elsewhere.
     */
    synchronized boolean isActiveHere(PlanId plan) {
        return known()
                && Optional.ofNullable(standing.get(plan))
                        .map(this::activeSite)
                        .filter(at -> site.filter(at::equals).isPresent())
                        .isPresent();
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
