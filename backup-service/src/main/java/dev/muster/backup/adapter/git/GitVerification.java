package dev.muster.backup.adapter.git;

import dev.muster.backup.app.BackupConfig;
import dev.muster.backup.app.Folders;
import dev.muster.backup.app.RunContext;
import dev.muster.backup.app.RunHandler;
import dev.muster.events.BackupAction.VerifyGit;
import dev.muster.events.BackupResult;
import dev.muster.events.BackupResult.Tried;
import dev.muster.plan.Assurance.Level;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * Tries a point: gets it from every mirror into an empty repository, one after the other, so that
 * none can borrow from another or from this service.
 */
@ApplicationScoped
public class GitVerification implements RunHandler<VerifyGit> {

    private static final Logger LOG = Logger.getLogger(GitVerification.class);

    private final BackupConfig config;

    @Inject
    public GitVerification(BackupConfig config) {
        this.config = config;
    }

    @Override
    public Class<VerifyGit> action() {
        return VerifyGit.class;
    }

    /** What was found so far. */
    private static final class Found {
        final List<String> wrong = new ArrayList<>();
        final List<Trouble> notTried = new ArrayList<>();
        Duration slowest = Duration.ZERO;
        long refs;
        long objects;

        BackupResult result(int mirrors) {
            if (wrong.isEmpty() && !notTried.isEmpty()) {
                return Trouble.result(notTried);
            }
            notTried.forEach(trouble -> wrong.add(trouble.getMessage()));
            var counted = refs + " refs" + (objects == 0 ? "" : ", " + objects + " objects");
            return new Tried(
                    wrong.isEmpty(),
                    wrong,
                    counted + " in each of " + mirrors + " mirrors",
                    slowest);
        }
    }

    @Override
    public BackupResult carryOut(VerifyGit action, RunContext context) throws InterruptedException {
        var scratch = scratch(context);
        var found = new Found();
        try {
            for (var mirror : Remote.all(action.from(), context.progress())) {
                Folders.delete(scratch);
                look(mirror, scratch, action, context, found);
            }
            return found.result(action.from().size());
        } catch (IOException e) {
            return Trouble.here(scratch, e);
        } finally {
            remove(scratch);
        }
    }

    private void look(
            Remote mirror, Path scratch, VerifyGit action, RunContext context, Found found)
            throws IOException, InterruptedException {
        try {
            var begun = System.nanoTime();
            try (var layout = Layout.of(mirror, scratch, action.point().id().value())) {
                var wrong = layout.lacking();
                if (wrong.isEmpty() && action.level() == Level.RESTORED) {
                    wrong = layout.name();
                }
                var took = Duration.ofNanos(System.nanoTime() - begun);
                if (wrong.isEmpty() && action.level() == Level.RESTORED) {
                    found.objects = layout.read(context.progress());
                }
                wrong.forEach(one -> found.wrong.add("mirror " + mirror.name() + ": " + one));
                found.refs = layout.about().refs().size();
                found.slowest = took.compareTo(found.slowest) > 0 ? took : found.slowest;
            }
        } catch (Trouble trouble) {
            if (trouble.kind() == Trouble.Kind.BROKEN) {
                found.wrong.add("mirror " + trouble.getMessage());
            } else {
                found.notTried.add(trouble);
            }
        }
    }

    private Path scratch(RunContext context) {
        return config.backup()
                .scratchDir()
                .orElseGet(() -> config.state().dir().resolve("scratch"))
                .toAbsolutePath()
                .resolve("git-" + context.plan() + "-" + Refs.word(context.run().value()));
    }

    private static void remove(Path scratch) {
        try {
            Folders.delete(scratch);
        } catch (IOException e) {
            // What was found counts; the next trial of the same name removes it.
            LOG.warnf("%s could not be removed: %s", scratch, e.getMessage());
        }
    }
}
