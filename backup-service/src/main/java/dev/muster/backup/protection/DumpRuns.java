package dev.muster.backup.protection;

import dev.muster.backup.verification.Ladder;
import dev.muster.events.BackupAction.RemoveArchive;
import dev.muster.events.BackupAction.RestoreDump;
import dev.muster.events.BackupAction.TakeDump;
import dev.muster.events.BackupAction.VerifyDump;
import dev.muster.events.BackupEvent.RestoreRequested;
import dev.muster.events.RecoveryPoint;
import dev.muster.plan.PostgresqlDump;
import dev.muster.plan.SiteId;
import java.util.Optional;

/** Logical dumps of a database. */
record DumpRuns(Turn turn, String protection, PostgresqlDump dump) implements EngineRuns {

    @Override
    public SiteId source() {
        return turn.activeSite();
    }

    @Override
    public Optional<Order> take() {
        return Databases.at(turn, dump.of(), source())
                .map(
                        server ->
                                new Order(
                                        source(),
                                        new TakeDump(
                                                protection,
                                                source(),
                                                dump.of(),
                                                server,
                                                dump.to())));
    }

    @Override
    public Optional<Order> trial(Ladder.Trial trial) {
        return Optional.of(
                new Order(
                        turn.elsewhere(),
                        new VerifyDump(
                                trial.point().point(),
                                dump.to(),
                                trial.rung(),
                                Databases.name(turn, dump.of()),
                                Databases.questions(turn, dump.of()))));
    }

    @Override
    public Optional<Order> removal(RecoveryPoint point) {
        return Optional.of(new Order(source(), new RemoveArchive(point, dump.to())));
    }

    @Override
    public Optional<Order> restore(RestoreRequested wish, RecoveryPoint point) {
        return Databases.at(turn, dump.of(), source())
                .map(
                        server ->
                                new Order(
                                        wish.site(),
                                        new RestoreDump(
                                                point,
                                                dump.to(),
                                                server,
                                                wish.directory(),
                                                wish.port())));
    }
}
