package dev.muster.backup.adapter.postgresql;

import dev.muster.backup.app.Known;
import dev.muster.plan.Assurance.Engine.PostgresqlBackup;
import dev.muster.plan.PlanId;
import dev.muster.plan.PostgresEndpoint;
import java.util.Optional;

/** With which role a restored server is entered: the one that its source had. */
final class Logins {

    private Logins() {}

    static Optional<PostgresEndpoint> of(Known known, PlanId plan, String protection) {
        return known.plan(plan)
                .flatMap(
                        declared ->
                                declared.plan().assurance().protection().stream()
                                        .filter(one -> one.name().equals(protection))
                                        .map(one -> one.engine())
                                        .filter(PostgresqlBackup.class::isInstance)
                                        .map(engine -> ((PostgresqlBackup) engine).of())
                                        .flatMap(
                                                of ->
                                                        declared.plan().data().stream()
                                                                .filter(
                                                                        data ->
                                                                                data.name()
                                                                                        .equals(
                                                                                                of)))
                                        .map(
                                                data ->
                                                        data.postgresql()
                                                                .get(
                                                                        declared.plan()
                                                                                .sites()
                                                                                .primary()))
                                        .findFirst());
    }
}
