package dev.muster.failover.adapter.postgresql;

import dev.muster.events.StepAction.DrainPostgres;
import dev.muster.events.StepResult;
import dev.muster.events.StepResult.Facts;
import dev.muster.plan.PlanId;
import dev.muster.service.step.StepContext;
import dev.muster.service.step.StepHandler;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Optional;

/** Waits until a standby has everything its stopped primary had written. */
@ApplicationScoped
public final class PostgresDrain implements StepHandler<DrainPostgres> {

    @Override
    public Class<DrainPostgres> action() {
        return DrainPostgres.class;
    }

    @Override
    public StepResult handle(DrainPostgres drain, StepContext context) throws InterruptedException {
        if (drain.upTo().isEmpty()) {
            return new StepResult.Rejected(
                    "it is not known where the primary was stopped: a switchover needs a fence that"
                            + " read it back");
        }
        return PostgresStep.run(
                drain.endpoint(),
                context,
                server -> {
                    if (!server.inRecovery()) {
                        return new StepResult.Rejected(
                                "is not a standby: there is nothing to drain");
                    }
                    while (!server.hasReplayed(drain.upTo())) {
                        context.progress()
                                .accept("at " + server.replayedTo() + " of " + drain.upTo());
                        if (!context.pause(Duration.ofMillis(50))) {
                            return new StepResult.Unknown(
                                    "replayed " + server.replayedTo() + " of " + drain.upTo());
                        }
                    }
                    return new StepResult.Done(
                            "has replayed " + drain.upTo(),
                            new Facts(Optional.of(server.replayedTo()), server.lastReplayedAt()));
                });
    }

    @Override
    public Optional<String> trouble(DrainPostgres drain, PlanId plan) {
        return PostgresStep.trouble(drain.endpoint(), Optional.of(true));
    }
}
