package dev.muster.backup.protection;

import dev.muster.backup.catalog.Catalogue;
import dev.muster.events.BackupEvent.Finding;
import dev.muster.events.BackupEvent.RunCommanded;
import dev.muster.events.DrEvent;
import dev.muster.events.PlanEvent.PlanDeclared;
import dev.muster.events.RunId;
import dev.muster.machine.Outcome;
import dev.muster.plan.Assurance.Protection;
import dev.muster.plan.PlanId;
import dev.muster.plan.SecretWatch;
import dev.muster.plan.SiteId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** One call of the machine in the making: what is known so far, and what has been said so far. */
final class Turn {

    private static final int REMEMBERED = 100;

    final Instant now;
    Optional<PlanDeclared> declared;
    Optional<SiteId> active;
    Catalogue catalogue;
    final Map<RunId, Run> runs;
    final Map<String, Attempts> attempts;
    final Map<String, Instant> extended;
    List<Finding> findings;
    Optional<Instant> watchedSince;
    Optional<Instant> removalsFrom;
    Engines engines;
    private final List<String> handled;
    private final List<DrEvent> said = new ArrayList<>();
    private Optional<Instant> wakeAt = Optional.empty();

    Turn(PlanProtection known, Instant now) {
        this.now = now;
        this.declared = known.declared();
        this.active = known.active();
        this.catalogue = known.catalogue();
        this.runs = new TreeMap<>(known.runs());
        this.attempts = new LinkedHashMap<>(known.attempts());
        this.extended = new LinkedHashMap<>(known.extended());
        this.findings = known.findings();
        this.watchedSince = known.watchedSince();
        this.removalsFrom = known.removalsFrom();
        this.handled = new ArrayList<>(known.handled());
        this.engines = known.engines().orElse(Engines.UNHEARD_OF);
    }

    Outcome<PlanProtection> outcome() {
        return new Outcome<>(
                new PlanProtection(
                        declared,
                        active,
                        catalogue,
                        runs,
                        attempts,
                        extended,
                        findings,
                        watchedSince,
                        removalsFrom,
                        handled,
                        Optional.of(engines)),
                said,
                wakeAt);
    }

    PlanDeclared plan() {
        return declared.orElseThrow();
    }

    PlanId planId() {
        return plan().plan().name();
    }

    /** The site whose data are backed up. */
    SiteId activeSite() {
        return active.orElse(plan().plan().sites().primary());
    }

    /** A site that is not lost with the active one, where there is one. */
    SiteId elsewhere() {
        return standbys().stream().findFirst().orElseGet(this::activeSite);
    }

    /** The sites whose turn may come. */
    List<SiteId> standbys() {
        return plan().plan().sites().all().stream()
                .filter(site -> !site.equals(activeSite()))
                .toList();
    }

    /** All that engines can say something of: the protections, and the secrets as one. */
    Set<String> heardOf() {
        var names = new HashSet<String>();
        protections().forEach(one -> names.add(one.name()));
        declared.filter(known -> !known.plan().assurance().watched().isEmpty())
                .ifPresent(_ -> names.add(SecretWatch.FIELD));
        return names;
    }

    List<Protection> protections() {
        return declared.map(known -> known.plan().assurance().protection()).orElse(List.of());
    }

    Optional<Protection> protection(String name) {
        return protections().stream().filter(one -> one.name().equals(name)).findFirst();
    }

    /** Whether the run is of a protection that is not declared any more. */
    boolean isSilent(Run run) {
        return protection(run.protection()).isEmpty();
    }

    Attempts attempts(String protection) {
        return attempts.getOrDefault(protection, Attempts.NONE);
    }

    boolean running(String protection, Run.Purpose purpose) {
        return runs.values().stream()
                .anyMatch(run -> run.protection().equals(protection) && run.purpose() == purpose);
    }

    boolean running(Run.Purpose purpose) {
        return runs.values().stream().anyMatch(run -> run.purpose() == purpose);
    }

    /** The points without those that are being taken away already. */
    Catalogue staying() {
        var staying = catalogue;
        for (var run : runs.values()) {
            var going = run.removes();
            staying = going.isPresent() ? staying.without(going.get()) : staying;
        }
        return staying;
    }

    /** Whether a wish is heard for the first time; from now on it is not. */
    boolean isNew(String requestId) {
        if (handled.contains(requestId)) {
            return false;
        }
        handled.add(requestId);
        if (handled.size() > REMEMBERED) {
            handled.removeFirst();
        }
        return true;
    }

    /** Begins a run; the same id never begins a second one while the first is open. */
    void begin(RunId id, String protection, Run.Purpose purpose, EngineRuns.Order order) {
        if (!runs.containsKey(id)) {
            command(
                    new Run(
                            id,
                            protection,
                            purpose,
                            order.site(),
                            order.action(),
                            1,
                            now,
                            now,
                            Optional.empty()));
        }
    }

    void command(Run run) {
        runs.put(run.id(), run);
        say(
                new RunCommanded(
                        planId(),
                        run.id(),
                        run.site(),
                        run.attempt(),
                        run.action(),
                        Run.ATTEMPT_DEADLINE,
                        now));
    }

    void say(DrEvent event) {
        said.add(event);
    }

    void wakeAt(Instant at) {
        if (wakeAt.isEmpty() || at.isBefore(wakeAt.get())) {
            wakeAt = Optional.of(at);
        }
    }
}
