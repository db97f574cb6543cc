package dev.muster.backup.app;

import dev.muster.backup.catalog.Catalogue;
import dev.muster.events.PlanEvent.PlanDeclared;
import dev.muster.plan.PlanId;
import java.util.Optional;

/** What this instance knows of plans and their recovery points. */
public interface Known {

    /** The points of the plan; none when it was never heard of. */
    Catalogue catalogue(PlanId plan);

    Optional<PlanDeclared> plan(PlanId plan);
}
