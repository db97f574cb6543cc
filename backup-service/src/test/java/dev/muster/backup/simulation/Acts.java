package dev.muster.backup.simulation;

import dev.muster.events.BackupAction;
import dev.muster.events.BackupAction.RemovePostgres;
import dev.muster.events.BackupAction.RemoveVelero;
import dev.muster.events.BackupAction.VerifyPostgres;
import dev.muster.events.BackupAction.VerifyVelero;
import dev.muster.events.RecoveryPointId;
import dev.muster.plan.Assurance.Level;
import java.util.Optional;

/** What the actions that are simulated here are about. */
final class Acts {

    private Acts() {}

    /** A point and the rung it has to show. */
    record Trial(RecoveryPointId point, Level rung) {}

    static Optional<RecoveryPointId> removes(BackupAction action) {
        return switch (action) {
            case RemovePostgres removal -> Optional.of(removal.point().id());
            case RemoveVelero removal -> Optional.of(removal.point().id());
            default -> Optional.empty();
        };
    }

    static Optional<Trial> tries(BackupAction action) {
        return switch (action) {
            case VerifyPostgres trial -> Optional.of(new Trial(trial.point().id(), trial.level()));
            case VerifyVelero trial -> Optional.of(new Trial(trial.point().id(), trial.level()));
            default -> Optional.empty();
        };
    }
}
