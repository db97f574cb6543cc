package dev.muster.backup.adapter.git;

import dev.muster.backup.app.BackupConfig;
import dev.muster.backup.app.RunContext;
import dev.muster.backup.app.RunHandler;
import dev.muster.events.BackupAction.RemoveGit;
import dev.muster.events.BackupResult;
import dev.muster.events.BackupResult.Removed;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;

/**
 * Takes a point away from every mirror; what the repository holds now, and what was kept, stays.
 */
@ApplicationScoped
public class GitRemoval implements RunHandler<RemoveGit> {

    private final BackupConfig config;

    @Inject
    public GitRemoval(BackupConfig config) {
        this.config = config;
    }

    @Override
    public Class<RemoveGit> action() {
        return RemoveGit.class;
    }

    @Override
    public BackupResult carryOut(RemoveGit action, RunContext context) throws InterruptedException {
        return Cache.use(
                config,
                context.plan(),
                action.point().protection(),
                cache -> {
                    var troubles = new ArrayList<Trouble>();
                    var refs = 0;
                    for (var mirror : Remote.all(action.from(), context.progress())) {
                        try {
                            refs +=
                                    Points.remove(
                                            mirror,
                                            cache.repository(),
                                            action.point().id().value());
                        } catch (Trouble trouble) {
                            troubles.add(trouble);
                        }
                    }
                    return troubles.isEmpty()
                            ? new Removed(refs + " refs in " + action.from().size() + " mirrors")
                            : Trouble.result(troubles);
                });
    }
}
