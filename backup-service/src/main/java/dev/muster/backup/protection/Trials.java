package dev.muster.backup.protection;

import dev.muster.backup.protection.Run.Purpose;
import dev.muster.backup.verification.Ladder;
import dev.muster.events.BackupAction.Query;
import dev.muster.events.BackupAction.VerifyPostgres;
import dev.muster.events.RunId;
import dev.muster.plan.Assurance.Engine.PostgresqlBackup;
import dev.muster.plan.RecoveryPlan.Check;
import java.util.List;

/** How a point is tried: away from the site whose data it holds. */
final class Trials {

    private Trials() {}

    static void begin(Turn turn, PostgresqlBackup backup, Ladder.Trial trial, String id) {
        turn.begin(
                new RunId(id),
                trial.point().protection(),
                Purpose.VERIFICATION,
                turn.elsewhere(),
                new VerifyPostgres(
                        trial.point().point(),
                        backup.to(),
                        trial.rung(),
                        database(turn, backup),
                        queries(turn, backup)));
    }

    private static String database(Turn turn, PostgresqlBackup backup) {
        return turn.plan().plan().data().stream()
                .filter(data -> data.name().equals(backup.of()))
                .flatMap(data -> data.postgresql().values().stream())
                .map(endpoint -> endpoint.database())
                .findFirst()
                .orElse("postgres");
    }

    /** The plan's own checks of the data set. */
    private static List<Query> queries(Turn turn, PostgresqlBackup backup) {
        return turn.plan().plan().checks().stream()
                .filter(Check.Sql.class::isInstance)
                .map(Check.Sql.class::cast)
                .filter(check -> check.of().equals(backup.of()))
                .map(check -> new Query(check.name(), check.query(), check.atLeast()))
                .toList();
    }
}
