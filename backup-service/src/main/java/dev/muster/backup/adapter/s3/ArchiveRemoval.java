package dev.muster.backup.adapter.s3;

import dev.muster.backup.app.Archives;
import dev.muster.backup.app.Buckets;
import dev.muster.backup.app.RunContext;
import dev.muster.backup.app.RunHandler;
import dev.muster.backup.app.Throttle;
import dev.muster.backup.app.Trouble;
import dev.muster.events.BackupAction.RemoveArchive;
import dev.muster.events.BackupResult;
import dev.muster.events.BackupResult.Removed;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;

/** Takes an archive away, its point first, so that nobody begins a restore from half of it. */
@ApplicationScoped
public class ArchiveRemoval implements RunHandler<RemoveArchive> {

    private final Buckets buckets;

    @Inject
    public ArchiveRemoval(Buckets buckets) {
        this.buckets = buckets;
    }

    @Override
    public Class<RemoveArchive> action() {
        return RemoveArchive.class;
    }

    @Override
    public BackupResult carryOut(RemoveArchive action, RunContext context) {
        try (var archives =
                Archives.open(
                        buckets,
                        action.from(),
                        context.plan(),
                        action.point().protection(),
                        new Throttle(0))) {
            var left = archives.remove(action.point().id());
            return left.isEmpty()
                    ? new Removed("its archive")
                    : Trouble.failed(
                            left.getFirst() + " is still there: the bucket may lock its objects");
        } catch (IOException e) {
            return Trouble.of(e);
        }
    }
}
