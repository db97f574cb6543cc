package dev.muster.health.app;

import dev.muster.health.probe.Observation;
import dev.muster.plan.ProbeTarget;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/** Asks one kind of target. */
public interface Prober<T extends ProbeTarget> {

    Class<T> target();

    /**
     * Asks once. Never fails: trouble is an observation.
     *
     * @param timeout by then the stage has completed
     */
    CompletionStage<Observation> ask(T target, Duration timeout);
}
