package dev.muster.failover.adapter.postgresql;

import dev.muster.events.StepAction.CheckSql;
import dev.muster.events.StepResult;
import dev.muster.events.StepResult.Facts;
import dev.muster.service.step.StepContext;
import dev.muster.service.step.StepHandler;
import jakarta.enterprise.context.ApplicationScoped;

/** Asks the data whether they are there. */
@ApplicationScoped
public final class PostgresCheck implements StepHandler<CheckSql> {

    @Override
    public Class<CheckSql> action() {
        return CheckSql.class;
    }

    @Override
    public StepResult handle(CheckSql check, StepContext context) throws InterruptedException {
        return PostgresStep.run(
                check.endpoint(),
                context,
                server -> {
                    var number = server.number(check.query());
                    if (number.isEmpty()) {
                        return new StepResult.Unavailable("the query gives no number");
                    }
                    return number.get() >= check.atLeast()
                            ? new StepResult.Done(
                                    number.get() + ", at least " + check.atLeast(), Facts.NONE)
                            : new StepResult.Unavailable(
                                    number.get() + ", less than " + check.atLeast());
                });
    }
}
