package dev.muster.backup.protection;

import dev.muster.backup.verification.Ladder;
import dev.muster.events.BackupAction.RemovePostgres;
import dev.muster.events.BackupAction.RestorePostgres;
import dev.muster.events.BackupAction.TakePostgresBase;
import dev.muster.events.BackupAction.VerifyPostgres;
import dev.muster.events.BackupEvent.RestoreRequested;
import dev.muster.events.RecoveryPoint;
import dev.muster.plan.Assurance.Engine.PostgresqlBackup;
import dev.muster.plan.SiteId;
import java.util.Optional;

/** Base backups, and the log that leads from one of them to any moment. */
record PostgresRuns(Turn turn, String protection, PostgresqlBackup backup) implements EngineRuns {

    @Override
    public SiteId source() {
        return turn.activeSite();
    }

    @Override
    public Optional<Order> take() {
        return Databases.at(turn, backup.of(), source())
                .map(
                        server ->
                                new Order(
                                        source(),
                                        new TakePostgresBase(
                                                protection,
                                                backup.of(),
                                                server,
                                                backup.to(),
                                                backup.retention(),
                                                backup.continuousWal())));
    }

    @Override
    public Optional<Order> trial(Ladder.Trial trial) {
        return Optional.of(
                new Order(
                        turn.elsewhere(),
                        new VerifyPostgres(
                                trial.point().point(),
                                backup.to(),
                                trial.rung(),
                                Databases.name(turn, backup.of()),
                                Databases.questions(turn, backup.of()))));
    }

    @Override
    public Optional<Order> removal(RecoveryPoint point) {
        return Optional.of(new Order(source(), new RemovePostgres(point, backup.to())));
    }

    /** The executor picks the base: it sees the log, and which moments it really reaches. */
    @Override
    public Optional<Order> restore(RestoreRequested wish, RecoveryPoint point) {
        return Optional.of(
                new Order(
                        wish.site(),
                        new RestorePostgres(
                                protection,
                                backup.to(),
                                wish.upTo(),
                                wish.directory(),
                                wish.port())));
    }
}
