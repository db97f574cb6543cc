package dev.muster.failover.adapter.postgresql;

import dev.muster.events.StepAction.FencePostgres;
import dev.muster.events.StepResult;
import dev.muster.events.StepResult.Facts;
import dev.muster.plan.PlanId;
import dev.muster.service.step.StepContext;
import dev.muster.service.step.StepHandler;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;

/**
 * Stops a server from taking writes.
 *
 * <p>What it guarantees: new sessions are read-only by default, after a restart too, and every
 * session of the application has been ended. What it does not: a session that explicitly asks for
 * read-write transactions gets them; applications under Muster must not do that.
 */
@ApplicationScoped
public final class PostgresFence implements StepHandler<FencePostgres> {

    @Override
    public Class<FencePostgres> action() {
        return FencePostgres.class;
    }

    @Override
    public StepResult handle(FencePostgres fence, StepContext context) throws InterruptedException {
        return PostgresStep.underLock(
                fence.endpoint(), context, server -> fence(fence, context, server));
    }

    @Override
    public Optional<String> trouble(FencePostgres fence, PlanId plan) {
        return PostgresStep.trouble(fence.endpoint(), Optional.of(false));
    }

    private static StepResult fence(FencePostgres fence, StepContext context, PostgresServer server)
            throws SQLException, InterruptedException {
        if (server.inRecovery()) {
            return new StepResult.Done("is a standby: takes no writes", Facts.NONE);
        }
        if (!server.authority().record(context.plan(), context.epoch(), fence.site())) {
            return new StepResult.Rejected("the server has seen a newer epoch");
        }
        server.stopWrites();
        while (!server.readOnlyForOthers()) {
            if (!context.pause(Duration.ofMillis(20))) {
                return new StepResult.Unknown("the server has not taken up its new configuration");
            }
        }
        var readOnlySince = server.clock();
        server.endOtherSessions();
        while (server.othersOlderThan(readOnlySince) > 0) {
            if (!context.pause(Duration.ofMillis(20))) {
                return new StepResult.Unknown("sessions that could write are still open");
            }
            server.endOtherSessions();
        }
        var position = server.writtenTo();
        return new StepResult.Done(
                "read-only, sessions ended, stopped at " + position,
                new Facts(Optional.of(position), Optional.empty()));
    }
}
