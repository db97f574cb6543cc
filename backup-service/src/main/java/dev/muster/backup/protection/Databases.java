package dev.muster.backup.protection;

import dev.muster.events.BackupAction.Query;
import dev.muster.plan.PostgresEndpoint;
import dev.muster.plan.RecoveryPlan.Check;
import dev.muster.plan.SiteId;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The data sets of the plan, as far as their backups are concerned. */
final class Databases {

    private Databases() {}

    /** The server of a data set at a site. */
    static Optional<PostgresEndpoint> at(Turn turn, String dataSet, SiteId site) {
        return servers(turn, dataSet, site).findFirst();
    }

    private static Stream<PostgresEndpoint> servers(Turn turn, String dataSet, SiteId site) {
        return turn.plan().plan().data().stream()
                .filter(data -> data.name().equals(dataSet))
                .flatMap(data -> Stream.ofNullable(data.postgresql().get(site)));
    }

    /** How its database is called, wherever it is. */
    static String name(Turn turn, String dataSet) {
        return turn.plan().plan().data().stream()
                .filter(data -> data.name().equals(dataSet))
                .flatMap(data -> data.postgresql().values().stream())
                .map(PostgresEndpoint::database)
                .findFirst()
                .orElse("postgres");
    }

    /** The plan's own checks of the data set. */
    static List<Query> questions(Turn turn, String dataSet) {
        return turn.plan().plan().checks().stream()
                .filter(Check.Sql.class::isInstance)
                .map(Check.Sql.class::cast)
                .filter(check -> check.of().equals(dataSet))
                .map(check -> new Query(check.name(), check.query(), check.atLeast()))
                .toList();
    }
}
