package dev.muster.backup.adapter.git;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.muster.backup.app.Folders;
import dev.muster.backup.app.RunContext;
import dev.muster.backup.app.RunHandler;
import dev.muster.events.BackupAction.RestoreGit;
import dev.muster.events.BackupResult;
import dev.muster.events.BackupResult.Failed;
import dev.muster.events.BackupResult.Restored;
import dev.muster.events.RecoveryPointId;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Brings a repository of the past back beside what runs, from the first mirror that can. */
@ApplicationScoped
public class GitRestore implements RunHandler<RestoreGit> {

    private static final String MARKER = "muster.json";
    private static final JsonMapper JSON = new JsonMapper();

    @Override
    public Class<RestoreGit> action() {
        return RestoreGit.class;
    }

    /** What lies in the folder, so that it is never taken for something else. */
    private record LaidDown(String plan, String run, String point, String asOf, long bytes) {
        boolean isFor(RestoreGit action, RunContext context) {
            return plan.equals(context.plan().value())
                    && run.equals(context.run().value())
                    && point.equals(action.point().id().value());
        }

        Restored restored(Path folder, long begun) {
            return new Restored(
                    new RecoveryPointId(point),
                    Optional.of(Instant.parse(asOf)),
                    bytes,
                    folder.toString(),
                    Duration.ofNanos(System.nanoTime() - begun));
        }
    }

    @Override
    public BackupResult carryOut(RestoreGit action, RunContext context)
            throws InterruptedException {
        var begun = System.nanoTime();
        var folder = Path.of(action.directory()).toAbsolutePath().normalize();
        try {
            if (Files.exists(folder)) {
                return find(folder)
                        .filter(there -> there.isFor(action, context))
                        .<BackupResult>map(there -> there.restored(folder, begun))
                        .orElseGet(() -> taken(folder));
            }
            return restore(action, context, folder, begun);
        } catch (IOException e) {
            return Trouble.here(folder, e);
        }
    }

    private static Failed taken(Path folder) {
        return new Failed(
                List.of(
                        folder
                                + " is there already and was not laid down by this run: move it"
                                + " away, or name another folder"));
    }

    private static Optional<LaidDown> find(Path folder) throws IOException {
        var marker = folder.resolve(MARKER);
        return Files.isRegularFile(marker)
                ? Optional.of(JSON.readValue(marker.toFile(), LaidDown.class))
                : Optional.empty();
    }

    private static BackupResult restore(
            RestoreGit action, RunContext context, Path folder, long begun)
            throws IOException, InterruptedException {
        var draft = folder.resolveSibling(folder.getFileName() + ".partial");
        var troubles = new ArrayList<Trouble>();
        for (var mirror : Remote.all(action.from(), context.progress())) {
            Folders.delete(draft);
            try {
                var laid = layDown(mirror, draft, action, context);
                Files.move(draft.resolve("point.git"), folder, StandardCopyOption.ATOMIC_MOVE);
                return laid.restored(folder, begun);
            } catch (Trouble trouble) {
                troubles.add(trouble);
            } finally {
                Folders.delete(draft);
            }
        }
        return Trouble.result(troubles);
    }

    private static LaidDown layDown(
            Remote mirror, Path draft, RestoreGit action, RunContext context)
            throws IOException, InterruptedException {
        var point = action.point().id().value();
        try (var layout = Layout.of(mirror, draft, point)) {
            var wrong = new ArrayList<>(layout.lacking());
            if (wrong.isEmpty()) {
                wrong.addAll(layout.name());
            }
            if (!wrong.isEmpty()) {
                throw new Trouble(
                        mirror.name() + ": " + String.join("; ", wrong), Trouble.Kind.BROKEN);
            }
            layout.read(context.progress());
            var laid =
                    new LaidDown(
                            context.plan().value(),
                            context.run().value(),
                            point,
                            layout.about().asOf().toString(),
                            layout.bytes());
            JSON.writeValue(layout.folder().resolve(MARKER).toFile(), laid);
            return laid;
        }
    }
}
