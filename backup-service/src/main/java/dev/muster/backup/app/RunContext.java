package dev.muster.backup.app;

import dev.muster.events.BackupResult.Underway;
import dev.muster.events.RunId;
import dev.muster.plan.PlanId;
import java.util.function.Consumer;

/**
 * What a handler may need besides the action itself.
 *
 * @param progress tells that a run is alive and how far it is; cheap, so it may be told often
 */
public record RunContext(PlanId plan, RunId run, Consumer<Underway> progress) {}
