package dev.muster.backup.adapter.velero;

import dev.muster.backup.app.RunContext;
import dev.muster.backup.app.RunHandler;
import dev.muster.backup.app.StorageTrouble;
import dev.muster.events.BackupAction.VerifyVelero;
import dev.muster.events.BackupEvent.Finding.Code;
import dev.muster.events.BackupResult;
import dev.muster.events.BackupResult.Failed;
import dev.muster.events.BackupResult.Tried;
import dev.muster.events.BackupResult.Underway;
import dev.muster.plan.Assurance.Level;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Tries a backup: its archive is fetched and read to the end, and what is in it is brought back
 * into a namespace that is cut off, compared, and taken away.
 */
@ApplicationScoped
public class VeleroVerification implements RunHandler<VerifyVelero> {

    private final VeleroSites sites;

    @Inject
    public VeleroVerification(VeleroSites sites) {
        this.sites = sites;
    }

    @Override
    public Class<VerifyVelero> action() {
        return VerifyVelero.class;
    }

    @Override
    public BackupResult carryOut(VerifyVelero action, RunContext context)
            throws InterruptedException {
        try {
            var api = sites.at(action.kubeconfig(), action.backup().home());
            var backup =
                    new Restoring(api, words -> progress(context, words)).backup(action.point());
            var begun = System.nanoTime();
            var contents = contents(api, backup, context);
            var wrong = wrong(backup, contents);
            var detail = contents.items().size() + " objects";
            if (!wrong.isEmpty() || action.level() == Level.READABLE) {
                return new Tried(wrong.isEmpty(), wrong, detail, since(begun));
            }
            if (action.level() != Level.RESTORED) {
                return new Failed(
                        List.of("a namespace that is cut off serves nobody: prove it by a drill"));
            }
            return new Trial(api, backup, contents, action, context).go();
        } catch (Restoring.Missing missing) {
            return new Failed(List.of(String.valueOf(missing.getMessage())));
        } catch (Unreadable unreadable) {
            return new Tried(
                    false,
                    List.of(String.valueOf(unreadable.getMessage())),
                    "its archive",
                    Duration.ZERO);
        } catch (Trouble trouble) {
            return trouble.result();
        }
    }

    /** The archive is there and is not what it should be. */
    private static final class Unreadable extends Exception {
        private static final long serialVersionUID = 1L;

        Unreadable(String message) {
            super(message);
        }
    }

    private static Contents contents(VeleroApi api, Seen backup, RunContext context)
            throws Trouble, Unreadable, InterruptedException {
        progress(context, "reads the archive of " + backup.name());
        try (var found = new Downloads(api).open("BackupContents", backup.name())) {
            return Contents.read(found.stream());
        } catch (StorageTrouble store) {
            if (store.passing()) {
                throw Trouble.of(store);
            }
            throw new Unreadable(String.valueOf(store.getMessage()));
        } catch (ConnectException | HttpTimeoutException store) {
            throw new Trouble(
                    Code.LOCATION_UNAVAILABLE,
                    "the object store does not answer: " + store,
                    "see whether it can be reached from here",
                    true);
        } catch (IOException broken) {
            throw new Unreadable("its archive cannot be read to the end: " + broken.getMessage());
        }
    }

    private static List<String> wrong(Seen backup, Contents contents) {
        var wrong = new ArrayList<>(contents.broken());
        var said = backup.number("status", "progress", "itemsBackedUp");
        if (said != contents.items().size()) {
            wrong.add(
                    "Velero counted "
                            + said
                            + " objects, its archive holds "
                            + contents.items().size());
        }
        return wrong;
    }

    private static void progress(RunContext context, String words) {
        context.progress().accept(new Underway(words, Optional.empty()));
    }

    static Duration since(long nanos) {
        return Duration.ofNanos(System.nanoTime() - nanos);
    }
}
