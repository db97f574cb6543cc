package dev.muster.backup.protection;

import dev.muster.backup.verification.Ladder;
import dev.muster.events.BackupAction.RemoveGit;
import dev.muster.events.BackupAction.RestoreGit;
import dev.muster.events.BackupAction.TakeGit;
import dev.muster.events.BackupAction.VerifyGit;
import dev.muster.events.BackupEvent.RestoreRequested;
import dev.muster.events.RecoveryPoint;
import dev.muster.plan.GitMirror;
import dev.muster.plan.SiteId;
import java.util.Optional;

/** Mirrors of a repository, tried away from where they are kept. */
record GitRuns(Turn turn, String protection, GitMirror git) implements EngineRuns {

    @Override
    public SiteId source() {
        return turn.activeSite();
    }

    @Override
    public Optional<Order> take() {
        return Optional.of(
                new Order(
                        source(),
                        new TakeGit(protection, source(), git.repository(), git.mirrors())));
    }

    @Override
    public Optional<Order> trial(Ladder.Trial trial) {
        return Optional.of(
                new Order(
                        turn.elsewhere(),
                        new VerifyGit(trial.point().point(), git.mirrors(), trial.rung())));
    }

    @Override
    public Optional<Order> removal(RecoveryPoint point) {
        return Optional.of(new Order(source(), new RemoveGit(point, git.mirrors())));
    }

    @Override
    public Optional<Order> restore(RestoreRequested wish, RecoveryPoint point) {
        return Optional.of(
                new Order(wish.site(), new RestoreGit(point, git.mirrors(), wish.directory())));
    }
}
