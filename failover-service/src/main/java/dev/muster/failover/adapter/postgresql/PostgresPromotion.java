package dev.muster.failover.adapter.postgresql;

import dev.muster.events.StepAction.PromotePostgres;
import dev.muster.events.StepResult;
import dev.muster.events.StepResult.Facts;
import dev.muster.plan.PlanId;
import dev.muster.service.step.StepContext;
import dev.muster.service.step.StepHandler;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Makes a standby the primary: promote, write the epoch down, allow writes; read all of it back.
 */
@ApplicationScoped
public final class PostgresPromotion implements StepHandler<PromotePostgres> {

    @Override
    public Class<PromotePostgres> action() {
        return PromotePostgres.class;
    }

    @Override
    public StepResult handle(PromotePostgres promote, StepContext context)
            throws InterruptedException {
        return PostgresStep.underLock(
                promote.endpoint(), context, server -> promote(promote, context, server));
    }

    @Override
    public Optional<String> trouble(PromotePostgres promote, PlanId plan) {
        return PostgresStep.trouble(promote.endpoint(), Optional.of(true));
    }

    private static StepResult promote(
            PromotePostgres promote, StepContext context, PostgresServer server)
            throws SQLException, InterruptedException {
        Optional<Instant> currentAsOf = Optional.empty();
        if (server.inRecovery()) {
            while (!server.hasReplayedAllItReceived()) {
                context.progress().accept("replaying what was received");
                if (!context.pause(Duration.ofMillis(50))) {
                    return new StepResult.Unknown("has not replayed all it received");
                }
            }
            currentAsOf = server.lastReplayedAt();
            server.promote();
            while (server.inRecovery()) {
                if (!context.pause(Duration.ofMillis(20))) {
                    return new StepResult.Unknown("has been told to, and is still in recovery");
                }
            }
        }
        if (!server.authority().record(context.plan(), context.epoch(), promote.site())) {
            return new StepResult.Rejected("the server has seen a newer epoch");
        }
        if (server.readOnlyForOthers()) {
            server.allowWrites();
        }
        while (server.readOnlyForOthers()) {
            if (!context.pause(Duration.ofMillis(20))) {
                return new StepResult.Unknown("is promoted, and still read-only");
            }
        }
        var position = server.writtenTo();
        return new StepResult.Done(
                "primary on timeline " + server.timeline() + " at " + position,
                new Facts(Optional.of(position), currentAsOf));
    }
}
