package dev.muster.backup.adapter.git;

import dev.muster.backup.app.BackupConfig;
import dev.muster.backup.app.RunContext;
import dev.muster.backup.app.RunHandler;
import dev.muster.events.BackupAction.TakeGit;
import dev.muster.events.BackupResult;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/** Brings the mirrors of a repository up to date, and records what it holds as a point. */
@ApplicationScoped
public class GitBackup implements RunHandler<TakeGit> {

    private final BackupConfig config;

    @Inject
    public GitBackup(BackupConfig config) {
        this.config = config;
    }

    @Override
    public Class<TakeGit> action() {
        return TakeGit.class;
    }

    @Override
    public BackupResult carryOut(TakeGit action, RunContext context) throws InterruptedException {
        return Cache.use(
                config,
                context.plan(),
                action.protection(),
                cache -> new Mirroring(action, context, cache).carryOut());
    }
}
