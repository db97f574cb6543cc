package dev.muster.backup.protection;

import dev.muster.backup.catalog.Catalogue;
import dev.muster.events.BackupEvent.Finding;
import dev.muster.events.PlanEvent.PlanDeclared;
import dev.muster.events.RunId;
import dev.muster.plan.SiteId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Everything that is known of the protection of one plan.
 *
 * @param active the site that holds the authority, where backups are taken
 * @param runs what was commanded and has not ended
 * @param attempts how the backups of each protection went lately
 * @param extended up to when the log of each protection was last said to reach
 * @param findings what is open
 * @param watchedSince since when this host looks, without a break that it could not measure
 * @param removalsFrom nothing is removed before, because the clock jumped
 * @param handled the last wishes, so that a repetition changes nothing
 * @param engines what engines that run by themselves were heard to say; empty until then
 */
public record PlanProtection(
        Optional<PlanDeclared> declared,
        Optional<SiteId> active,
        Catalogue catalogue,
        Map<RunId, Run> runs,
        Map<String, Attempts> attempts,
        Map<String, Instant> extended,
        List<Finding> findings,
        Optional<Instant> watchedSince,
        Optional<Instant> removalsFrom,
        List<String> handled,
        Optional<Engines> engines) {

    static final PlanProtection UNHEARD_OF =
            new PlanProtection(
                    Optional.empty(),
                    Optional.empty(),
                    Catalogue.EMPTY,
                    Map.of(),
                    Map.of(),
                    Map.of(),
                    List.of(),
                    Optional.empty(),
                    Optional.empty(),
                    List.of(),
                    Optional.empty());

    public PlanProtection {
        runs = Map.copyOf(runs);
        attempts = Map.copyOf(attempts);
        extended = Map.copyOf(extended);
        findings = List.copyOf(findings);
        handled = List.copyOf(handled);
    }
}
