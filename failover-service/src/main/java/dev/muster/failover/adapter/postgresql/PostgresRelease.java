package dev.muster.failover.adapter.postgresql;

import dev.muster.events.StepAction.ReleasePostgres;
import dev.muster.events.StepResult;
import dev.muster.events.StepResult.Facts;
import dev.muster.service.step.StepContext;
import dev.muster.service.step.StepHandler;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;

/** Lets a fenced server take writes again, when a move is undone. */
@ApplicationScoped
public final class PostgresRelease implements StepHandler<ReleasePostgres> {

    @Override
    public Class<ReleasePostgres> action() {
        return ReleasePostgres.class;
    }

    @Override
    public StepResult handle(ReleasePostgres release, StepContext context)
            throws InterruptedException {
        return PostgresStep.underLock(
                release.endpoint(),
                context,
                server -> {
                    if (server.inRecovery()) {
                        return new StepResult.Rejected("is a standby: it never took writes");
                    }
                    if (!server.authority()
                            .record(context.plan(), context.epoch(), release.site())) {
                        return new StepResult.Rejected("the server has seen a newer epoch");
                    }
                    server.allowWrites();
                    while (server.readOnlyForOthers()) {
                        if (!context.pause(Duration.ofMillis(20))) {
                            return new StepResult.Unknown("the server is still read-only");
                        }
                    }
                    server.startReadOnlyNextTime();
                    return new StepResult.Done("takes writes again", Facts.NONE);
                });
    }
}
