package dev.muster.backup.protection;

import dev.muster.events.BackupEvent.Finding;
import dev.muster.events.RunId;
import dev.muster.plan.SiteId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What engines that run by themselves were heard to say. They are heard at several sites, in any
 * order and more than once; what is kept here does not depend on that.
 *
 * @param observed what is not as it should be, by protection and site
 * @param failures the latest failure of each protection, by the engine's clock
 * @param ended the last failed runs that were told of, oldest first
 */
public record Engines(
        Map<String, List<Finding>> observed, Map<String, Failure> failures, List<RunId> ended) {

    static final Engines UNHEARD_OF = new Engines(Map.of(), Map.of(), List.of());

    private static final int REMEMBERED = 200;

    /**
     * A backup that ended without a recovery point.
     *
     * @param at when it ended, by the engine's clock
     */
    public record Failure(RunId run, Instant at, List<String> reasons) {
        public Failure {
            reasons = List.copyOf(reasons);
        }
    }

    public Engines {
        observed = Map.copyOf(observed);
        failures = Map.copyOf(failures);
        ended = List.copyOf(ended);
    }

    Engines observed(String protection, SiteId site, List<Finding> findings) {
        var next = new LinkedHashMap<>(observed);
        if (findings.isEmpty()) {
            next.remove(place(protection, site));
        } else {
            next.put(place(protection, site), List.copyOf(findings));
        }
        return new Engines(next, failures, ended);
    }

    boolean told(RunId run) {
        return ended.contains(run);
    }

    Engines failed(String protection, Failure failure) {
        var latest = new LinkedHashMap<>(failures);
        latest.merge(
                protection, failure, (one, other) -> other.at().isBefore(one.at()) ? one : other);
        return new Engines(observed, latest, withEnded(failure.run()));
    }

    /** The run ended without a recovery point, and not because the engine failed. */
    Engines givenUp(RunId run) {
        return new Engines(observed, failures, withEnded(run));
    }

    private List<RunId> withEnded(RunId run) {
        var more = new ArrayList<>(ended);
        more.add(run);
        return more.subList(Math.max(0, more.size() - REMEMBERED), more.size());
    }

    Optional<Failure> lastFailure(String protection) {
        return Optional.ofNullable(failures.get(protection));
    }

    /** What every site says of the protection. */
    Stream<Finding> findings(String protection, Collection<SiteId> sites) {
        return sites.stream()
                .flatMap(
                        site -> observed.getOrDefault(place(protection, site), List.of()).stream());
    }

    /** Forgets what any site said of the protection. */
    Engines without(String protection) {
        var next = new LinkedHashMap<>(observed);
        next.keySet().removeIf(place -> place.startsWith(protection + "@"));
        return new Engines(next, failures, ended);
    }

    /** Forgets what is not part of the plan any more. */
    Engines only(Collection<String> protections, Collection<SiteId> sites) {
        var next = new LinkedHashMap<>(observed);
        next.keySet()
                .removeIf(
                        place ->
                                protections.stream()
                                        .noneMatch(
                                                name ->
                                                        sites.stream()
                                                                .map(site -> place(name, site))
                                                                .anyMatch(place::equals)));
        var latest = new LinkedHashMap<>(failures);
        latest.keySet().retainAll(protections);
        return new Engines(next, latest, ended);
    }

    private static String place(String protection, SiteId site) {
        return protection + "@" + site;
    }
}
